package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One rented machine and when it is needed. Immutable.
 *
 * @param id its name
 * @param gpus how many GPUs it is rented with, 1 or more
 * @param busy when it is needed: in order, neither touching nor overlapping
 * @param rentedMinute when it is rented, in minutes from the beginning of the trace
 * @param returnedMinute when it is given back
 */
public record MachineUsage(MachineId id, int gpus, List<Interval> busy, double rentedMinute, double returnedMinute) {

    /** What is this close, in minutes, is one interval; the tolerance of the scoring rules. */
    private static final double TOUCHING = 1e-9;

    /** Sorts and joins the intervals. */
    public MachineUsage {
        busy = joined(busy);
        boolean inside = busy.isEmpty()
                || (rentedMinute <= busy.get(0).startMinute()
                        && busy.get(busy.size() - 1).endMinute() <= returnedMinute);
        if (gpus < 1 || rentedMinute < 0 || returnedMinute < rentedMinute || !inside) {
            throw new IllegalArgumentException("machine " + id + " with " + gpus + " GPUs cannot be rented from minute "
                    + rentedMinute + " to " + returnedMinute + " and be needed at " + busy);
        }
    }

    /** Returns the millisecond in which it is rented. */
    public long rentedMillis() {
        return new Interval(rentedMinute, returnedMinute).startMillis();
    }

    /** Returns the first millisecond in which it is no longer rented. */
    public long returnedMillis() {
        return new Interval(rentedMinute, returnedMinute).endMillis();
    }

    /** Returns whether it is needed at any moment after the first and up to the second, the second included. */
    public boolean isBusyWithin(long afterMillis, long untilMillis) {
        int newest = newestBegunBy(untilMillis);
        return newest >= 0 && busy.get(newest).endMillis() > afterMillis;
    }

    /** Returns the interval that this moment is part of; empty while the machine is not needed. */
    public Optional<Interval> busyAt(long millis) {
        int newest = newestBegunBy(millis);
        return newest >= 0 && busy.get(newest).endMillis() > millis ? Optional.of(busy.get(newest)) : Optional.empty();
    }

    /** Returns the same usage, cut off at a minute. */
    MachineUsage until(double minute) {
        List<Interval> rest = busy.stream()
                .filter(interval -> interval.startMinute() < minute)
                .map(interval -> new Interval(interval.startMinute(), Math.min(minute, interval.endMinute())))
                .toList();
        return new MachineUsage(id, gpus, rest, rentedMinute, Math.min(minute, returnedMinute));
    }

    private int newestBegunBy(long millis) {
        int low = 0;
        int high = busy.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (busy.get(middle).startMillis() <= millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static List<Interval> joined(List<Interval> intervals) {
        List<Interval> sorted = new ArrayList<>(intervals);
        sorted.sort(Comparator.comparingDouble(Interval::startMinute).thenComparingDouble(Interval::endMinute));
        List<Interval> joined = new ArrayList<>();
        for (Interval next : sorted) {
            Interval last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && next.startMinute() <= last.endMinute() + TOUCHING) {
                double end = Math.max(last.endMinute(), next.endMinute());
                joined.set(joined.size() - 1, new Interval(last.startMinute(), end));
            } else {
                joined.add(next);
            }
        }
        return List.copyOf(joined);
    }
}
