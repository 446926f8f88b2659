package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Makes histories up: stretches of use, idleness and silence as machines really have them, and mishaps in between. */
final class Histories {

    private static final Preset[] PRESETS = {Preset.REACTIVE, Preset.REACTIVE, Preset.SAVER, Preset.BALANCED};

    private static final CommandResult.Outcome[] ANSWERS = {
        CommandResult.Outcome.DONE,
        CommandResult.Outcome.DONE,
        CommandResult.Outcome.DONE,
        CommandResult.Outcome.REFUSED,
        CommandResult.Outcome.UNKNOWN,
        CommandResult.Outcome.FAILED
    };
    private static final int MOST_REPORTERS = 3;

    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private final LifecycleSettings settings;
    private History.World world;
    private final List<String> names;
    private final long[] seq = new long[MOST_REPORTERS];
    /** When an action may be under way, which is when a mishap tells most. */
    private final List<Long> tense = new ArrayList<>();

    private Histories(long seed) {
        this.random = new Random(seed);
        Preset preset = PRESETS[random.nextInt(PRESETS.length)];
        boolean managed = random.nextInt(5) > 0;
        History.Place place = managed && random.nextInt(4) == 0 ? place() : History.Place.USUAL;
        boolean obedient = place != History.Place.USUAL && random.nextInt(4) > 0;
        this.settings = preset.settings();
        this.world = new History.World(
                seed,
                preset,
                managed,
                !managed || random.nextInt(15) > 0,
                random.nextBoolean(),
                1 + random.nextInt(5),
                place == History.Place.USUAL ? claimAfter() : random.nextInt(3) * 20L,
                random.nextInt(3) == 0 ? random.nextInt(30) : 1,
                obedient
                        ? ActionReceipt.Outcome.ACCEPTED
                        : oneOf(
                                ActionReceipt.Outcome.ACCEPTED,
                                ActionReceipt.Outcome.ACCEPTED,
                                ActionReceipt.Outcome.ACCEPTED,
                                ActionReceipt.Outcome.REFUSED,
                                ActionReceipt.Outcome.UNKNOWN),
                obedient || random.nextInt(4) > 0,
                random.nextInt(6) == 0 ? -1 : random.nextInt(4) * 60L,
                List.of(saver(), saver(), saver()),
                saver(),
                place,
                0);
        this.names = List.of(kind() + "0", kind() + "1", kind() + "2");
    }

    /** At once, after a while, or just when the newest sample has become too old. */
    private long claimAfter() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> 0;
            case 2 -> random.nextInt(150);
            default -> settings.lateAfter().toSeconds();
        };
    }

    private History.Saver saver() {
        CommandResult.Outcome outcome = random.nextInt(5) == 0 ? null : oneOf(ANSWERS);
        return new History.Saver(outcome, random.nextInt(3) * random.nextInt(50));
    }

    private String kind() {
        return random.nextBoolean() ? "p" : "r";
    }

    static History of(long seed) {
        return new Histories(seed).make(true);
    }

    /** Without the owner, and in a world that does as it is told: what the engine does is the engine's doing. */
    static History ofItsOwn(long seed) {
        Histories histories = new Histories(seed);
        History.World w = histories.world;
        histories.world = History.World.obedient(w.seed(), w.preset(), w.managed(), w.scope(), w.noticeAfter());
        return histories.make(false);
    }

    private History make(boolean owner) {
        if (world.managed()) {
            steps.add(new Step.Shown(0, MachineState.RUNNING));
            steps.add(new Step.Viewed(0, oneOf(Witness.values())));
        }
        if (!world.claimed() && random.nextBoolean()) {
            steps.add(new Step.Claimed(random.nextInt(6000)));
        }
        if (owner && world.managed() && random.nextInt(12) == 0) {
            return unheard();
        }
        boolean claimedLate = world.claimAfter() == settings.lateAfter().toSeconds();
        long at = claimedLate && !world.managed() ? diesWhenDue(0) : 0;
        int stretches = 2 + random.nextInt(4);
        for (int i = 0; i < stretches; i++) {
            at = stretch(at);
        }
        at = claimedLate && !world.managed() ? diesWhenDue(at) : at;
        int mishaps = random.nextInt(13);
        for (int i = 0; i < mishaps; i++) {
            mishap(
                    tense.isEmpty() || random.nextBoolean() ? anyTime(at) : tense.get(random.nextInt(tense.size())),
                    owner);
        }
        if (owner && world.place() != History.Place.USUAL) {
            at = new Stakes(world, random, steps, tense).until(at);
        }
        stragglers();
        if (owner && world.managed() && random.nextInt(6) == 0) {
            long failing =
                    tense.isEmpty() ? anyTime(at) : tense.get(random.nextInt(tense.size())) - random.nextInt(300);
            steps.add(new Step.Unreadable(Math.max(1, failing), 10 + random.nextInt(900)));
        }
        world = world.lasting(at + 600);
        return Stakes.atLast(new History(world, steps), random);
    }

    /** Where something can be lost. */
    private History.Place place() {
        Duration deleteAfter = random.nextInt(3) > 0 ? Duration.ofHours(24 + random.nextInt(72)) : null;
        return new History.Place(
                random.nextInt(3) > 0,
                random.nextInt(5) > 0,
                deleteAfter,
                random.nextInt(5) > 0,
                random.nextInt(2) > 0 ? successor() : null);
    }

    private History.Successor successor() {
        List<ActionReceipt.Outcome> receipts = List.of(receiptOfRental(), receiptOfRental(), receiptOfRental());
        long upAfter = random.nextInt(4) == 0 ? -1 : random.nextInt(3) > 0 ? random.nextInt(400) : random.nextInt(4000);
        return new History.Successor(
                receipts, random.nextBoolean(), upAfter, random.nextInt(5) == 0 ? -1 : random.nextInt(300));
    }

    private ActionReceipt.Outcome receiptOfRental() {
        return random.nextBoolean() ? ActionReceipt.Outcome.ACCEPTED : oneOf(ActionReceipt.Outcome.values());
    }

    /** Nothing on it ever reports, for longer than a day. */
    private History unheard() {
        long day = settings.noEvidenceAfter().toSeconds();
        for (int i = random.nextInt(4); i > 0; i--) {
            mishap(1 + (long) (random.nextDouble() * day), true);
        }
        if (random.nextInt(3) > 0) {
            steps.add(new Step.Viewed(day / 2, oneOf(Witness.UNKNOWN, Witness.UNKNOWN, Witness.DEAD)));
        }
        return new History(world.lasting(day + random.nextInt(7200)), steps);
    }

    private long anyTime(long end) {
        return 1 + (long) (random.nextDouble() * end);
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
        long idleAfter = settings.idleAfter().toSeconds();
        long length = 60 + (long) (random.nextDouble() * 2.2 * idleAfter);
        int reporters = 1 + random.nextInt(MOST_REPORTERS);
        switch (random.nextInt(32)) {
            case 0 -> {
                return diesWhenDue(from);
            }
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> {
                beats(from, length, reporters, Step.Use.IDLE);
                tense.add(from + idleAfter + random.nextInt(240));
            }
            case 10, 11, 12 -> beats(from, length / 3, reporters, Step.Use.BUSY);
            case 13 -> beats(from, length / 3, reporters, Step.Use.HOST);
            case 14, 15, 16 -> beats(from, length / 3, reporters, Step.Use.NOT_KNOWN);
            case 17, 18 -> beats(from, length, 1, Step.Use.GLIMPSED);
            case 19 -> {
                length = 3600 + random.nextInt(400) + (random.nextInt(3) == 0 ? 3600 + idleAfter : 0);
                beats(from, length, 1, Step.Use.STUCK);
            }
            case 20, 21, 22, 23 -> {
                beats(from, length / 2, reporters, Step.Use.IDLE);
                goodbye(from + length / 2, reporters, oneOf(Goodbye.values()));
                return from + length / 2 + idleAfter + random.nextInt(600);
            }
            case 24, 25, 26, 27 -> {
                return from
                        + random.nextInt((int) settings.orphanHibernateAfter().toSeconds() + 1200);
            }
            default -> beats(from, length, reporters, null);
        }
        return from + length;
    }

    /** It is idle until it may be parked, and from then on nobody is heard until any sample has become too old. */
    private long diesWhenDue(long from) {
        long length = settings.idleAfter().toSeconds() + settings.interval().toSeconds();
        beats(from, length, 1, Step.Use.IDLE);
        return from + length + settings.lateAfter().toSeconds() + random.nextInt(600);
    }

    private void beats(long from, long length, int reporters, Step.Use use) {
        long told = settings.interval().toSeconds();
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
        return switch (random.nextInt(40)) {
            case 0 -> Step.Use.BUSY;
            case 1 -> Step.Use.NOT_KNOWN;
            case 2 -> Step.Use.GLIMPSED;
            case 3 -> Step.Use.HOST;
            default -> Step.Use.IDLE;
        };
    }

    private void goodbye(long at, int reporters, Goodbye word) {
        for (int reporter = 0; reporter < reporters; reporter++) {
            steps.add(heard(at + reporter, reporter, Step.Use.IDLE, word));
        }
    }

    /** The second one neither names nor numbers itself, as a plain agent. */
    private Step.Heard heard(long at, int reporter, Step.Use use, Goodbye goodbye) {
        boolean plain = reporter == 1;
        return new Step.Heard(
                at,
                names.get(reporter),
                plain ? null : "s" + reporter,
                plain ? null : Long.valueOf(seq[reporter]++),
                plain ? null : "boot-0",
                use,
                goodbye);
    }

    private void mishap(long at, boolean owner) {
        switch (random.nextInt(owner ? 13 : 11)) {
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
            case 7 ->
                steps.add(
                        random.nextInt(3) == 0
                                ? new Step.Unexempt(at)
                                : new Step.Exempt(at, Duration.ofMinutes(1 + random.nextInt(180))));
            case 8 -> rename(at, true);
            case 9 -> steps.add(new Step.Protected(at, 1 + random.nextInt(59)));
            case 10 ->
                steps.add(new Step.Configured(
                        at, Duration.ofMinutes(5 + random.nextInt(40)), random.nextInt(3) == 0, true));
            case 11 -> steps.add(new Step.Ordered(at, oneOf(Operation.Kind.values()), DataLoss.REFUSED));
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
        long[] fresh = new long[MOST_REPORTERS];
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
