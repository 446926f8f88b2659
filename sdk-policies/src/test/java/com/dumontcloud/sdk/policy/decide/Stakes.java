package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.decide.Step.Copies.Become;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up what happens to a machine with which something can be lost: leases, legal holds, spend caps, snapshots, oblivion. */
final class Stakes {

    /** All but a reboot, of which the oracles know nothing: it leaves the machine as it was. */
    private static final Operation.Kind[] ORDERS = {
        Operation.Kind.HIBERNATE,
        Operation.Kind.STOP,
        Operation.Kind.WAKE,
        Operation.Kind.FAILOVER,
        Operation.Kind.DESTROY
    };

    private static final Become[] BECOME = {
        Become.SOUND,
        Become.SOUND,
        Become.SOUND,
        Become.SOUND,
        Become.FAIL,
        Become.HANG,
        Become.CORRUPT,
        Become.OLD,
        Become.OF_ANOTHER
    };

    private static final long THREE_DAYS = Duration.ofDays(3).toSeconds();

    private final History.World world;
    private final LifecycleSettings settings;
    private final Random random;
    private final List<Step> steps;
    private final List<Long> tense;

    Stakes(History.World world, Random random, List<Step> steps, List<Long> tense) {
        this.world = world;
        this.settings = world.settings();
        this.random = random;
        this.steps = steps;
        this.tense = tense;
    }

    /** Returns when the history ends. */
    long until(long end) {
        steps.add(new Step.Copies(0, oneOf(BECOME)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            happens(
                    tense.isEmpty() || random.nextBoolean()
                            ? 1 + (long) (random.nextDouble() * end)
                            : Math.max(1, tense.get(random.nextInt(tense.size())) - random.nextInt(120)),
                    end);
        }
        long last = world.place().successor() == null ? end : brokenDown(end);
        return world.place().deleteAfter() == null ? last : forgotten(last);
    }

    private void happens(long at, long end) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> leased(random.nextBoolean() ? 1 : at);
            case 3 -> {
                steps.add(new Step.Held(random.nextBoolean() ? 1 : at, true));
                if (random.nextBoolean()) {
                    steps.add(new Step.Held(at + 1 + random.nextInt(4000), false));
                }
            }
            case 4, 5 -> {
                steps.add(new Step.Capped(at, true));
                steps.add(new Step.Capped(at + 1 + random.nextInt(2000), false));
            }
            case 6 -> steps.add(new Step.Copies(at, oneOf(BECOME)));
            case 7 -> {
                DataLoss word = random.nextBoolean() ? DataLoss.REFUSED : DataLoss.acceptedBy("ana");
                steps.add(new Step.Ordered(at, oneOf(ORDERS), word));
            }
            case 8 -> {
                steps.add(new Step.Shown(at, MachineState.STARTING));
                steps.add(new Step.Shown(at + 1500 + random.nextInt(1000), MachineState.RUNNING));
            }
            default -> steps.add(new Step.Copied(at));
        }
    }

    /** For good, or until it comes back by itself, or again and again. */
    private long brokenDown(long end) {
        long at = end;
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            steps.add(new Step.Shown(at, random.nextInt(5) == 0 ? MachineState.STARTING : MachineState.FAILED));
            for (int beats = random.nextInt(3); beats > 0; beats--) {
                long heard = at + random.nextInt(2400);
                steps.add(new Step.Heard(heard, "ghost", null, null, null, Step.Use.BUSY, null));
            }
            if (random.nextInt(4) == 0) {
                steps.add(new Step.Ordered(at + random.nextInt(3000), Operation.Kind.WAKE, DataLoss.REFUSED));
            }
            at += 1 + random.nextInt(random.nextBoolean() ? 240 : 6000);
            if (random.nextBoolean()) {
                steps.add(new Step.Shown(at, MachineState.RUNNING));
            }
            at += random.nextInt(1200);
        }
        return at + 3600;
    }

    /** Renewed for a while, and then no more. */
    private void leased(long from) {
        long every = 60 + random.nextInt(600);
        long length = every + random.nextInt(3600);
        boolean scratch = random.nextBoolean();
        for (int renewed = random.nextInt(5); renewed >= 0; renewed--) {
            long at = from + renewed * every;
            steps.add(new Step.Leased(at, at + length, every, scratch));
        }
    }

    /** From the end on nobody is heard, for as long as it takes until a machine is given back, and something happens just then. */
    private long forgotten(long end) {
        if (random.nextInt(4) > 0) {
            steps.add(new Step.Held(end, false));
            steps.add(new Step.Capped(end, false));
            steps.add(new Step.Copies(end, random.nextInt(3) > 0 ? Become.SOUND : oneOf(BECOME)));
        }
        steps.add(new Step.Shown(end, MachineState.RUNNING));
        steps.add(new Step.Heard(end + 1, "last", null, null, null, Step.Use.BUSY, null));
        steps.add(new Step.Viewed(end, oneOf(Witness.IDLE, Witness.IDLE, Witness.DEAD, Witness.UNKNOWN)));
        long parked = end + settings.orphanHibernateAfter().toSeconds() + 60;
        long told = world.noticeAfter() * 2;
        long due = parked + Math.max(THREE_DAYS, world.place().deleteAfter().toSeconds()) + Math.max(0, told);
        if (random.nextInt(6) > 0) {
            steps.add(new Step.Copied(parked + random.nextInt(3600)));
        }
        return due + 6 * 3600;
    }

    /** Just when the machine is about to be given back something happens: found by playing the history until then. */
    static History atLast(History history, Random random) {
        if (history.world().place().deleteAfter() == null || random.nextInt(3) == 0) {
            return history;
        }
        List<Step> last = new ArrayList<>();
        Playback.of(history).entries().stream()
                .filter(entry -> entry.effects().stream()
                        .anyMatch(effect -> effect instanceof Effect.Claim claim
                                && claim.operation().cause() == Cause.FORGOTTEN))
                .findFirst()
                .ifPresent(entry -> new Stakes(history.world(), random, last, List.of()).atLast(entry.second()));
        return history.with(last);
    }

    private void atLast(long second) {
        long due = second + 1 + random.nextInt(20);
        switch (random.nextInt(9)) {
            case 0 -> steps.add(new Step.Held(due, true));
            case 1, 2, 3 -> steps.add(new Step.Configured(due, settings.idleAfter(), false, false));
            case 4, 5 -> {
                steps.add(new Step.Shown(second - 100, MachineState.UNKNOWN));
                steps.add(new Step.Shown(due + random.nextInt(3000), MachineState.STOPPED));
            }
            case 6 -> steps.add(new Step.Kept(due, Duration.ofMinutes(60), KeepAlive.Scope.IDLE_AND_ORPHAN));
            case 7 -> steps.add(new Step.Leased(due, due + 600, 300, false));
            default -> steps.add(new Step.Copies(due - 300, oneOf(BECOME)));
        }
    }

    @SafeVarargs
    private <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
