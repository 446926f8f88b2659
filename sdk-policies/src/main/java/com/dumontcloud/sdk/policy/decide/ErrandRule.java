package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import com.dumontcloud.sdk.policy.decide.Operation.Told;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a person wants of a machine's agent to that agent, and waits for its word. It is told one reporter, with each reply,
 * until that answers; it ends with the final answer, with the machine, or when nobody has answered for too long.
 */
final class ErrandRule {

    /** How long until one that nobody takes, or that whoever took it says nothing of, is given up. */
    static final Duration ANSWERED_WITHIN = Duration.ofMinutes(15);

    /** How long one may run. An agent gives up a handler that shows no progress for an hour, and says so. */
    static final Duration DONE_WITHIN = Duration.ofMinutes(75);

    private ErrandRule() {}

    /** Returns false where another is open, or nobody is there to be told. */
    static boolean ask(Draft draft, String commandId, Event.ErrandAsked asked) {
        MachineCondition next = draft.next;
        if (next.errand != null || !isReachable(next) || next.liveness == Liveness.NEVER_SEEN) {
            return false;
        }
        next.errand = new Errand(new AgentCommand(commandId, asked.type(), asked.args()), draft.now(), null);
        return true;
    }

    /** Returns the command with which this reporter is answered; empty where it has none to be told. */
    static Optional<AgentCommand> commandFor(@Nullable Errand open, String reporterId) {
        return Optional.ofNullable(open)
                .filter(errand -> errand.told() != null
                        && errand.told().answer() == null
                        && errand.told().reporterId().equals(reporterId))
                .map(Errand::command);
    }

    /** Takes in what its sender says of it, and has it told with the reply where it is that sender's. */
    static void heard(Draft draft, Evidence evidence) {
        for (CommandResult result : evidence.results()) {
            Errand open = draft.next.errand;
            if (open != null && open.id().equals(result.id())) {
                answered(draft, open, evidence.reporter().id(), result);
            }
        }
        tell(draft);
    }

    private static void answered(Draft draft, Errand open, String reporterId, CommandResult result) {
        Told told = open.told();
        if (told == null || !told.reporterId().equals(reporterId)) {
            return;
        }
        String said = result.outcome().text() + (result.detail() == null ? "" : ": " + result.detail());
        if (!result.outcome().isFinal()) {
            draft.next.errand = open.answered(told, result.outcome());
        } else if (result.outcome() == CommandResult.Outcome.DONE) {
            end(draft, open, Outcome.DONE, Reason.of(Reason.Code.AGENT_SAYS, said));
        } else {
            end(draft, open, Outcome.ABORTED, Reason.of(Reason.Code.AGENT_FAILED, said));
        }
    }

    private static void tell(Draft draft) {
        Errand open = draft.next.errand;
        String reporterId = draft.heardReporter;
        if (open == null || open.told() != null || reporterId == null) {
            return;
        }
        ReporterState first = AgentLine.first(draft.next);
        if (first != null && first.id().equals(reporterId)) {
            draft.next.errand = open.telling(new Told(open.id(), first.id(), first.startId(), draft.now(), null));
        }
    }

    /** Ends one that nobody will answer any more. */
    static void advance(Draft draft) {
        Errand open = draft.next.errand;
        if (open == null) {
            return;
        }
        if (!isReachable(draft.next)) {
            end(
                    draft,
                    open,
                    Outcome.ABORTED,
                    Reason.of(Reason.Code.AGENT_GONE, draft.next.shownState().text()));
        } else if (draft.now() >= untilNanos(open)) {
            Duration waited = Duration.ofNanos(draft.now() - open.sinceNanos());
            end(draft, open, Outcome.ABORTED, Reason.of(Reason.Code.AGENT_SILENT, waited));
        }
    }

    /** Returns when it is given up. */
    static long untilNanos(Errand open) {
        Told told = open.told();
        if (told == null) {
            return open.sinceNanos() + ANSWERED_WITHIN.toNanos();
        }
        return told.atNanos() + (told.answer() == null ? ANSWERED_WITHIN : DONE_WITHIN).toNanos();
    }

    private static boolean isReachable(MachineCondition machine) {
        return machine.isExpectedToReport() && !machine.isFenced();
    }

    private static void end(Draft draft, Errand open, Outcome outcome, Reason reason) {
        draft.next.errand = null;
        draft.effects.add(new Effect.ErrandEnded(open, outcome, reason));
    }
}
