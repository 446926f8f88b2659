package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hands of the engine: carries out what was decided and reports back what came of it. It decides nothing, repeats no change
 * and remembers nothing; the engine, a person's command and a recovery after a crash all act through it.
 *
 * <p>Thread-safe; every call may block for as long as the provider does.
 */
final class OperationRunner {

    private static final Logger log = LoggerFactory.getLogger(OperationRunner.class);

    private final @Nullable MachineProvider provider;
    private final Messages messages;
    private final Fleet fleet;

    OperationRunner(@Nullable MachineProvider provider, Messages messages, Fleet fleet) {
        this.provider = provider;
        this.messages = messages;
        this.fleet = fleet;
    }

    /** Carries an effect out. Nothing is thrown: whatever happens becomes an event, or stands in the log. */
    @SuppressWarnings("CatchingUnchecked")
    void carryOut(MachineCondition machine, Effect effect, Instant decidedAt) {
        try {
            act(machine, effect, decidedAt);
        } catch (StaleLeaseException fenced) {
            log.warn("Machine {} is left to the process that took its fleet over: {}", machine.id(), effect);
        } catch (RuntimeException failure) {
            log.warn("Machine {}: could not carry out {}", machine.id(), effect, failure);
        }
    }

    private void act(MachineCondition machine, Effect effect, Instant decidedAt) {
        MachineId id = machine.id();
        if (effect instanceof Effect.Claim claim) {
            String problem = machine.profile().isManaged() ? read(id) : null;
            fleet.tell(id, new Event.OperationClaimed(claim.operation().id(), problem));
        } else if (effect instanceof Effect.Execute execute) {
            Operation operation = execute.operation();
            fleet.requireLease();
            fleet.tell(id, new Event.ProviderAnswered(operation.id(), change(id, operation)));
        } else if (effect instanceof Effect.ReadProvider) {
            read(id);
        } else if (effect instanceof Effect.AskWitness) {
            fleet.tell(id, new Event.WitnessHeard(witness(id)));
        } else if (effect instanceof Effect.Notice notice) {
            messages.send(
                    new Notification(id, Effect.Severity.WARNING, notice.reason(), decidedAt),
                    () -> fleet.condition(id)
                            .filter(OperationRunner::concernsPeople)
                            .isPresent(),
                    () -> fleet.tell(id, new Event.NoticeAccepted(notice.noticeId())));
        } else if (effect instanceof Effect.Alert alert) {
            messages.send(
                    new Notification(id, alert.severity(), alert.reason(), decidedAt),
                    () -> fleet.condition(id).isPresent(),
                    () -> {});
        } else if (effect instanceof Effect.OperationEnded ended) {
            Operation operation = ended.operation();
            log.info(
                    "Machine {}: {} for {} {}: {}",
                    id,
                    operation.kind(),
                    operation.cause(),
                    ended.outcome(),
                    ended.reason());
        } else {
            throw new IllegalStateException("no hand for " + effect);
        }
    }

    /** Reads one machine past any cache. Returns what went wrong; null when nothing did. */
    @SuppressWarnings("CatchingUnchecked")
    @Nullable
    String read(MachineId id) {
        if (provider == null) {
            return "no provider is configured";
        }
        long asked = fleet.mono();
        Optional<Machine> shown;
        try {
            shown = provider.read(id);
        } catch (DumontException failure) {
            log.warn("Machine {} could not be read at its provider", id, failure);
            return failure.kind() + ": " + failure.getMessage();
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("Machine {} could not be read: its provider is broken", id, failure);
            return "the provider failed: " + failure;
        }
        fleet.readAlone(id, shown, asked);
        return null;
    }

    /** Asks for a change, once. Whatever is not an answer leaves open whether it happened. */
    @SuppressWarnings("CatchingUnchecked")
    private ActionReceipt change(MachineId id, Operation operation) {
        MachineProvider asked = provider;
        if (asked == null) {
            return new ActionReceipt(Outcome.REFUSED, "no provider is configured");
        }
        log.info("Machine {}: {} because {}", id, operation.kind(), operation.reason());
        try {
            return ActionReceipt.of(() -> operation.kind().isParking() ? asked.stop(id) : asked.start(id));
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("Machine {}: {} was asked for and its provider failed", id, operation.kind(), failure);
            return new ActionReceipt(Outcome.UNKNOWN, "the provider failed: " + failure);
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private Witness witness(MachineId id) {
        try {
            return provider == null ? Witness.UNKNOWN : provider.witness(id);
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("The provider could not be asked for its view of machine {}", id, failure);
            return Witness.UNKNOWN;
        }
    }

    /** A notice says that nothing on the machine reports, or that its work is done; a heartbeat makes it untrue. */
    private static boolean concernsPeople(MachineCondition machine) {
        return machine.liveness() == Liveness.ORPHANED
                || machine.finishedAtNanos().isPresent();
    }
}
