package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tells which transitions of the lifecycle rules, section 4, a machine went through, from what could be seen of it. */
final class Transitions {

    private final Map<String, Integer> seen = new TreeMap<>();
    private final Set<String> commands = new HashSet<>();
    private Liveness liveness = Liveness.NEVER_SEEN;
    private Activity activity = Activity.INDETERMINATE;
    private Phase phase;
    private Reason.Code pending;

    private Transitions() {}

    static Map<String, Integer> of(Trace trace) {
        Transitions transitions = new Transitions();
        trace.entries().forEach(transitions::count);
        return transitions.seen;
    }

    private void count(Trace.Entry entry) {
        if (entry.event() instanceof Event.HeartbeatAccepted) {
            seen(entry.counted() ? "T1 heartbeat" : "T2 heartbeat that is not new");
        }
        if (entry.event() instanceof Event.HeartbeatAccepted && entry.activity().isIdle()) {
            seen("T8 idle sample");
        }
        if (entry.pending() == Reason.Code.THIN_EVIDENCE && pending != entry.pending()) {
            seen("T8 evidence too thin");
        }
        liveness(entry.liveness());
        activity(entry.activity());
        entry.effects().forEach(this::effect);
        told(entry);
        phase(entry.phase());
        liveness = entry.liveness();
        activity = entry.activity();
        phase = entry.phase();
        pending = entry.pending();
    }

    private void liveness(Liveness next) {
        if (next != liveness) {
            switch (next) {
                case LATE -> seen("T3 late");
                case SUSPECT -> seen("T4 suspect");
                case ORPHANED -> seen("T5 orphaned");
                case HEALTHY -> seen("T1 healthy again");
                case NEVER_SEEN -> throw new AssertionError("nobody becomes " + next);
            }
        }
    }

    private void activity(Activity next) {
        if (next == Activity.WARNED && activity != next) {
            seen("T9 warned");
        } else if (activity == Activity.WARNED && (next == Activity.ACTIVE || next == Activity.IDLE)) {
            seen("T10 warning taken back, " + next);
        }
    }

    private void phase(Phase next) {
        if (next == phase) {
            return;
        }
        if (phase == Phase.INTENDED && next != null) {
            seen("T12 claimed, " + next);
        } else if (phase == Phase.QUIESCING && next != null) {
            seen("T12a saved, " + next);
        } else if (next == Phase.VERIFIED) {
            seen("T13 read back");
        } else if (phase == Phase.EXECUTING && next == Phase.CONFIRMING) {
            seen("T15 answered");
        } else if (next == Phase.NEEDS_HUMAN) {
            seen("T16 needs a human");
        }
    }

    /** Programs are told to save first, then the agent. */
    private void told(Trace.Entry entry) {
        AgentCommand command = entry.reply();
        if (command != null && commands.add(command.id())) {
            boolean saves = command.args().containsKey(AgentCommand.SAVE_FOR_SECONDS);
            boolean program = entry.step() instanceof Step.Heard heard && heard.isProgram();
            seen((saves ? "T12a told to save, " : "T15 told to park, ") + (program ? "a program" : "an agent"));
        }
    }

    private void effect(Effect effect) {
        if (effect instanceof Effect.Claim claim) {
            boolean again = claim.operation().phase() == phase;
            if (!again) {
                intent(claim.operation());
            }
        } else if (effect instanceof Effect.OperationEnded ended) {
            if (ended.outcome() == Operation.Outcome.DONE) {
                seen("T16 done");
            } else if (ended.operation().isRevocable()) {
                seen("T12b taken back, " + ended.reason().code());
            }
        } else if (effect instanceof Effect.DiscardReplacement) {
            seen("T18 replacement given back");
        } else if (effect instanceof Effect.KeepDown) {
            seen("T17 kept down");
        } else if (effect instanceof Effect.Alert alert) {
            alert(alert.reason().code());
        }
    }

    private void alert(Reason.Code code) {
        switch (code) {
            case STALLED -> seen("T24 stalled");
            case SNAPSHOT_FAILED -> seen("T14 stopped without a snapshot");
            case SNAPSHOT_REQUIRED, NOT_SECURED -> seen("T14 left alone without a snapshot");
            case START_FAILED -> seen("T18 start failed");
            case REPLACED -> seen("T17 replaced");
            case REPLACEMENT_FAILED -> seen("T17 replacement left to people");
            case FAILOVER_FAILED, FAILOVER_GIVEN_UP -> seen("T17 not replaced");
            default -> {}
        }
    }

    private void intent(Operation operation) {
        switch (operation.cause()) {
            case IDLE -> seen("T11 due");
            case ORPHAN -> seen("T6 orphan to be parked");
            case FINISHED -> seen("T23 finished");
            case NO_EVIDENCE -> seen("T25 no evidence");
            case PERSON -> seen("a person's command");
            case FORGOTTEN -> seen("T7 forgotten");
            case LEASE_EXPIRED -> seen("a lease that ran out");
            case SPEND_CAP -> seen("T21 spend cap");
            case FAILOVER -> seen("T17 to be replaced");
            case REPLACED -> seen("T17 or T18 to be given back");
        }
    }

    private void seen(String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
