package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.fleet.FleetListener;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells whoever gave a command how it ended, as soon as that is written down. Nothing is listened to before somebody waits.
 * Thread-safe.
 */
final class CommandWatch implements FleetListener {

    private final FleetMonitor monitor;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private boolean listening;

    CommandWatch(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    /** Watches a machine, from before a command is given: it may be over before its giver knows what it is called. */
    Watch watch(MachineId machine) {
        listen();
        Watch watch = new Watch(machine);
        watches.add(watch);
        return watch;
    }

    /** Whoever watches second waits until the first one does listen. */
    private synchronized void listen() {
        if (!listening) {
            monitor.listen(this);
            listening = true;
        }
    }

    @Override
    public void decided(MachineCondition before, Event event, Decision decision, Moment now) {
        for (Watch watch : watches) {
            if (watch.machine.equals(before.id())) {
                watch.saw(decision);
            }
        }
    }

    /** Waits for the operations of one machine. */
    final class Watch implements AutoCloseable {

        private final MachineId machine;
        private final Map<String, CompletableFuture<Optional<Effect.OperationEnded>>> ends = new ConcurrentHashMap<>();

        private Watch(MachineId machine) {
            this.machine = machine;
        }

        /**
         * Returns how the operation ends; empty where it waits for a person, or had not ended when so much time was over.
         *
         * @param atMost by the monitor's time
         */
        CompletableFuture<Optional<Effect.OperationEnded>> end(Operation operation, Duration atMost) {
            CompletableFuture<Optional<Effect.OperationEnded>> end = endOf(operation);
            Scheduled alarm = monitor.time().schedule(atMost, () -> end.complete(Optional.empty()));
            return end.whenComplete((ended, failure) -> {
                alarm.cancel();
                close();
            });
        }

        /** Ends the watch; whoever waits does so no longer than its time. */
        @Override
        public void close() {
            watches.remove(this);
        }

        private void saw(Decision decision) {
            for (Effect effect : decision.effects()) {
                if (effect instanceof Effect.OperationEnded ended) {
                    endOf(ended.operation()).complete(Optional.of(ended));
                }
            }
            decision.next()
                    .operation()
                    .filter(open -> open.phase() == Phase.NEEDS_HUMAN)
                    .ifPresent(open -> endOf(open).complete(Optional.empty()));
        }

        private CompletableFuture<Optional<Effect.OperationEnded>> endOf(Operation operation) {
            return ends.computeIfAbsent(operation.id(), unused -> new CompletableFuture<>());
        }
    }
}
