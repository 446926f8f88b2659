package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in a {@link SimulatedCloud}, and when.
 *
 * <p>A call meets at most one fault: the first scripted one that fits, else that of a period, else a random one. Every method
 * that adds returns this script. Thread-safe.
 */
public final class FaultScript {

    private final TimeSource time;
    private final RandomGenerator random;
    private final List<Scripted> scripted = new ArrayList<>();
    private final List<Period> periods = new ArrayList<>();
    private double probability;
    private List<Fault> randomFaults = List.of();
    private Duration listLag = Duration.ZERO;

    FaultScript(TimeSource time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** Lets the next call of this operation fail so, behind what was scripted before. */
    public FaultScript next(Operation operation, Fault fault) {
        return script(new Scripted(operation, null, fault));
    }

    /** Lets the next call of this operation on this machine fail so, behind what was scripted before. */
    public FaultScript next(Operation operation, MachineId machine, Fault fault) {
        return script(new Scripted(operation, Objects.requireNonNull(machine, "machine"), fault));
    }

    /**
     * Lets every call that this fault applies to fail so for a period, counted from now on the monotonic clock: from the first
     * moment on, and no longer at the second.
     *
     * @param from when it begins, zero for at once
     * @param until when it is over
     */
    public synchronized FaultScript during(Duration from, Duration until, Fault fault) {
        if (from.isNegative() || until.compareTo(from) <= 0) {
            throw new IllegalArgumentException(
                    "a period from " + from + " to " + until + " from now has no length ahead");
        }
        long now = time.mono();
        periods.add(new Period(now + from.toNanos(), now + until.toNanos(), Objects.requireNonNull(fault, "fault")));
        return this;
    }

    /**
     * Lets each call fail with this probability, in one of these ways where it applies to the call; in place of what was set
     * before.
     *
     * @param probability 0 to 1; 0 switches random faults off
     */
    public synchronized FaultScript randomly(double probability, Fault... faults) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability of a fault is " + probability + "; it must be 0 to 1");
        }
        if (probability > 0 && faults.length == 0) {
            throw new IllegalArgumentException("random faults without a fault; name at least one");
        }
        this.probability = probability;
        this.randomFaults = List.of(faults);
        return this;
    }

    /** Lets lists show the machines as they were this long ago, while reads show them as they are. Default: zero. */
    public synchronized FaultScript listLag(Duration lag) {
        if (lag.isNegative()) {
            throw new IllegalArgumentException("list lag is " + lag + "; it must be zero or more");
        }
        this.listLag = lag;
        return this;
    }

    /** Takes back every fault, and the lag. */
    public synchronized void clear() {
        scripted.clear();
        periods.clear();
        probability = 0;
        randomFaults = List.of();
        listLag = Duration.ZERO;
    }

    /** Returns how many faults given to {@code next} no call has met yet. */
    public synchronized int pending() {
        return scripted.size();
    }

    synchronized Duration listLag() {
        return listLag;
    }

    /** Returns the fault that a call meets now. */
    synchronized @Nullable Fault draw(Operation operation, @Nullable MachineId machine) {
        for (Iterator<Scripted> each = scripted.iterator(); each.hasNext(); ) {
            Scripted next = each.next();
            if (next.fits(operation, machine)) {
                each.remove();
                return next.fault();
            }
        }
        long now = time.mono();
        periods.removeIf(period -> now - period.until() >= 0);
        for (Period period : periods) {
            if (now - period.from() >= 0 && period.fault().appliesTo(operation)) {
                return period.fault();
            }
        }
        return drawRandom(operation);
    }

    private @Nullable Fault drawRandom(Operation operation) {
        List<Fault> possible = randomFaults.stream()
                .filter(fault -> fault.appliesTo(operation))
                .toList();
        if (possible.isEmpty() || random.nextDouble() >= probability) {
            return null;
        }
        return possible.get(random.nextInt(possible.size()));
    }

    private synchronized FaultScript script(Scripted next) {
        if (!next.fault().appliesTo(next.operation())) {
            throw new IllegalArgumentException(next.fault() + " cannot happen to " + next.operation());
        }
        scripted.add(next);
        return this;
    }

    private record Scripted(Operation operation, @Nullable MachineId machine, Fault fault) {

        boolean fits(Operation called, @Nullable MachineId on) {
            return operation == called && (machine == null || machine.equals(on));
        }
    }

    private record Period(long from, long until, Fault fault) {}
}
