package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a machine is in its state, and what would happen to it next: asked of the rules that decide, at one moment.
 *
 * <p>Every time is an instant of the calendar. The engine counts in observed time, which stands still while it is away, so a time
 * in the past is as long ago as the engine watched since, and a time ahead holds for an engine that goes on watching. Immutable.
 *
 * @param instanceId the machine
 * @param at when it was asked
 * @param state the state that people are shown
 * @param liveness whether it still reports
 * @param activity whether it is used
 * @param reasons the same in words: its power, whether it reports, whether it is used
 * @param holds every veto and every deferral in force, whatever the cause
 * @param signals what each signal of each reporter that counts read, the reporter heard last first
 * @param idle for how long it has been unused and may be; absent while there is no run of idle samples
 * @param notice what its users or its owner were told; absent while that is nothing
 * @param operation the operation that is open; absent while none is
 * @param next what may be done to it next, the soonest first; empty while nothing leads there, and while an operation is open
 * @param budgets how far the budgets of its scope are spent
 * @param spending how far the spend caps over it are spent
 */
public record Explanation(
        MachineId instanceId,
        Instant at,
        MachineState state,
        Liveness liveness,
        Activity activity,
        List<Reason> reasons,
        List<Hold> holds,
        List<SignalReading> signals,
        @Nullable Idleness idle,
        @Nullable Notice notice,
        @Nullable OpenOperation operation,
        List<NextStep> next,
        List<ScopeOutlook.BudgetState> budgets,
        List<Reason> spending) {

    /** Copies the lists. */
    public Explanation {
        reasons = List.copyOf(reasons);
        holds = List.copyOf(holds);
        signals = List.copyOf(signals);
        next = List.copyOf(next);
        budgets = List.copyOf(budgets);
        spending = List.copyOf(spending);
    }

    /** Returns everything as lines of English, each rendered from a {@link Reason}. */
    public String text() {
        return allReasons().stream().map(Reason::text).collect(Collectors.joining("\n"));
    }

    /**
     * Returns everything as one JSON object: members named as the components, in snake case; lengths of time in seconds, their
     * names ending in {@code _seconds}; each reason with its code, details and text; what is absent is left out.
     */
    public String json() {
        return ReportJson.of(this);
    }

    /** Returns everything as reasons, in the order in which people read them. */
    public List<Reason> allReasons() {
        List<Reason> all = new ArrayList<>(reasons);
        signals.forEach(signal -> all.add(signal.reason()));
        if (idle != null) {
            all.addAll(idle.reasons());
        }
        holds.forEach(hold -> all.add(hold.reason()));
        if (notice != null) {
            all.add(notice.reason());
        }
        if (operation != null) {
            all.addAll(operation.reasons());
        }
        for (NextStep step : next) {
            all.addAll(step.reasons());
        }
        if (next.isEmpty() && operation == null) {
            all.add(Reason.of(Reason.Code.NEXT_NOTHING));
        }
        budgets.forEach(budget -> all.add(budget.reason()));
        all.addAll(spending);
        return List.copyOf(all);
    }

    static String wordOf(Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Something that stands in the way.
     *
     * @param reason why
     * @param causes of which causes
     * @param veto whether it speaks against parking the machine, or merely makes it wait
     * @param until when it ends by itself, as far as that can be told; absent where something has to happen first
     */
    public record Hold(
            Reason reason,
            Set<Cause> causes,
            boolean veto,
            @Nullable Instant until) {

        /** Copies the causes. */
        public Hold {
            causes = Set.copyOf(causes);
        }
    }

    /**
     * What one signal made of a reporter's newest heartbeat.
     *
     * @param reporter whose heartbeat
     * @param signal which signal: a stable word, or the name of one that was added
     * @param reading what it said
     * @param value the number it looked at, in the unit of the reason; absent where it is not known, or is none
     * @param threshold the number at which the machine counts as used; absent where there is none
     * @param reason the same in words
     */
    public record SignalReading(
            String reporter,
            String signal,
            Reading reading,
            @Nullable Double value,
            @Nullable Double threshold,
            Reason reason) {}

    /**
     * A run of idle samples, and how long one may be.
     *
     * @param first when it began
     * @param newest its newest sample
     * @param length from the one to the other
     * @param coverage the share of it that samples speak for, 0 to 1
     * @param idleAfter how long it may be; absent where the machine is never parked for being unused
     * @param derived what that follows from; absent where it is a fixed setting
     * @param reasons the same in words: the run, how long it may be, and each thing that makes that longer
     */
    public record Idleness(
            Instant first,
            Instant newest,
            Duration length,
            double coverage,
            @Nullable Duration idleAfter,
            @Nullable DerivedNumbers derived,
            List<Reason> reasons) {

        /** Copies the reasons. */
        public Idleness {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What a derived threshold follows from.
     *
     * @param chosen how long pays, before anything makes it longer; absent where parking never pays
     * @param usdPerHour the price of a running hour; absent where it is not known, and nothing can be derived
     * @param parkedUsdPerHour the price of a parked hour; absent where it is not known, which counts as nothing
     * @param interruptionUsd what it costs to interrupt somebody
     * @param resumeCost how much running time a cycle costs
     * @param wakeDelay how long a wake takes until somebody can work
     * @param refusalProbability how likely a wake is refused, 0 to 1
     * @param ownGaps how many gaps between uses of its own are known, the older ones less
     * @param returnProbability how likely somebody is back within half an hour of parking it; absent where nothing is derived
     * @param savingUsd what parking it is expected to save; absent where nothing is derived
     * @param costUsd what it is expected to cost; absent where nothing is derived
     * @param backOff how long it is left alone at least, since the hibernation before was wrong; absent where it was not
     */
    public record DerivedNumbers(
            @Nullable Duration chosen,
            @Nullable BigDecimal usdPerHour,
            @Nullable BigDecimal parkedUsdPerHour,
            BigDecimal interruptionUsd,
            Duration resumeCost,
            Duration wakeDelay,
            double refusalProbability,
            double ownGaps,
            @Nullable Double returnProbability,
            @Nullable BigDecimal savingUsd,
            @Nullable BigDecimal costUsd,
            @Nullable Duration backOff) {}

    /**
     * What was said before the machine may be parked or given back: to its users in replies, or to its owner by a notifier.
     *
     * @param toOwner whether its owner was told, because nothing on the machine can be
     * @param sent when its users were first told, or its owner last; absent for an owner's notice that nobody has taken yet
     * @param arrived whether that is known to have arrived, or was taken by a notifier
     * @param reason the same in words
     */
    public record Notice(boolean toOwner, @Nullable Instant sent, boolean arrived, Reason reason) {}

    /**
     * An operation on its way.
     *
     * @param id which
     * @param kind what it does
     * @param cause on whose or what grounds
     * @param phase how far it is
     * @param since since when it is so far
     * @param until until when its reporters may save, while they do; absent otherwise
     * @param reasons the same in words, its own reason included
     */
    public record OpenOperation(
            String id,
            Operation.Kind kind,
            Cause cause,
            Operation.Phase phase,
            Instant since,
            @Nullable Instant until,
            List<Reason> reasons) {

        /** Copies the reasons. */
        public OpenOperation {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * A way on which the machine may come to be parked, or to be given back.
     *
     * @param cause on what grounds
     * @param releases whether it is given back for good, its disk included
     * @param notBefore the earliest time at which it may be, if all conditions come true as soon as they can
     * @param conditions what has to be true
     */
    public record NextStep(Cause cause, boolean releases, Instant notBefore, List<Reason> conditions) {

        /** Copies the conditions. */
        public NextStep {
            conditions = List.copyOf(conditions);
        }

        List<Reason> reasons() {
            List<Reason> reasons = new ArrayList<>();
            if (cause == Cause.FAILOVER) {
                reasons.add(Reason.of(Reason.Code.NEXT_FAILOVER, notBefore));
            } else {
                Reason.Code code = releases ? Reason.Code.NEXT_RELEASE : Reason.Code.NEXT;
                reasons.add(Reason.of(code, wordOf(cause), notBefore));
            }
            reasons.addAll(conditions);
            return reasons;
        }
    }
}
