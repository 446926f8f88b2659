package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.BrokenDown;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Explanation.Hold;
import com.dumontcloud.sdk.policy.decide.Explanation.Notice;
import com.dumontcloud.sdk.policy.decide.Explanation.OpenOperation;
import com.dumontcloud.sdk.policy.decide.Explanation.SignalReading;
import com.dumontcloud.sdk.policy.decide.Extensions.Named;
import com.dumontcloud.sdk.policy.decide.MachineCondition.Notified;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts into words what the rules say of one machine at one moment. It knows no rule of its own. */
final class Explainer {

    private final SignalReader signals;
    private final Verdicts verdicts;
    private final Draft draft;
    private final ScopeOutlook outlook;

    /**
     * Begins to explain.
     *
     * @param draft the machine as it is now; whatever is written on it is thrown away
     */
    Explainer(SignalReader signals, Verdicts verdicts, Draft draft, ScopeOutlook outlook) {
        this.signals = signals;
        this.verdicts = verdicts;
        this.draft = draft;
        this.outlook = outlook;
    }

    Explanation explain() {
        MachineCondition machine = draft.next;
        Operation open = machine.operation;
        return new Explanation(
                machine.id(),
                draft.moment.wall(),
                machine.shownState(),
                machine.liveness,
                machine.activity,
                state(),
                holds(draft, EnumSet.allOf(Cause.class)),
                readings(),
                IdlenessReport.of(draft),
                notice(),
                open == null ? null : operation(open),
                open == null ? new Prospects(this, verdicts, draft).all() : List.of(),
                outlook.budgets(),
                outlook.spending());
    }

    private List<Reason> state() {
        MachineCondition machine = draft.next;
        List<Reason> reasons = new ArrayList<>();
        reasons.add(Reason.of(
                Reason.Code.MACHINE, machine.id(), machine.shownState().text(), draft.moment.wall()));
        Long read = machine.powerReadNanos;
        reasons.add(
                read == null || machine.isAssumedRunning()
                        ? Reason.of(Reason.Code.POWER_ASSUMED)
                        : Reason.of(Reason.Code.POWER_SHOWN, machine.power.text(), draft.moment.since(read)));
        Long parked = machine.parkedNanos;
        if (parked != null) {
            reasons.add(Reason.of(Reason.Code.PARKED, draft.moment.since(parked)));
        }
        reasons.addAll(machine.whyOff());
        machine.brokenDown().map(this::breakdown).ifPresent(reasons::add);
        reasons.add(liveness());
        Long finished = machine.finishedAtNanos;
        if (finished != null) {
            reasons.add(Reason.of(Reason.Code.WORK_FINISHED, draft.moment.since(finished)));
        }
        reasons.add(activity());
        return reasons;
    }

    private Reason breakdown(BrokenDown broken) {
        return broken.replacedBy() == null
                ? Reason.of(Reason.Code.BROKEN_DOWN, draft.moment.since(broken.sinceNanos()), broken.words())
                : Reason.of(Reason.Code.REPLACED, broken.replacedBy());
    }

    private Reason liveness() {
        MachineCondition machine = draft.next;
        return machine.liveness == Liveness.NEVER_SEEN
                ? Reason.of(Reason.Code.NEVER_HEARD)
                : Reason.of(
                        Reason.Code.LAST_HEARD,
                        machine.liveness.name().toLowerCase(Locale.ROOT),
                        draft.moment.since(machine.silentSinceNanos),
                        Duration.ofNanos(machine.settings.lateAfterNanos()),
                        Duration.ofNanos(machine.settings.suspectAfterNanos()),
                        Duration.ofNanos(machine.settings.orphanAfterNanos()));
    }

    private Reason activity() {
        Activity activity = draft.next.activity;
        if (activity.isIdle()) {
            return Reason.of(Reason.Code.NOT_IN_USE);
        }
        return Reason.of(activity == Activity.ACTIVE ? Reason.Code.IN_USE : Reason.Code.USE_UNKNOWN);
    }

    /** Returns what stands in the way of parking it for any of these causes, and until when for those: vetoes first. */
    List<Hold> holds(Draft supposed, Set<Cause> asked) {
        List<Hold> holds = new ArrayList<>();
        for (Verdicts.Said said : verdicts.said(supposed)) {
            if (said.verdict() instanceof Verdict.Veto veto) {
                List<Cause> causes =
                        veto.causes().stream().filter(asked::contains).toList();
                List<Instant> ends = causes.stream()
                        .flatMap(cause -> Stream.ofNullable(until(said, veto, supposed, cause)))
                        .sorted()
                        .toList();
                boolean endsAll = ends.size() == causes.size();
                if (!causes.isEmpty()) {
                    holds.add(new Hold(veto.reason(), veto.causes(), true, endsAll ? ends.get(ends.size() - 1) : null));
                }
            } else if (said.verdict() instanceof Verdict.Defer defer && !Collections.disjoint(defer.causes(), asked)) {
                holds.add(new Hold(defer.reason(), defer.causes(), false, endOf(supposed, defer.reason())));
            }
        }
        holds.sort(Comparator.comparing((Hold hold) -> !hold.veto())
                .thenComparing(hold -> hold.reason().code())
                .thenComparing(hold -> hold.reason().text()));
        return holds;
    }

    private @Nullable Instant until(Verdicts.Said said, Verdict.Veto veto, Draft supposed, Cause cause) {
        Long nanos = veto.untilNanos();
        if (nanos != null) {
            return draft.moment.wallAt(nanos);
        }
        return said.policy() instanceof BuiltInGuard guard ? guard.until(supposed.next, supposed.moment, cause) : null;
    }

    /** Returns when the mode ends that is in force for this reason; null where that is not known, or it is no mode. */
    @Nullable
    Instant endOf(Draft supposed, Reason why) {
        for (Map.Entry<FleetMode, Reason> mode : supposed.next.modes.entrySet()) {
            Long end = outlook.modeEndsNanos().get(mode.getKey());
            if (end != null && mode.getValue().equals(why)) {
                return draft.moment.wallAt(end);
            }
        }
        return null;
    }

    private List<SignalReading> readings() {
        List<SignalReading> readings = new ArrayList<>();
        for (ReporterState reporter : draft.next.reporters) {
            Sampled sampled = reporter.sampled();
            if (reporter.counts() && sampled != null) {
                for (int i = 0; i < signals.all().size(); i++) {
                    Reading read = sampled.at(i);
                    if (read != null) {
                        readings.add(reading(reporter, sampled, signals.all().get(i), read));
                    }
                }
            }
        }
        return readings;
    }

    private SignalReading reading(ReporterState reporter, Sampled sampled, Named<IdleSignal> signal, Reading read) {
        if (signal.extension() instanceof BuiltInSignal builtIn) {
            Finding found = builtIn.find(sampled.sample(reporter, draft.next));
            return new SignalReading(reporter.id(), builtIn.text(), read, found.value(), found.bar(), found.reason());
        }
        String word = read.name().toLowerCase(Locale.ROOT);
        Reason reason = Reason.of(Reason.Code.SIGNAL_ADDED, signal.name(), word);
        return new SignalReading(reporter.id(), signal.name(), read, null, null, reason);
    }

    private @Nullable Notice notice() {
        Forgotten forgotten = draft.next.forgotten;
        if (forgotten != null && !forgotten.warnings().isEmpty()) {
            return announcement(forgotten);
        }
        Warning warning = draft.next.warning;
        Notified notified = draft.next.notified;
        if (warning != null) {
            Instant sent = draft.moment.wallAt(warning.deliveredNanos());
            boolean arrived = warning.hasArrived();
            Reason.Code code = arrived ? Reason.Code.WARNED : Reason.Code.WARNED_UNHEARD;
            return new Notice(false, sent, arrived, Reason.of(code, sent));
        } else if (notified != null) {
            Long accepted = notified.acceptedNanos();
            Instant taken = accepted == null ? null : draft.moment.wallAt(accepted);
            Reason reason = taken == null
                    ? Reason.of(Reason.Code.OWNER_NOT_TOLD, draft.moment.wallAt(notified.sentNanos()))
                    : Reason.of(Reason.Code.OWNER_TOLD, taken);
            return new Notice(true, taken, taken != null, reason);
        }
        return null;
    }

    /** What its owner was told of its being given back, each time that a notifier took it. */
    private Notice announcement(Forgotten forgotten) {
        List<Instant> taken = forgotten.warnings().stream()
                .map(Forgotten.Warned::acceptedNanos)
                .filter(Objects::nonNull)
                .map(draft.moment::wallAt)
                .toList();
        Instant newest = taken.isEmpty() ? null : taken.get(taken.size() - 1);
        String times = taken.isEmpty()
                ? "no notifier has taken a message yet"
                : taken.stream()
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .collect(Collectors.joining(", "));
        Reason reason = Reason.of(Reason.Code.OWNER_TOLD_OF_RELEASE, taken.size(), Forgotten.LEADS.size(), times);
        return new Notice(true, newest, forgotten.open() == null, reason);
    }

    private OpenOperation operation(Operation open) {
        MachineCondition machine = draft.next;
        Instant since = draft.moment.wallAt(open.sinceNanos());
        List<Reason> reasons = new ArrayList<>();
        reasons.add(Reason.of(
                Reason.Code.UNDER_WAY,
                open.kind().name().toLowerCase(Locale.ROOT),
                Explanation.wordOf(open.cause()),
                open.phase().text().replace('_', ' '),
                since));
        reasons.add(open.reason());
        long savedBy =
                open.phase() == Operation.Phase.QUIESCING ? Saving.untilNanos(machine, open) : Saving.NOT_WAITED_FOR;
        Instant until = savedBy == Saving.NOT_WAITED_FOR ? null : draft.moment.wallAt(savedBy);
        if (until != null) {
            reasons.add(Reason.of(Reason.Code.SAVING_UNTIL, until));
        }
        if (machine.pending != null) {
            reasons.add(machine.pending);
        }
        return new OpenOperation(open.id(), open.kind(), open.cause(), open.phase(), since, until, reasons);
    }
}
