package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a machine go by its owner's command, and watches until its provider shows that it is gone, or off. What is refused is asked
 * for again, ever less often; in the end it is left to whoever finds the lease run out.
 */
final class LeaseRelease {

    private static final Logger log = LoggerFactory.getLogger(LeaseRelease.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration LIST_AGAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration GIVE_UP = Duration.ofMinutes(30);

    private final MachineId machine;
    private final Event.Commanded command;
    private final Instant leaseEnds;
    private final Fleet fleet;
    private final TimeSource time;
    private final LeaseDesk desk;
    private final Runnable afterwards;
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final long begunNanos;
    private long askNotBeforeNanos;
    private long listedNanos;
    private Duration wait = ASK_AGAIN;
    private String problem = "its provider does not show that it is gone";

    LeaseRelease(
            MachineId machine,
            Operation.Kind kind,
            DataLoss dataLoss,
            Instant leaseEnds,
            Fleet fleet,
            TimeSource time,
            LeaseDesk desk,
            Runnable afterwards) {
        this.machine = machine;
        this.command = new Event.Commanded(kind, dataLoss);
        this.leaseEnds = leaseEnds;
        this.fleet = fleet;
        this.time = time;
        this.desk = desk;
        this.afterwards = afterwards;
        this.begunNanos = time.mono();
        this.askNotBeforeNanos = begunNanos;
        this.listedNanos = begunNanos;
    }

    /** Begins; the first command is written down on the calling thread. */
    void begin() {
        look();
    }

    Operation.Kind kind() {
        return command.kind();
    }

    /** Returns what is done once the provider shows it. */
    CompletableFuture<Void> released() {
        return released;
    }

    private void look() {
        MachineCondition now = fleet.condition(machine).orElse(null);
        if (!desk.isOpen()) {
            released.completeExceptionally(new DumontException(
                    Kind.UNAVAILABLE,
                    "machine " + machine + " is released once its lease ran out: its monitor was closed"));
        } else if (now != null && isThere(now)) {
            log.info("Machine {} is released: {}", machine, now.power().text());
            afterwards.run();
            released.complete(null);
        } else if (time.mono() - begunNanos >= GIVE_UP.toNanos()) {
            fleet.runner()
                    .tell(machine, Severity.CRITICAL, Reason.of(Reason.Code.LEASE_NOT_RELEASED, problem, leaseEnds));
            released.completeExceptionally(new DumontException(
                    Kind.TIMEOUT, "machine " + machine + " could not be released within " + GIVE_UP + ": " + problem));
        } else {
            if (now == null || !isUnderWay(now)) {
                askIfDue();
            } else if (time.mono() - listedNanos >= LIST_AGAIN.toNanos()) {
                list();
            }
            time.schedule(LOOK_AGAIN, this::look);
        }
    }

    /** Only whole lists tell that a machine is gone: they are asked for sooner than they would be anyway. */
    @SuppressWarnings("CatchingUnchecked")
    private void list() {
        listedNanos = time.mono();
        try {
            desk.list();
        } catch (RuntimeException failure) {
            log.warn("Whether machine {} is gone could not be read", machine, failure);
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void askIfDue() {
        if (time.mono() - askNotBeforeNanos < 0) {
            return;
        }
        try {
            if (fleet.condition(machine).isEmpty()) {
                fleet.runner().find(machine);
            }
            if (fleet.bring(machine, command).isEmpty()) {
                problem = "another operation on it, or a legal hold, stands in the way";
            }
        } catch (RuntimeException failure) {
            log.warn("Machine {} could not be released; it is tried again", machine, failure);
            problem = String.valueOf(failure.getMessage());
        }
        askNotBeforeNanos = time.mono() + wait.toNanos();
        Duration longer = wait.multipliedBy(2);
        wait = longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
    }

    /** What is stopped in word and billed as if it ran is not stopped. */
    private boolean isThere(MachineCondition now) {
        return now.power() == MachineState.DELETED
                || (command.kind() == Operation.Kind.STOP
                        && now.power() == MachineState.STOPPED
                        && !now.isBilledAsRunning());
    }

    private boolean isUnderWay(MachineCondition now) {
        return now.operation()
                .filter(open -> open.cause() == Cause.PERSON
                        && open.kind() == command.kind()
                        && open.phase() != Phase.NEEDS_HUMAN)
                .isPresent();
    }
}
