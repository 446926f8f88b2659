package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Makes histories up: stretches of use, idleness and silence as machines really have them, and mishaps in between. */
final class Histories {

    private static final Preset[] PRESETS = {Preset.REACTIVE, Preset.REACTIVE, Preset.SAVER, Preset.BALANCED};

    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private History.World world;
    private final long[] seq = new long[2];

    private Histories(long seed) {
        this.random = new Random(seed);
        Preset preset = PRESETS[random.nextInt(PRESETS.length)];
        this.world = new History.World(
                preset,
                random.nextInt(5) > 0,
                1 + random.nextInt(5),
                random.nextInt(2) == 0 ? random.nextInt(150) : 0,
                random.nextInt(3) == 0 ? random.nextInt(30) : 1,
                oneOf(
                        ActionReceipt.Outcome.ACCEPTED,
                        ActionReceipt.Outcome.ACCEPTED,
                        ActionReceipt.Outcome.ACCEPTED,
                        ActionReceipt.Outcome.REFUSED,
                        ActionReceipt.Outcome.UNKNOWN),
                random.nextInt(4) > 0,
                random.nextInt(6) == 0 ? -1 : random.nextInt(4) * 60L,
                0);
    }

    static History of(long seed) {
        return new Histories(seed).make(true);
    }

    /** Without the owner, and in a world that does as it is told: what the engine does is the engine's doing. */
    static History ofItsOwn(long seed) {
        Histories histories = new Histories(seed);
        History.World w = histories.world;
        histories.world = new History.World(
                w.preset(), w.managed(), w.scope(), 0, 1, ActionReceipt.Outcome.ACCEPTED, true, w.noticeAfter(), 0);
        return histories.make(false);
    }

    private History make(boolean owner) {
        if (world.managed()) {
            steps.add(new Step.Shown(0, MachineState.RUNNING));
            steps.add(new Step.Viewed(0, oneOf(Witness.values())));
        }
        long at = 0;
        int stretches = 2 + random.nextInt(4);
        for (int i = 0; i < stretches; i++) {
            at = stretch(at);
        }
        int mishaps = random.nextInt(8);
        for (int i = 0; i < mishaps; i++) {
            mishap(1 + (long) (random.nextDouble() * at), owner);
        }
        stragglers();
        History.World w = world;
        world = new History.World(
                w.preset(),
                w.managed(),
                w.scope(),
                w.claimAfter(),
                w.answerAfter(),
                w.receipt(),
                w.obeys(),
                w.noticeAfter(),
                at + 600);
        return new History(world, steps);
    }

    /** Some heartbeats come twice, the second time up to an hour late. */
    private void stragglers() {
        List<Step> copies = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Heard heard && heard.seq() != null && random.nextInt(60) == 0) {
                copies.add(heard.at(heard.second() + random.nextInt(3600)));
            }
        }
        steps.addAll(copies);
    }

    private long stretch(long from) {
        long idleAfter = world.preset().settings().idleAfter().toSeconds();
        long length = 60 + (long) (random.nextDouble() * 2.2 * idleAfter);
        int reporters = 1 + random.nextInt(2);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> beats(from, length, reporters, Step.Use.IDLE);
            case 3 -> beats(from, length / 3, reporters, Step.Use.BUSY);
            case 4 -> beats(from, length / 3, reporters, Step.Use.NOT_KNOWN);
            case 5 -> {
                beats(from, length / 2, reporters, Step.Use.IDLE);
                goodbye(from + length / 2, reporters, oneOf(Goodbye.values()));
                return from + length / 2 + idleAfter + random.nextInt(600);
            }
            case 6 -> {
                return from
                        + random.nextInt((int) world.preset()
                                        .settings()
                                        .orphanHibernateAfter()
                                        .toSeconds()
                                + 1200);
            }
            default -> beats(from, length, reporters, null);
        }
        return from + length;
    }

    private void beats(long from, long length, int reporters, Step.Use use) {
        long told = world.preset().settings().interval().toSeconds();
        for (int reporter = 0; reporter < reporters; reporter++) {
            long at = from + random.nextInt((int) told);
            while (at < from + length) {
                if (random.nextInt(40) > 0) {
                    Step.Use says = use != null ? use : mixed();
                    steps.add(heard(at, reporter, says, null));
                }
                at += (long) (told * (0.9 + 0.2 * random.nextDouble()));
            }
        }
    }

    private Step.Use mixed() {
        int die = random.nextInt(30);
        return die == 0 ? Step.Use.BUSY : die == 1 ? Step.Use.NOT_KNOWN : Step.Use.IDLE;
    }

    private void goodbye(long at, int reporters, Goodbye word) {
        for (int reporter = 0; reporter < reporters; reporter++) {
            steps.add(heard(at + reporter, reporter, Step.Use.IDLE, word));
        }
    }

    /** The last one neither names nor numbers itself, as a plain agent. */
    private Step.Heard heard(long at, int reporter, Step.Use use, Goodbye goodbye) {
        boolean plain = reporter == 1;
        return new Step.Heard(
                at,
                "r" + reporter,
                plain ? null : "s" + reporter,
                plain ? null : Long.valueOf(seq[reporter]++),
                plain ? null : "boot-0",
                use,
                goodbye);
    }

    private void mishap(long at, boolean owner) {
        switch (random.nextInt(owner ? 9 : 7)) {
            case 0 ->
                steps.add(
                        new Step.Kept(at, Duration.ofMinutes(1 + random.nextInt(90)), oneOf(KeepAlive.Scope.values())));
            case 1 -> steps.add(new Step.Revoked(at));
            case 2 -> steps.add(new Step.Touched(at));
            case 3 -> {
                if (world.managed()) {
                    steps.add(new Step.Shown(at, MachineState.UNKNOWN));
                    steps.add(new Step.Shown(at + 1 + random.nextInt(90), MachineState.RUNNING));
                }
            }
            case 4 -> rename(at, true);
            case 5 -> rename(at, false);
            case 6 -> steps.add(new Step.Viewed(at, oneOf(Witness.values())));
            case 7 -> steps.add(new Step.Ordered(at, oneOf(Operation.Kind.values())));
            default -> {
                if (world.managed()) {
                    steps.add(new Step.Shown(at, oneOf(MachineState.STOPPED, MachineState.STARTING)));
                    steps.add(new Step.Shown(at + random.nextInt(2000), MachineState.RUNNING));
                }
            }
        }
    }

    /** From here on every named heartbeat is of another run, numbered anew; and of another boot, where the machine did it. */
    private void rename(long at, boolean reboot) {
        String newBoot = "boot-" + at;
        long[] fresh = new long[2];
        steps.sort(Comparator.comparingLong(Step::second));
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Heard heard && heard.second() >= at && heard.start() != null) {
                int reporter = heard.reporter().charAt(1) - '0';
                steps.set(
                        i,
                        new Step.Heard(
                                heard.second(),
                                heard.reporter(),
                                heard.start() + "+" + at,
                                fresh[reporter]++,
                                reboot ? newBoot : heard.boot(),
                                heard.use(),
                                heard.goodbye()));
            }
        }
    }

    @SafeVarargs
    private <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
