package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.SnapshotStore;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.SnapshotWork;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has snapshots taken and read back, a few at a time and one of a machine: each occupies a thread for as long as it takes, and the
 * rest wait their turn. What was given up meanwhile is not begun. Thread-safe.
 */
final class SnapshotRunner {

    /** How many may be under way at once. */
    static final int MOST = 4;

    private static final Logger log = LoggerFactory.getLogger(SnapshotRunner.class);

    private final @Nullable SnapshotStore store;
    private final TimeSource time;
    private final Fleet fleet;
    private final Set<Job> waiting = new LinkedHashSet<>();
    private final Set<MachineId> busy = new HashSet<>();

    SnapshotRunner(@Nullable SnapshotStore store, TimeSource time, Fleet fleet) {
        this.store = store;
        this.time = time;
        this.fleet = fleet;
    }

    /** Does what the operation's step asks for as soon as it is its turn; returns at once. */
    void run(MachineId id, Operation operation) {
        synchronized (this) {
            waiting.add(new Job(id, operation));
        }
        beginMore();
    }

    private void beginMore() {
        for (Job next = take(); next != null; next = take()) {
            Job job = next;
            time.schedule(Duration.ZERO, () -> perform(job));
        }
    }

    private synchronized @Nullable Job take() {
        for (Iterator<Job> each = waiting.iterator(); busy.size() < MOST && each.hasNext(); ) {
            Job next = each.next();
            if (busy.add(next.id)) {
                each.remove();
                return next;
            }
        }
        return null;
    }

    @SuppressWarnings("CatchingUnchecked")
    private void perform(Job job) {
        try {
            if (isStillAsked(job)) {
                fleet.requireLease();
                fleet.tell(job.id, answer(job));
            }
        } catch (StaleLeaseException fenced) {
            log.warn("Machine {} is left to the process that took its fleet over", job.id);
        } catch (RuntimeException failure) {
            log.warn("Machine {}: what became of its snapshot could not be told", job.id, failure);
        } finally {
            synchronized (this) {
                busy.remove(job.id);
            }
            beginMore();
        }
    }

    private boolean isStillAsked(Job job) {
        return fleet.condition(job.id)
                .flatMap(MachineCondition::operation)
                .filter(open ->
                        open.id().equals(job.operation.id()) && job.work().equals(open.snapshot()))
                .isPresent();
    }

    /** Whatever is thrown proves nothing. */
    @SuppressWarnings("CatchingUnchecked")
    private Event answer(Job job) {
        try {
            return ask(job);
        } catch (DumontException failure) {
            log.warn("Machine {}: no snapshot", job.id, failure);
            return job.failed(failure.kind() + ": " + failure.getMessage());
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("Machine {}: no snapshot, since the store of snapshots is broken", job.id, failure);
            return job.failed("the store of snapshots failed: " + failure);
        }
    }

    private Event ask(Job job) {
        SnapshotStore asked = store;
        if (asked == null) {
            return job.failed("no store of snapshots is configured");
        }
        String operationId = job.operation.id();
        if (job.work().step() == SnapshotWork.Step.TAKING) {
            log.info("Machine {}: a snapshot is taken because {}", job.id, job.operation.reason());
            return new Event.SnapshotTaken(operationId, job.work().asked(), asked.take(job.id));
        }
        Optional<SnapshotRef> newest = asked.newest(job.id);
        return newest.isEmpty()
                ? job.failed("there is none")
                : new Event.SnapshotVerified(operationId, job.work().asked(), asked.verify(newest.get()));
    }

    /** What one step of one operation asks for. */
    private record Job(MachineId id, Operation operation) {

        SnapshotWork work() {
            SnapshotWork work = operation.snapshot();
            if (work == null) {
                throw new IllegalStateException("no snapshot is asked for by " + operation);
            }
            return work;
        }

        Event failed(String problem) {
            return new Event.SnapshotFailed(operation.id(), work().asked(), problem);
        }
    }
}
