package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes leases, and keeps those that this process renews. Thread-safe. */
final class LeaseDesk {

    private static final Logger log = LoggerFactory.getLogger(LeaseDesk.class);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final @Nullable MachineProvider provider;
    private final TimeSource time;
    private final Fleet fleet;
    private final Runnable lists;
    private final List<Lease> open = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * Creates a desk without leases.
     *
     * @param lists lists the provider's machines and lets the fleet know
     */
    LeaseDesk(@Nullable MachineProvider provider, TimeSource time, Fleet fleet, Runnable lists) {
        this.provider = provider;
        this.time = time;
        this.fleet = fleet;
        this.lists = lists;
    }

    CompletableFuture<Lease> rent(LeaseSpec spec, Duration ttl, BigDecimal budgetUsd) {
        MachineProvider renter = requireRenter();
        requireTtl(ttl, renter.capabilities().rentalShowsWithin());
        if (budgetUsd.signum() <= 0) {
            throw new IllegalArgumentException("budget is " + budgetUsd + " USD; it must be more than 0");
        }
        String owner = spec.owner() + "-" + random(8);
        OwnerLease lease = new OwnerLease(owner, time.wall().plus(ttl), ttl.dividedBy(3), spec.isScratch());
        return new RentalAttempt<>(renter, time, new LeaseTerms(renter, spec, lease, ttl, budgetUsd), this::isOpen)
                .begin();
    }

    /** Renews nothing more; what is leased runs out. */
    void close() {
        closed = true;
        open.forEach(Lease::abandon);
    }

    /** Returns whether leases are still renewed, and machines released. */
    boolean isOpen() {
        return !closed;
    }

    void list() {
        lists.run();
    }

    void forget(Lease lease) {
        open.remove(lease);
    }

    /** Returns so many letters and digits that nobody else drew. */
    static String random(int length) {
        return UUID.randomUUID().toString().replace("-", "").substring(0, length);
    }

    private Lease take(MachineProvider renter, RentalAttempt.Rented won, Duration ttl, BigDecimal budgetUsd) {
        watch(renter, won);
        OwnerLease written = OwnerLease.parse(
                        Objects.requireNonNull(won.request().labels().get(MachineProvider.LEASE_LABEL)))
                .orElseThrow();
        log.info(
                "Machine {}: {} USD at most, as {}",
                won.machine(),
                budgetUsd,
                written.label().value());
        Lease lease = new Lease(this, renter, fleet, time, won, written, ttl, budgetUsd);
        open.add(lease);
        lease.start();
        return lease;
    }

    /** Lets the fleet know of a machine before any list does; where it cannot, the next list tells it. */
    @SuppressWarnings("CatchingUnchecked")
    private void watch(MachineProvider renter, RentalAttempt.Rented won) {
        try {
            fleet.readInList(List.of(won.shownBy(renter.name())), time.mono());
            fleet.runner().read(won.machine());
        } catch (RuntimeException failure) {
            log.warn("Machine {} is rented, and not watched before a list shows it", won.machine(), failure);
        }
    }

    private MachineProvider requireRenter() {
        if (provider == null
                || !provider.capabilities().rents()
                || !provider.capabilities().labels()) {
            throw new DumontException(
                    Kind.INVALID_REQUEST,
                    (provider == null ? "no provider is configured" : provider.name() + " cannot do it")
                            + ": a lease needs one that rents machines out and labels them");
        }
        return provider;
    }

    private static void requireTtl(Duration ttl, Duration rentalShowsWithin) {
        Duration settled = rentalShowsWithin.plus(SHORTEST);
        Duration shortest = settled.compareTo(SHORTEST) > 0 ? settled : SHORTEST;
        if (ttl.compareTo(shortest) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("ttl is " + ttl + "; it must be " + shortest + " to " + LONGEST
                    + " here, so that a rental is settled before its lease runs out");
        }
    }

    /** What a lease is for. */
    private final class LeaseTerms implements RentalAttempt.Terms<Lease> {

        private final MachineProvider renter;
        private final LeaseSpec spec;
        private final OwnerLease lease;
        private final Duration ttl;
        private final BigDecimal budgetUsd;

        LeaseTerms(MachineProvider renter, LeaseSpec spec, OwnerLease lease, Duration ttl, BigDecimal budgetUsd) {
            this.renter = renter;
            this.spec = spec;
            this.lease = lease;
            this.ttl = ttl;
            this.budgetUsd = budgetUsd;
        }

        @Override
        public OfferQuery query() {
            return spec.query();
        }

        @Override
        public boolean accepts(Offer offer) {
            return spec.accepts(offer);
        }

        /** The lease ends so long after the request, not after the search. */
        @Override
        public RentalRequest request(Offer offer) {
            return spec.setUp(RentalRequest.builder(offer, random(16)))
                    .label(lease.withUntil(time.wall().plus(ttl)).label())
                    .build();
        }

        @Override
        public Duration settleFor() {
            return ttl;
        }

        @Override
        public String whereLost() {
            return "if a machine was rented, its lease is not renewed and any monitor releases it";
        }

        @Override
        public Lease take(RentalAttempt.Rented rented) {
            return LeaseDesk.this.take(renter, rented, ttl, budgetUsd);
        }

        @Override
        public void discard(Lease taken) {
            taken.discard();
        }

        @Override
        public String toString() {
            return spec.toString();
        }
    }
}
