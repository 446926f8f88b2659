package com.dumontcloud.samples.quickstart.score;

import com.dumontcloud.samples.quickstart.usage.Interval;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What came of a fleet's parkings, judged by when its machines were needed. Immutable.
 *
 * <p>The money is that of the time in which machines were rented and not needed; work costs the same under every policy. Rates
 * are by GPU: {@link #RUNNING_USD_PER_HOUR} while on, {@link #PARKED_USD_PER_HOUR} while parked. Parking and coming back bill
 * {@value #PARK_MINUTES}, {@value #RESUME_MINUTES} and {@value #LOST_MINUTES} minutes at the running rate: to stop, to start,
 * and to get back to where one was. The best possible parks at the first minute of each gap that repays this, and is back
 * before anybody asks.
 *
 * <p>The arithmetic is in floating point and in the order of the rules' reference implementation, so that a gap of exactly a
 * threshold falls on the same side in both.
 *
 * @param instances machines scored
 * @param instanceDays for how many days they were rented, all together
 * @param neverUsd what the unneeded time costs when nothing is ever parked
 * @param policyUsd what it costs with these parkings
 * @param bestUsd what it costs at best
 * @param parked parkings of machines that were not needed
 * @param interrupted parkings after which somebody was back within {@value #WINDOW_MINUTES} minutes, and those that killed work
 * @param losing parkings that did not repay themselves
 * @param killed parkings of machines that were needed
 * @param waitMinutes how long people waited for machines to start
 */
public record ReplayScore(
        int instances,
        double instanceDays,
        double neverUsd,
        double policyUsd,
        double bestUsd,
        int parked,
        int interrupted,
        int losing,
        int killed,
        double waitMinutes) {

    /** The price of a running GPU. */
    public static final String RUNNING_USD_PER_HOUR = "0.40";

    /** The price of a parked GPU. */
    public static final String PARKED_USD_PER_HOUR = "0.01";

    private static final double RUNNING = Double.parseDouble(RUNNING_USD_PER_HOUR) / 60;
    private static final double PARKED = Double.parseDouble(PARKED_USD_PER_HOUR) / 60;
    private static final double SAVED = RUNNING - PARKED;
    private static final double PARK_MINUTES = 2;
    private static final double RESUME_MINUTES = 5;
    private static final double LOST_MINUTES = 10;
    private static final double WINDOW_MINUTES = 30;
    private static final double CYCLE_MINUTES = PARK_MINUTES + RESUME_MINUTES + LOST_MINUTES;
    private static final double BREAK_EVEN_MINUTES = CYCLE_MINUTES * RUNNING / SAVED;

    /** Minutes this close are the same moment. */
    private static final double SAME_MOMENT = 1e-6;

    /**
     * Scores parkings.
     *
     * @throws IllegalArgumentException if one is of a machine that is not in the trace
     */
    public static ReplayScore of(UsageTrace usage, List<Parking> parkings) {
        Map<MachineId, double[]> minutes = parkings.stream()
                .collect(Collectors.groupingBy(
                        Parking::machine,
                        Collectors.collectingAndThen(Collectors.toList(), ReplayScore::sortedMinutes)));
        Sum sum = new Sum();
        double rented = 0;
        for (MachineUsage machine : usage.machines()) {
            sum.addGaps(machine, minutes.getOrDefault(machine.id(), new double[0]));
            rented += machine.returnedMinute() - machine.rentedMinute();
        }
        Map<MachineId, MachineUsage> known =
                usage.machines().stream().collect(Collectors.toMap(MachineUsage::id, machine -> machine));
        minutes.forEach((id, at) -> {
            MachineUsage machine = known.get(id);
            if (machine == null) {
                throw new IllegalArgumentException("machine " + id + " was parked and is not in the trace");
            }
            sum.addKilled(machine, at);
        });
        return new ReplayScore(
                usage.machines().size(),
                rented / 1440,
                sum.never,
                sum.policy,
                sum.best,
                sum.parked,
                sum.interrupted,
                sum.losing,
                sum.killed,
                sum.waitMinutes);
    }

    /** Returns what the parkings saved. */
    public double savedUsd() {
        return neverUsd - policyUsd;
    }

    /** Returns what they saved, in per cent of what could have been saved; absent where nothing could. */
    public OptionalDouble percentOfBest() {
        double possible = neverUsd - bestUsd;
        return possible > 0 ? OptionalDouble.of(100 * savedUsd() / possible) : OptionalDouble.empty();
    }

    /** Rounds an amount to cents. */
    public static BigDecimal cents(double usd) {
        return new BigDecimal(usd).setScale(2, RoundingMode.HALF_EVEN);
    }

    private static double[] sortedMinutes(List<Parking> parkings) {
        return parkings.stream().mapToDouble(Parking::minute).sorted().toArray();
    }

    /** The score in the making. */
    private static final class Sum {

        private double never;
        private double policy;
        private double best;
        private int parked;
        private int interrupted;
        private int losing;
        private int killed;
        private double waitMinutes;

        void addGaps(MachineUsage machine, double[] parkings) {
            double start = machine.rentedMinute();
            for (Interval busy : machine.busy()) {
                addGap(machine.gpus(), start, busy.startMinute() - start, false, parkings);
                start = busy.endMinute();
            }
            addGap(machine.gpus(), start, machine.returnedMinute() - start, true, parkings);
        }

        /** Nobody comes back after the last gap: parking there costs less and makes nobody wait. */
        private void addGap(int gpus, double start, double length, boolean last, double[] parkings) {
            if (length <= SAME_MOMENT) {
                return;
            }
            double comeBack = last ? 0 : (RESUME_MINUTES + LOST_MINUTES) * RUNNING;
            never += gpus * length * RUNNING;
            boolean repays = last ? length > PARK_MINUTES : length > BREAK_EVEN_MINUTES;
            best += repays ? gpus * (length * PARKED + PARK_MINUTES * SAVED + comeBack) : gpus * length * RUNNING;
            int first = firstFrom(parkings, start - SAME_MOMENT);
            if (first == parkings.length || parkings[first] >= start + length) {
                policy += gpus * length * RUNNING;
                return;
            }
            double on = Math.max(0.0, parkings[first] - start);
            double off = length - on;
            parked++;
            policy += (on * RUNNING + off * PARKED + Math.min(PARK_MINUTES, off) * SAVED + comeBack) * gpus;
            if (!last) {
                waitMinutes += RESUME_MINUTES;
                interrupted += off <= WINDOW_MINUTES ? 1 : 0;
                losing += off * SAVED < CYCLE_MINUTES * RUNNING ? 1 : 0;
            }
        }

        void addKilled(MachineUsage machine, double[] parkings) {
            for (double minute : parkings) {
                Interval newest = null;
                for (Interval busy : machine.busy()) {
                    if (busy.startMinute() <= minute + SAME_MOMENT) {
                        newest = busy;
                    }
                }
                if (newest != null && minute < newest.endMinute() - SAME_MOMENT) {
                    killed++;
                    interrupted++;
                    policy += machine.gpus() * CYCLE_MINUTES * RUNNING;
                }
            }
        }

        private static int firstFrom(double[] sorted, double minute) {
            int found = Arrays.binarySearch(sorted, minute);
            while (found > 0 && sorted[found - 1] == minute) {
                found--;
            }
            return found >= 0 ? found : -found - 1;
        }
    }
}
