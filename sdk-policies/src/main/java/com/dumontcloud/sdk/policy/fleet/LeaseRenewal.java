package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a lease anew again and again, for as long as this process lives; more often while that fails. Thread-safe. */
final class LeaseRenewal {

    private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

    /** After a failure it is tried again in so small a part of the time between two renewals. */
    private static final int TRIED_AGAIN_WITHIN = 10;

    private final MachineId machine;
    private final MachineProvider provider;
    private final TimeSource time;
    private final OperationRunner runner;
    private final Duration ttl;
    private final Loop loop;
    private OwnerLease written;
    private boolean failing;
    private boolean toldOfTheEnd;
    private boolean over;
    private long renewedNanos;

    LeaseRenewal(
            MachineId machine,
            OwnerLease written,
            Duration ttl,
            MachineProvider provider,
            TimeSource time,
            OperationRunner runner) {
        this.machine = machine;
        this.written = written;
        this.ttl = ttl;
        this.provider = provider;
        this.time = time;
        this.runner = runner;
        this.renewedNanos = time.mono();
        Duration soon = written.renewedEvery().dividedBy(TRIED_AGAIN_WITHIN);
        this.loop = new Loop("Renewing the lease of " + machine, time, soon, this::renewIfDue);
    }

    void start() {
        loop.start(written.renewedEvery());
    }

    /** Renews no more; what is written runs out. */
    void stop() {
        synchronized (this) {
            over = true;
        }
        loop.close();
    }

    synchronized OwnerLease written() {
        return written;
    }

    synchronized boolean isInForce() {
        return !over && written.coversAt(time.wall());
    }

    private void renewIfDue() {
        OwnerLease next;
        synchronized (this) {
            if (over || time.mono() - renewedNanos < written.renewedEvery().toNanos()) {
                return;
            }
            next = written.withUntil(time.wall().plus(ttl));
        }
        String problem = write(next);
        if (problem == null) {
            renewed(next);
        } else {
            failed(problem);
        }
    }

    /** Returns why it could not be written; null where it was. */
    @SuppressWarnings("CatchingUnchecked")
    private @Nullable String write(OwnerLease next) {
        try {
            ActionReceipt receipt = provider.setLabel(machine, next.label());
            return receipt.outcome() == ActionReceipt.Outcome.ACCEPTED ? null : receipt.detail();
        } catch (DumontException failure) {
            if (failure.kind() == Kind.NOT_FOUND) {
                lost();
            }
            log.warn("The lease of machine {} could not be renewed", machine, failure);
            return failure.kind() + ": " + failure.getMessage();
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            log.warn("The lease of machine {} could not be renewed: its provider is broken", machine, failure);
            return "the provider failed: " + failure;
        }
    }

    /** There is no such machine any more. */
    private void lost() {
        stop();
        synchronized (this) {
            failing = false;
            written = written.withUntil(time.wall());
        }
    }

    private synchronized void renewed(OwnerLease next) {
        if (failing) {
            log.info("The lease of machine {} is renewed again, until {}", machine, next.until());
        }
        written = next;
        failing = false;
        toldOfTheEnd = false;
        renewedNanos = time.mono();
    }

    /** People are told when it begins to fail, and once more when it is too late. */
    private void failed(String problem) {
        Severity severity;
        Instant end;
        synchronized (this) {
            boolean ended = !written.coversAt(time.wall());
            if (ended ? toldOfTheEnd : failing) {
                return;
            }
            failing = true;
            toldOfTheEnd = ended;
            severity = ended ? Severity.CRITICAL : Severity.WARNING;
            end = written.until();
        }
        runner.tell(machine, severity, Reason.of(Reason.Code.LEASE_NOT_RENEWED, problem, end));
    }
}
