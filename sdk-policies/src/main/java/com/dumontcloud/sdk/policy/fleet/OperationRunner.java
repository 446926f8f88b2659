package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hands of the engine: carries out what was decided and reports back what came of it. It decides nothing, repeats nothing
 * and remembers nothing; the engine, a person's command and a recovery after a crash all act through it.
 *
 * <p>Thread-safe; every call may block for as long as the provider does.
 */
final class OperationRunner {

    private static final Logger log = LoggerFactory.getLogger(OperationRunner.class);

    private final @Nullable MachineProvider provider;
    private final Notifier notifier;
    private final BiConsumer<MachineId, Event> outcomes;

    OperationRunner(@Nullable MachineProvider provider, Notifier notifier, BiConsumer<MachineId, Event> outcomes) {
        this.provider = provider;
        this.notifier = notifier;
        this.outcomes = outcomes;
    }

    void carryOut(MachineCondition machine, Effect effect, Instant decidedAt) {
        MachineId id = machine.id();
        if (effect instanceof Effect.Claim claim) {
            claim(id, claim.operation(), machine.profile().isManaged());
        } else if (effect instanceof Effect.Execute execute) {
            outcomes.accept(id, new Event.ProviderAnswered(execute.operation().id(), ask(id, execute.operation())));
        } else if (effect instanceof Effect.ReadProvider) {
            read(id);
        } else if (effect instanceof Effect.AskWitness) {
            outcomes.accept(id, new Event.WitnessHeard(witness(id)));
        } else if (effect instanceof Effect.Notice notice) {
            Notification notification = new Notification(id, Effect.Severity.WARNING, notice.reason(), decidedAt);
            if (send(notification)) {
                outcomes.accept(id, new Event.NoticeAccepted(notice.noticeId()));
            }
        } else if (effect instanceof Effect.Alert alert) {
            send(new Notification(id, alert.severity(), alert.reason(), decidedAt));
        } else if (effect instanceof Effect.OperationEnded ended) {
            tellLog(id, ended.operation(), ended.outcome(), ended.reason());
        } else {
            throw new IllegalStateException("no hand for " + effect);
        }
    }

    private void claim(MachineId id, Operation operation, boolean managed) {
        String problem = managed ? read(id) : null;
        outcomes.accept(id, new Event.OperationClaimed(operation.id(), problem));
    }

    /** Reads one machine past any cache. Returns what went wrong; null when nothing did. */
    private @Nullable String read(MachineId id) {
        if (provider == null) {
            return "no provider is configured";
        }
        try {
            Optional<Machine> machine = provider.read(id);
            outcomes.accept(id, machine.<Event>map(Event.ProviderRead::new).orElseGet(Event.ProviderLost::new));
            return null;
        } catch (DumontException failure) {
            log.warn("Machine {} could not be read at its provider", id, failure);
            return failure.kind() + ": " + failure.getMessage();
        }
    }

    private ActionReceipt ask(MachineId id, Operation operation) {
        MachineProvider asked = provider;
        if (asked == null) {
            return new ActionReceipt(ActionReceipt.Outcome.REFUSED, "no provider is configured");
        }
        log.info("Machine {}: {} because {}", id, operation.kind(), operation.reason());
        return ActionReceipt.of(() -> operation.kind().isParking() ? asked.stop(id) : asked.start(id));
    }

    private Witness witness(MachineId id) {
        try {
            return provider == null ? Witness.UNKNOWN : provider.witness(id);
        } catch (DumontException failure) {
            log.warn("The provider could not be asked for its view of machine {}", id, failure);
            return Witness.UNKNOWN;
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private boolean send(Notification notification) {
        try {
            notifier.send(notification);
            return true;
        } catch (RuntimeException failure) {
            log.warn("Not delivered: {}", notification.text(), failure);
            return false;
        }
    }

    private static void tellLog(MachineId id, Operation operation, Operation.Outcome outcome, Reason reason) {
        log.info("Machine {}: {} for {} {}: {}", id, operation.kind(), operation.cause(), outcome, reason);
    }
}
