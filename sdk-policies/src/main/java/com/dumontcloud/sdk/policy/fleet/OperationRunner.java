package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.time.Instant;
import java.util.List;
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
    private final @Nullable Replacements replacements;
    private final SnapshotRunner snapshots;
    private final Messages messages;
    private final Fleet fleet;
    private volatile boolean closed;

    OperationRunner(
            @Nullable MachineProvider provider,
            FailoverStrategy strategy,
            SnapshotRunner snapshots,
            Messages messages,
            Fleet fleet) {
        this.provider = provider;
        this.replacements = provider == null ? null : new Replacements(provider, strategy, fleet);
        this.snapshots = snapshots;
        this.messages = messages;
        this.fleet = fleet;
    }

    /** Begins nothing more. What is under way ends as it may: the next process finds it open, and settles it by a read. */
    void close() {
        closed = true;
    }

    /** Carries an effect out. Nothing is thrown: whatever happens becomes an event, or stands in the log. */
    @SuppressWarnings("CatchingUnchecked")
    void carryOut(MachineCondition machine, Effect effect, Instant decidedAt) {
        if (closed) {
            return;
        }
        try {
            act(machine, effect, decidedAt);
        } catch (StaleLeaseException fenced) {
            log.warn("Machine {} is left to the process that took its fleet over: {}", machine.id(), effect);
        } catch (RuntimeException failure) {
            if (closed) {
                log.debug("Machine {}: the end came before that of {}", machine.id(), effect, failure);
            } else {
                log.warn("Machine {}: could not carry out {}", machine.id(), effect, failure);
            }
        }
    }

    /** Tells operators of something that concerns no single machine. */
    void alert(Reason reason, Instant decidedAt) {
        messages.send(new Notification(null, Effect.Severity.CRITICAL, reason, decidedAt), () -> true, () -> {});
    }

    /** Tells people something about a machine, or about the fleet where there is none, on a thread of its own. */
    void tell(@Nullable MachineId machine, Effect.Severity severity, Reason reason) {
        fleet.later(() -> messages.send(
                new Notification(machine, severity, reason, fleet.now().wall()), () -> true, () -> {}));
    }

    /** Looks for a machine that the fleet does not know, and lets it know what is there. */
    void find(MachineId id) {
        if (provider != null) {
            long asked = fleet.mono();
            provider.read(id).ifPresent(shown -> fleet.readInList(List.of(shown), asked));
        }
    }

    /** Tells people how far a cap is spent, until somebody takes it. */
    void alarm(Spending.Alarm alarm, Instant decidedAt) {
        messages.send(
                new Notification(alarm.machine(), alarm.severity(), alarm.reason(), decidedAt),
                () -> fleet.isTrue(alarm),
                () -> fleet.told(alarm));
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
        } else if (replacements != null && effect instanceof Effect.Rent rent) {
            fleet.requireLease();
            fleet.tell(
                    id,
                    new Event.ReplacementRented(rent.operation().id(), rented(replacements, machine, rent.token())));
        } else if (replacements != null && effect instanceof Effect.ReadReplacement read) {
            replacements.read(id, read);
        } else if (replacements != null && effect instanceof Effect.DiscardReplacement discard) {
            replacements.discard(id, discard.machine());
        } else if (replacements != null && effect instanceof Effect.KeepDown) {
            replacements.keepDown(id);
        } else if (effect instanceof Effect.TakeSnapshot take) {
            snapshots.run(id, take.operation());
        } else if (effect instanceof Effect.VerifySnapshot verify) {
            snapshots.run(id, verify.operation());
        } else if (effect instanceof Effect.ReadProvider) {
            read(id);
        } else if (effect instanceof Effect.AskWitness) {
            fleet.tell(id, new Event.WitnessHeard(witness(id)));
        } else if (effect instanceof Effect.AskWakeRisk) {
            askWakeRisk(id);
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
        } else if (effect instanceof Effect.ErrandEnded ended) {
            log.info(
                    "Machine {}: {} of its agent {}: {}",
                    id,
                    ended.errand().command().type(),
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
        boolean stopIsFinal = !asked.capabilities().keepsDisk();
        boolean losesDisk = operation.releases() || (operation.kind().isParking() && stopIsFinal);
        if (losesDisk && operation.proof() == null && !operation.dataLoss().isAccepted()) {
            return new ActionReceipt(
                    Outcome.REFUSED, "it would lose data, and nothing proves that they can be restored");
        }
        log.info("Machine {}: {} because {}", id, operation.kind(), operation.reason());
        if (losesDisk && operation.dataLoss().isAccepted()) {
            log.warn(
                    "Machine {}: its data are lost, as {} accepts",
                    id,
                    operation.dataLoss().acceptedBy());
        }
        try {
            return ActionReceipt.of(() -> ask(asked, id, operation));
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("Machine {}: {} was asked for and its provider failed", id, operation.kind(), failure);
            return new ActionReceipt(Outcome.UNKNOWN, "the provider failed: " + failure);
        }
    }

    /** Whatever is not an answer leaves open whether another machine was rented. */
    @SuppressWarnings("CatchingUnchecked")
    private static RentalReceipt rented(Replacements replacements, MachineCondition failed, String token) {
        try {
            return replacements.rent(failed, token);
        } catch (StaleLeaseException fenced) {
            throw fenced;
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("Machine {}: a replacement was asked for, and its provider failed", failed.id(), failure);
            return RentalReceipt.of(() -> {
                throw new DumontException(DumontException.Kind.SERVER, "the provider failed: " + failure, failure);
            });
        }
    }

    private static ActionReceipt ask(MachineProvider provider, MachineId id, Operation operation) {
        if (operation.releases()) {
            return provider.destroy(id);
        }
        if (operation.kind() == Operation.Kind.REBOOT) {
            return provider.reboot(id);
        }
        return switch (operation.kind()) {
            case HIBERNATE -> provider.hibernate(id);
            case STOP -> provider.stop(id);
            default -> provider.start(id);
        };
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

    /** Whoever cannot say is asked again another time. */
    @SuppressWarnings("CatchingUnchecked")
    private void askWakeRisk(MachineId id) {
        if (provider == null) {
            return;
        }
        WakeRisk risk;
        try {
            risk = provider.wakeRisk(id);
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("The provider could not be asked what it takes to wake machine {}", id, failure);
            return;
        }
        fleet.tell(id, new Event.WakeRiskHeard(risk));
    }

    /** A notice says that nothing on the machine reports, or ever did, or that its work is done; a heartbeat makes it untrue. */
    private static boolean concernsPeople(MachineCondition machine) {
        return machine.liveness() == Liveness.ORPHANED
                || machine.liveness() == Liveness.NEVER_SEEN
                || machine.finishedAtNanos().isPresent();
    }
}
