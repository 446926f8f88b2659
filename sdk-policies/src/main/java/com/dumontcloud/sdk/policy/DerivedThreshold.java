package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.policy.IdleChoice.Stake;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parks a machine when that is expected to save more than waiting any longer would, from 5 min on, or never.
 *
 * <p>Parking saves what a running minute costs above a parked one, for as long as nobody comes back. Against that stand the
 * cycle, which is billed, and the interruption of whoever is back within {@link #WRONG_WITHIN}. How likely that is, and for how
 * long the machine stays unused, is told by its own gaps between uses, and by general experience as long as it has few. Only
 * ratios count: the same choice in any currency. Immutable.
 */
public final class DerivedThreshold implements IdleThreshold {

    /** A hibernation was wrong if its user was back within this time. */
    public static final Duration WRONG_WITHIN = Duration.ofMinutes(30);

    /** The most that an interruption may be said to cost: more is a slip. */
    static final BigDecimal MOST_INTERRUPTION_USD = new BigDecimal(1_000_000);

    private static final double MOST_USD_PER_HOUR = 1e9;
    private static final int CHOICES_PER_DOUBLING = 4;
    private static final double[] MINUTES = minutes();

    private final BigDecimal interruptionUsd;
    private final Duration resumeCost;
    private final WakeRisk wakeRisk;

    private DerivedThreshold(Builder builder) {
        this.interruptionUsd = builder.interruptionUsd;
        this.resumeCost = builder.resumeCost;
        this.wakeRisk = builder.wakeRisk;
    }

    /** Returns what it costs to interrupt somebody, in US dollars. */
    public BigDecimal interruptionUsd() {
        return interruptionUsd;
    }

    /** Returns how much running time is billed for a cycle, beside the wait for the machine to start. */
    public Duration resumeCost() {
        return resumeCost;
    }

    /** Returns what it takes to wake a machine, as far as its provider says nothing worse. */
    public WakeRisk wakeRisk() {
        return wakeRisk;
    }

    @Override
    public Duration idleAfterWithoutPrice() {
        return Duration.ofMinutes(30);
    }

    @Override
    public IdleChoice choose(
            GapMemory gaps, @Nullable HourlyRate running, @Nullable HourlyRate parked, @Nullable WakeRisk providers) {
        if (running == null) {
            return new IdleChoice(idleAfterWithoutPrice(), null);
        }
        WakeRisk risk = wakeRiskBeside(providers);
        double runningUsd = perMinute(running);
        double savedUsd = runningUsd - (parked == null ? 0 : perMinute(parked));
        double wrongUsd = interruptionUsd.doubleValue();
        double cycleUsd =
                runningUsd * minutes(resumeCost.plus(risk.expectedDelay())) + wrongUsd * risk.refusalProbability();
        return choose(new GapOutlook(gaps), gaps.gaps(), savedUsd, cycleUsd, wrongUsd);
    }

    /**
     * From the longest wait to the shortest. The risk of a return counts as the highest there is from then on: else a machine
     * whose users come back at a certain length would be parked before it, and the earlier the dearer an interruption is.
     */
    private static IdleChoice choose(
            GapOutlook outlook, double ownGaps, double savedUsd, double cycleUsd, double wrongUsd) {
        double most = Double.NEGATIVE_INFINITY;
        double beyond = 0;
        double back = 0;
        double chosen = 0;
        double chosenBeyond = 0;
        for (int i = MINUTES.length - 2; i >= 0; i--) {
            double survival = outlook.survival(MINUTES[i]);
            beyond += outlook.between(MINUTES[i], MINUTES[i + 1]);
            back = Math.max(back, survival - outlook.survival(MINUTES[i] + minutes(WRONG_WITHIN)));
            double net = savedUsd * beyond - cycleUsd * survival - wrongUsd * back;
            if (net >= most) {
                most = net;
                chosen = MINUTES[i];
                chosenBeyond = beyond;
            }
        }
        double survival = outlook.survival(chosen);
        double returns = 1 - outlook.survival(chosen + minutes(WRONG_WITHIN)) / survival;
        Stake stake = new Stake(
                returns, usd(savedUsd * chosenBeyond / survival), usd(cycleUsd + wrongUsd * returns), ownGaps);
        return new IdleChoice(most > 0 ? Duration.ofSeconds(Math.round(60 * chosen)) : null, stake);
    }

    /**
     * Returns what it takes to wake a machine of which its provider says this. A provider speaks of the power alone; nobody works
     * sooner than the settings say.
     *
     * @param providers what its provider says; absent where it says nothing
     */
    public WakeRisk wakeRiskBeside(@Nullable WakeRisk providers) {
        if (providers == null) {
            return wakeRisk;
        }
        boolean slower = providers.expectedDelay().compareTo(wakeRisk.expectedDelay()) > 0;
        return slower ? providers : new WakeRisk(providers.refusalProbability(), wakeRisk.expectedDelay());
    }

    /** Whatever a provider says costs a finite amount. */
    private static double perMinute(HourlyRate rate) {
        return Math.min(rate.usdPerHour().doubleValue(), MOST_USD_PER_HOUR) / 60;
    }

    private static double minutes(Duration duration) {
        return duration.toMillis() / 60_000.0;
    }

    private static BigDecimal usd(double amount) {
        return new BigDecimal(amount).round(new MathContext(3));
    }

    private static double[] minutes() {
        double[] minutes = new double[GapMemory.DOUBLINGS * CHOICES_PER_DOUBLING + 1];
        for (int i = 0; i < minutes.length; i++) {
            double doubling = Math.scalb((double) GapMemory.SHORTEST.toMinutes(), i / CHOICES_PER_DOUBLING);
            minutes[i] = doubling * StrictMath.pow(2, (i % CHOICES_PER_DOUBLING) / (double) CHOICES_PER_DOUBLING);
        }
        return minutes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DerivedThreshold derived
                && interruptionUsd.compareTo(derived.interruptionUsd) == 0
                && resumeCost.equals(derived.resumeCost)
                && wakeRisk.equals(derived.wakeRisk);
    }

    @Override
    public int hashCode() {
        return Objects.hash(interruptionUsd.doubleValue(), resumeCost, wakeRisk);
    }

    @Override
    public String toString() {
        return "derived: " + interruptionUsd.toPlainString() + " USD per interruption, " + resumeCost + " and "
                + wakeRisk + " per cycle";
    }

    /** Collects what it depends on. Not thread-safe. */
    public static final class Builder {

        private BigDecimal interruptionUsd = new BigDecimal("5");
        private Duration resumeCost = Duration.ofMinutes(12);
        private WakeRisk wakeRisk = new WakeRisk(0, Duration.ofMinutes(5));

        Builder() {}

        /**
         * Sets what it costs to interrupt somebody: who was back within half an hour of a hibernation waits for the machine and
         * has to find their way back into the work. 0 to 1,000,000 USD; dearer never parks earlier. Default: 5 USD, a
         * quarter of an hour of somebody who is paid 20 USD for one.
         */
        public Builder interruptionUsd(BigDecimal interruptionUsd) {
            this.interruptionUsd = Objects.requireNonNull(interruptionUsd, "interruptionUsd");
            return this;
        }

        /**
         * Sets how much running time is billed for a cycle of parking and waking, beside the wait for the machine to start:
         * shutting down, loading the data again and repeating what was lost. 0 min to 1 day. Default: 12 min.
         */
        public Builder resumeCost(Duration resumeCost) {
            this.resumeCost = Objects.requireNonNull(resumeCost, "resumeCost");
            return this;
        }

        /**
         * Sets what it takes to wake a machine: refused as often as this where its provider does not say, and never faster
         * than this until somebody can work, whatever its provider says. A wake that is refused costs an interruption.
         * Default: never refused, 5 min.
         */
        public Builder wakeRisk(WakeRisk wakeRisk) {
            this.wakeRisk = Objects.requireNonNull(wakeRisk, "wakeRisk");
            return this;
        }

        /** Returns the threshold; its ranges are checked with the settings that it becomes part of. */
        public DerivedThreshold build() {
            return new DerivedThreshold(this);
        }
    }
}
