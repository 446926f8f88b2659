package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Errand;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts what was decided, and what people are told, into the words of {@code GET /events}. */
final class EventViews {

    private EventViews() {}

    /** Returns what a decision looks like from outside: what ended first, then what began, then what the machine is now. */
    static List<FleetEvent> of(MachineCondition before, Event event, Decision decision, Moment now) {
        return of(before, event, decision.effects(), decision.next(), now);
    }

    /** Returns what a decision looked like, and what people were told by it. */
    static List<FleetEvent> past(JournalEntry entry, MachineCondition next) {
        List<FleetEvent> events = of(entry.before(), entry.event(), entry.effects(), next, entry.at());
        boolean isNewcomer = entry.before().power() == MachineState.UNKNOWN;
        if (entry.effects().isEmpty() && !isNewcomer && !isShownOtherwise(entry.before(), next)) {
            events.removeIf(FleetEvent.StateChanged.class::isInstance); // Nobody was told that either.
        }
        for (Effect effect : entry.effects()) {
            if (effect instanceof Effect.Alert alert) {
                events.add(told(entry, alert.severity(), alert.reason()));
            } else if (effect instanceof Effect.Notice notice) {
                events.add(told(entry, Effect.Severity.WARNING, notice.reason()));
            }
        }
        return events;
    }

    private static FleetEvent told(JournalEntry entry, Effect.Severity severity, Reason reason) {
        return of(new Notification(entry.id(), severity, reason, entry.at().wall()));
    }

    private static List<FleetEvent> of(
            MachineCondition before, Event event, List<Effect> effects, MachineCondition next, Moment now) {
        List<FleetEvent> events = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.OperationEnded ended) {
                events.add(new FleetEvent.OperationChanged(
                        MachineViews.operation(next, ended.operation()),
                        now.wall(),
                        word(ended.outcome()),
                        ended.reason().text()));
            } else if (effect instanceof Effect.ErrandEnded ended) {
                events.add(new FleetEvent.OperationChanged(
                        MachineViews.errand(next, ended.errand()),
                        now.wall(),
                        word(ended.outcome()),
                        ended.reason().text()));
            }
        }
        next.operation().ifPresent(open -> {
            Operation earlier =
                    before.operation().filter(one -> one.id().equals(open.id())).orElse(null);
            if (earlier == null) {
                events.add(new FleetEvent.Decision(MachineViews.operation(next, open), now.wall()));
            } else if (earlier.phase() != open.phase()) {
                events.add(new FleetEvent.OperationChanged(MachineViews.operation(next, open), now.wall(), null, null));
            }
        });
        next.errand().ifPresent(open -> {
            Errand earlier =
                    before.errand().filter(one -> one.id().equals(open.id())).orElse(null);
            if (earlier == null) {
                events.add(new FleetEvent.Decision(MachineViews.errand(next, open), now.wall()));
            } else if (!open.equals(earlier)) {
                events.add(new FleetEvent.OperationChanged(MachineViews.errand(next, open), now.wall(), null, null));
            }
        });
        if (before.isWarned() != next.isWarned()) {
            events.add(new FleetEvent.Warning(
                    next.id(), now.wall(), next.hibernateIn(now.observedNanos()).orElse(null)));
        }
        if (event instanceof Event.Registered || looksDifferent(before, next)) {
            events.add(state(next, now));
        }
        return events;
    }

    static FleetEvent of(Notification message) {
        return new FleetEvent.Alert(
                message.machine(),
                message.at(),
                word(message.severity()),
                word(message.reason().code()),
                message.text());
    }

    private static FleetEvent state(MachineCondition machine, Moment now) {
        return new FleetEvent.StateChanged(
                machine.id(),
                now.wall(),
                machine.shownState(),
                InstanceViews.health(machine.liveness()),
                word(machine.activity()),
                machine.hibernateIn(now.observedNanos()).orElse(null));
    }

    /** Whether a page that shows the machine has to be drawn anew. */
    private static boolean looksDifferent(MachineCondition before, MachineCondition next) {
        return before.power() != next.power() || isShownOtherwise(before, next);
    }

    private static boolean isShownOtherwise(MachineCondition before, MachineCondition next) {
        return before.shownState() != next.shownState()
                || before.liveness() != next.liveness()
                || before.activity() != next.activity()
                || before.isClaimed() != next.isClaimed()
                || !before.profile().equals(next.profile());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
