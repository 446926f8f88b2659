package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine that was rented for this program, and is let go when the program closes the lease, when the lease has spent its budget,
 * or when nobody renews it any more.
 *
 * <p>While the monitor it came from is open, the lease is renewed every third of its time to live: one label written at the provider,
 * more often only while that fails. It lives and dies with the process: once it is not renewed, its label alone tells any monitor on
 * the same account, whatever its store holds, to let the machine go. One whose disk is scratch is given back; any other is stopped,
 * keeps its disk, and goes on costing what a stopped machine costs.
 *
 * <p>Until then the engine leaves the machine alone, however idle or silent it is. Thread-safe.
 */
public final class Lease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** How long {@link #close()} waits; releasing goes on after it. */
    private static final Duration CLOSED_WITHIN = Duration.ofMinutes(2);

    /** What is left of a lease that is over and whose machine is still there: nothing that anybody acts on. */
    private static final String OVER = "released";

    private final LeaseDesk desk;
    private final MachineProvider provider;
    private final Fleet fleet;
    private final TimeSource time;
    private final MachineId machine;
    private final Offer offer;
    private final LeaseRenewal renewal;
    private final LeaseBudget budget;
    private final Object lock = new Object();
    private @Nullable LeaseRelease ending;

    Lease(
            LeaseDesk desk,
            MachineProvider provider,
            Fleet fleet,
            TimeSource time,
            RentalAttempt.Rented rented,
            OwnerLease written,
            Duration ttl,
            BigDecimal budgetUsd) {
        this.desk = desk;
        this.provider = provider;
        this.fleet = fleet;
        this.time = time;
        this.machine = rented.machine();
        this.offer = rented.request().offer();
        this.renewal = new LeaseRenewal(machine, written, ttl, provider, time, fleet.runner());
        this.budget =
                new LeaseBudget(machine, budgetUsd, rented.rate(), rented.askedNanos(), fleet, time, this::exhausted);
    }

    void start() {
        renewal.start();
        budget.start();
    }

    /** Returns the machine. */
    public MachineId machine() {
        return machine;
    }

    /** Returns as what it was offered: its price then, and its host, should that be one to avoid. */
    public Offer offer() {
        return offer;
    }

    /** Returns what the monitor knows of the machine; empty while it was never shown to it. */
    public Optional<MachineReport> report() {
        return fleet.report(machine);
    }

    /** Returns whose lease it is, as its label says. */
    public String owner() {
        return renewal.written().owner();
    }

    /** Returns when it runs out unless it is renewed before, by the label that was written last. */
    public Instant until() {
        return renewal.written().until();
    }

    /** Returns whether it is renewed and has not run out: whether the machine is this program's. */
    public boolean isInForce() {
        return renewal.isInForce();
    }

    /** Returns what it may spend, in US dollars. */
    public BigDecimal budgetUsd() {
        return budget.mostUsd();
    }

    /**
     * Returns what the machine has cost so far, in US dollars: time at the rates of its provider, running and stopped, from the moment
     * it was asked for. What is not known counts as the dearer: time in which it may have begun to run unseen as running, until its
     * provider shows that it did not, and time off at no known price as well. Traffic, which no rate includes, comes on top.
     */
    public BigDecimal spentUsd() {
        return budget.spentUsd();
    }

    /**
     * Lets the machine go, as its specification says: given back with its disk if that is scratch, stopped otherwise. Returns once that
     * is written down; the rest follows. Idempotent.
     *
     * @return done when the provider shows it; failed where it did not within 30 minutes, of which people are told, or where the
     *     monitor was closed before. Whatever monitor finds the lease run out goes on then
     */
    public CompletableFuture<Void> release() {
        return renewal.written().scratch() ? destroy() : letGo(Operation.Kind.STOP, DataLoss.REFUSED);
    }

    /**
     * Gives the machine back with its disk, whatever the specification said of that: the word of its owner that what is on it may be
     * lost. Otherwise as {@link #release()}.
     */
    public CompletableFuture<Void> destroy() {
        return letGo(Operation.Kind.DESTROY, DataLoss.acceptedBy("the owner of lease " + owner()));
    }

    /**
     * {@linkplain #release() Releases} the machine and waits until its provider shows that, at most 2 minutes; longer it goes on
     * without being waited for. What fails is logged and told. Idempotent.
     */
    @Override
    public void close() {
        CompletableFuture<Void> over = release();
        try {
            over.get(CLOSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException longer) {
            log.warn("Machine {} is not yet seen to be released; that goes on", machine);
        } catch (ExecutionException failure) {
            log.warn("Machine {} was not released; whoever finds its lease run out does it", machine, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "lease " + owner() + " of machine " + machine;
    }

    /** Its process ends, or its monitor: it is renewed no more, and runs out. */
    void abandon() {
        renewal.stop();
        budget.stop();
    }

    /** Nobody ever used it, so that nothing is lost with it. */
    void discard() {
        DataLoss nothing = DataLoss.acceptedBy("whoever rented it and never used it");
        logged("is not wanted", letGo(Operation.Kind.DESTROY, nothing));
    }

    private void exhausted() {
        logged("has spent its budget", release());
    }

    private void logged(String why, CompletableFuture<Void> going) {
        log.info("{} {} and is {}", this, why, going.isDone() ? "over" : "let go");
    }

    /** Once: what gives a machine back is more than what stops it. */
    private CompletableFuture<Void> letGo(Operation.Kind kind, DataLoss dataLoss) {
        LeaseRelease begun;
        synchronized (lock) {
            if (ending != null && (ending.kind() == kind || ending.kind() == Operation.Kind.DESTROY)) {
                return ending.released();
            }
            Runnable afterwards = kind == Operation.Kind.STOP ? this::leaveLabel : () -> {};
            begun = new LeaseRelease(machine, kind, dataLoss, until(), fleet, time, desk, afterwards);
            ending = begun;
        }
        abandon();
        desk.forget(this);
        begun.begin();
        return begun.released();
    }

    /** The machine stays, and its lease is over: nobody is to take it for abandoned when a person wakes it. */
    @SuppressWarnings("CatchingUnchecked")
    private void leaveLabel() {
        try {
            provider.setLabel(machine, new Label(MachineProvider.LEASE_LABEL, OVER));
        } catch (RuntimeException failure) {
            log.warn("Machine {} is stopped, and its label still says that it is leased", machine, failure);
        }
    }
}
