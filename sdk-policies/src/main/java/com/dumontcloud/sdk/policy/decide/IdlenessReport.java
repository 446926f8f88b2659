package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.policy.DerivedThreshold;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.IdleChoice;
import com.dumontcloud.sdk.policy.IdleChoice.Stake;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Explanation.DerivedNumbers;
import com.dumontcloud.sdk.policy.decide.Explanation.Idleness;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For how long a machine has been unused, for how long it may be, and what that follows from. */
final class IdlenessReport {

    private final Draft draft;
    private final MachineCondition machine;
    private final List<Reason> reasons = new ArrayList<>();

    private IdlenessReport(Draft draft) {
        this.draft = draft;
        this.machine = draft.next;
    }

    /** Returns null where there is no run of idle samples. */
    static @Nullable Idleness of(Draft draft) {
        IdleRun run = draft.next.idleRun;
        return run == null ? null : new IdlenessReport(draft).of(run);
    }

    private Idleness of(IdleRun run) {
        EffectiveSettings settings = machine.settings;
        Instant first = draft.moment.wallAt(run.firstNanos());
        Instant newest = draft.moment.wallAt(run.newestNanos());
        reasons.add(Reason.of(Reason.Code.IDLE_RUN, first, newest, run.length(), percent(run.coverage())));
        Reason thin = BuiltInRules.thin(run);
        if (thin != null) {
            reasons.add(thin);
        }
        boolean isDerived = settings.base().idleThreshold() instanceof DerivedThreshold;
        IdleChoice choice = isDerived && machine.idleChoice != null
                ? machine.idleChoice
                : new IdleChoice(settings.base().idleAfter(), null);
        DerivedNumbers derived = settings.base().idleThreshold() instanceof DerivedThreshold threshold
                ? derived(threshold, choice)
                : null;
        if (derived == null) {
            reasons.add(Reason.of(Reason.Code.MAY_BE_UNUSED, settings.base().idleAfter()));
        }
        reasons.addAll(settings.adjustmentsOf(choice, DerivedRule.hasProcesses(draft), DerivedRule.hasSessions(draft)));
        if (BuiltInRules.setUpNanos(machine) > run.countsSinceNanos() + settings.idleAfterNanos()) {
            reasons.add(Reason.of(
                    Reason.Code.JUST_STARTED,
                    draft.moment.since(machine.runningSinceNanos),
                    settings.base().minUptime()));
        }
        Duration idleAfter = settings.parksUnused() ? Duration.ofNanos(settings.idleAfterNanos()) : null;
        return new Idleness(first, newest, run.length(), run.coverage(), idleAfter, derived, reasons);
    }

    private DerivedNumbers derived(DerivedThreshold threshold, IdleChoice choice) {
        HourlyRate running = machine.profile.runningRate();
        HourlyRate parked = machine.profile.parkedRate();
        WakeRisk risk = threshold.wakeRiskBeside(machine.wakeRisk);
        Stake stake = choice.stake();
        Duration backOff = Duration.ofNanos(machine.habit.leastNanos());
        Duration chosen = choice.idleAfter();
        if (running == null) {
            reasons.add(Reason.of(Reason.Code.MAY_BE_UNUSED_UNPRICED, threshold.idleAfterWithoutPrice()));
        } else {
            reasons.add(chosen == null ? Reason.of(Reason.Code.PAYS_NEVER) : Reason.of(Reason.Code.PAYS_FROM, chosen));
            reasons.add(Reason.of(
                    Reason.Code.AT_PRICES,
                    plain(running.usdPerHour()),
                    parked == null ? "an unknown sum, taken as 0" : plain(parked.usdPerHour())));
            reasons.add(Reason.of(
                    Reason.Code.AT_COSTS,
                    plain(threshold.interruptionUsd()),
                    threshold.resumeCost(),
                    risk.expectedDelay(),
                    percent(risk.refusalProbability())));
        }
        double gaps = machine.habit.gaps().gaps();
        if (stake != null) {
            reasons.add(Reason.of(
                    Reason.Code.AT_STAKE,
                    percent(stake.returnProbability()),
                    String.format(Locale.ROOT, "%.1f", gaps),
                    plain(stake.savingUsd()),
                    plain(stake.costUsd())));
        }
        if (!backOff.isZero()) {
            reasons.add(Reason.of(Reason.Code.BACKED_OFF, backOff));
        }
        return new DerivedNumbers(
                chosen,
                running == null ? null : running.usdPerHour(),
                parked == null ? null : parked.usdPerHour(),
                threshold.interruptionUsd(),
                threshold.resumeCost(),
                risk.expectedDelay(),
                risk.refusalProbability(),
                gaps,
                stake == null ? null : (Double) stake.returnProbability(),
                stake == null ? null : stake.savingUsd(),
                stake == null ? null : stake.costUsd(),
                backOff.isZero() ? null : backOff);
    }

    private static String plain(BigDecimal usd) {
        return usd.toPlainString();
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }
}
