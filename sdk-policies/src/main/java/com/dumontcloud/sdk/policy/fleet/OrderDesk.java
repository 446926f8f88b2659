package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rents machines that people order, once for each token: an order that comes again, to this process or to one after it, gets the
 * machine of the first. Thread-safe.
 */
final class OrderDesk {

    private static final Logger log = LoggerFactory.getLogger(OrderDesk.class);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration SETTLE_FOR = Duration.ofMinutes(15);

    /** Among so many offers the one that is ordered by its id has to be. */
    private static final int OFFERS = 500;

    private final @Nullable MachineProvider provider;
    private final TimeSource time;
    private final Fleet fleet;
    private final @Nullable AgentSetup agents;
    private final BooleanSupplier isOpen;
    private final Map<String, CompletableFuture<MachineId>> underWay = new ConcurrentHashMap<>();

    /**
     * Creates a desk without orders.
     *
     * @param agents what brings an agent to each machine; absent where none comes
     * @param isOpen whether its monitor is at work
     */
    OrderDesk(
            @Nullable MachineProvider provider,
            TimeSource time,
            Fleet fleet,
            @Nullable AgentSetup agents,
            BooleanSupplier isOpen) {
        this.provider = provider;
        this.time = time;
        this.fleet = fleet;
        this.agents = agents;
        this.isOpen = isOpen;
    }

    CompletableFuture<MachineId> rent(MachineOrder order) {
        MachineProvider renter = provider;
        if (renter == null || !renter.capabilities().rents()) {
            throw new DumontException(
                    Kind.CONFLICT,
                    order + ": " + (renter == null ? "no provider is configured" : renter.name())
                            + " rents no machines out");
        }
        String given = order.token();
        if (given == null) {
            return attempt(renter, order, LeaseDesk.random(16));
        }
        CompletableFuture<MachineId> fresh = new CompletableFuture<>();
        CompletableFuture<MachineId> first = underWay.putIfAbsent(given, fresh);
        if (first != null) {
            return first.copy(); // Whoever cancels it does so for himself alone.
        }
        settleFirst(renter, order, given, fresh);
        return fresh.whenComplete((machine, failure) -> underWay.remove(given, fresh));
    }

    /** Nothing is rented where there is a machine of this token, or was one, or one may yet show. */
    @SuppressWarnings("CatchingUnchecked")
    private void settleFirst(
            MachineProvider renter, MachineOrder order, String token, CompletableFuture<MachineId> result) {
        try {
            List<MachineCondition> known = fleet.rentedBy(token);
            Optional<MachineId> kept = known.stream()
                    .filter(OrderDesk::isKept)
                    .map(MachineCondition::id)
                    .findFirst();
            if (kept.isPresent()) {
                result.complete(claim(order, kept.get()));
                return;
            }
            Instant now = time.wall(); // Before the list: it shows what had to show by then.
            Set<MachineId> givenBack = known.stream().map(MachineCondition::id).collect(Collectors.toSet());
            Optional<Machine> found = renter.findRented(token, givenBack);
            if (found.isPresent()) {
                log.info("Machine {}: {} was fulfilled before", found.get().id(), order);
                result.complete(takeIn(order, found.get()));
            } else if (mayYetShow(renter, token, now)) {
                time.schedule(PAUSE, () -> settleFirst(renter, order, token, result));
            } else if (!known.isEmpty()) {
                throw givenBack(known.get(0).id());
            } else {
                var unused = attempt(renter, order, token).whenComplete((machine, failure) -> {
                    if (failure == null) {
                        result.complete(machine);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            }
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            result.completeExceptionally(failure);
        }
    }

    private boolean mayYetShow(MachineProvider renter, String token, Instant now) {
        Duration showsWithin = renter.capabilities().rentalShowsWithin();
        return fleet.rentalAskedAt(token)
                .filter(asked -> now.isBefore(asked.plus(showsWithin)))
                .isPresent();
    }

    private CompletableFuture<MachineId> attempt(MachineProvider renter, MachineOrder order, String token) {
        return new RentalAttempt<>(renter, time, new OrderTerms(renter, order, token), isOpen).begin();
    }

    /** A list may have shown it to the fleet before its order could take it in. */
    private MachineId claim(MachineOrder order, MachineId known) {
        fleet.bring(known, new Event.Registered(MachineProfile.unmanaged(known, order.name(), null)));
        return known;
    }

    private MachineId takeIn(MachineOrder order, Machine shown) {
        Optional<MachineCondition> leaving =
                fleet.condition(shown.id()).filter(known -> !isKept(known) && !Fleet.isAnother(known, shown));
        if (leaving.isPresent()) {
            throw givenBack(shown.id());
        }
        Machine.Builder named = shown.toBuilder();
        Optional.ofNullable(order.name()).ifPresent(named::name);
        fleet.takeIn(named.build());
        return shown.id();
    }

    private static boolean isKept(MachineCondition machine) {
        boolean leaves = machine.operation().filter(Operation::releases).isPresent();
        return !leaves && machine.power() != MachineState.DELETED;
    }

    private static DumontException givenBack(MachineId machine) {
        return new DumontException(
                Kind.CONFLICT,
                "machine " + machine + " was rented by this order before, and is given back; order anew under another"
                        + " key");
    }

    /** What an order is for. */
    private final class OrderTerms implements RentalAttempt.Terms<MachineId> {

        private final MachineProvider renter;
        private final MachineOrder order;
        private final String token;

        OrderTerms(MachineProvider renter, MachineOrder order, String token) {
            this.renter = renter;
            this.order = order;
            this.token = token;
        }

        @Override
        public OfferQuery query() {
            return order.offerId() == null
                    ? order.query()
                    : order.query().toBuilder().limit(OFFERS).build();
        }

        @Override
        public boolean accepts(Offer offer) {
            boolean isMeant = order.offerId() == null || order.offerId().equals(offer.id());
            return isMeant && order.query().fits(offer, order.bid());
        }

        @Override
        public Kind nothingFits() {
            return Kind.NOT_FOUND;
        }

        @Override
        public RentalRequest request(Offer offer) {
            TokenRegistry.Issued agent = agents == null ? null : fleet.tokens().issue();
            RentalRequest request = equipped(agent).request(offer, token);
            Machine prospect = RentalAttempt.shown(MachineId.of(token), renter.name(), request);
            fleet.overspent(MachineProfile.of(prospect)).ifPresent(cap -> {
                throw new DumontException(
                        Kind.CONFLICT,
                        order + " is not fulfilled: " + cap.text() + ". Raise the cap, or wait until its period ends");
            });
            fleet.rentalIsAsked(token, agent == null ? null : agent.sha256Hex());
            return request;
        }

        private MachineOrder equipped(TokenRegistry.@Nullable Issued agent) {
            if (agents == null || agent == null) {
                return order;
            }
            try {
                return agents.equip(order, agent.token());
            } catch (IllegalArgumentException unfit) {
                throw new DumontException(
                        Kind.INVALID_REQUEST,
                        order + ": no agent can come to its machine: " + unfit.getMessage(),
                        unfit);
            }
        }

        @Override
        public void refused(RentalRequest request) {
            fleet.rentalIsRefused(request.token());
        }

        @Override
        public Duration settleFor() {
            return SETTLE_FOR;
        }

        @Override
        public String whereLost() {
            return "if a machine was rented, lists show it, and the same order finds it";
        }

        @Override
        public MachineId take(RentalAttempt.Rented rented) {
            log.info("Machine {}: rented for {}, as {}", rented.machine(), order, rented.request());
            MachineId id = takeIn(order, rented.shownBy(renter.name()));
            fleet.runner().read(id);
            return id;
        }

        @Override
        public void discard(MachineId taken) {
            DataLoss accepted = DataLoss.ofUnused(order.toString());
            fleet.bring(taken, new Event.Commanded(Operation.Kind.DESTROY, accepted));
        }

        @Override
        public String toString() {
            return order.toString();
        }
    }
}
