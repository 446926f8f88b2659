package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be rented of a cloud: each offer by one at a time, and again once that machine is gone. Not thread-safe. */
final class Market {

    private final World world;
    private final Rentals rentals;
    private final Map<String, Stall> stalls = new LinkedHashMap<>();
    private final Set<MachineId> retired = new HashSet<>();
    private int rented;

    Market(World world, Rentals rentals) {
        this.world = world;
        this.rentals = rentals;
    }

    void put(Offer offer) {
        Stall before = stalls.get(offer.id());
        stalls.put(offer.id(), new Stall(offer, before == null ? null : before.holder()));
    }

    void withdraw(String offerId) {
        stalls.remove(offerId);
    }

    void retire(MachineId id) {
        retired.add(id);
    }

    List<Offer> search(OfferQuery query) {
        requireRents("search");
        return stalls.values().stream()
                .filter(Stall::isFree)
                .map(Stall::offer)
                .filter(query::fits)
                .sorted(Comparator.comparing(Offer::runningRate).thenComparing(Offer::id))
                .limit(query.limit())
                .toList();
    }

    MachineId rent(RentalRequest request) {
        requireRents("rental");
        Stall stall = stalls.get(request.offer().id());
        if (stall == null || !stall.isFree()) {
            throw new DumontException(Kind.NOT_FOUND, request + ": the offer is gone; search again");
        }
        Offer offer = stall.offer();
        HourlyRate bid = Objects.requireNonNullElse(request.bid(), offer.lowestBid());
        if (bid.compareTo(offer.lowestBid()) < 0) {
            throw new DumontException(
                    Kind.INVALID_REQUEST,
                    request + ": the bid of " + bid.usdPerHour() + " USD/h is too low; bid at least "
                            + offer.lowestBid().usdPerHour());
        }
        if (offer.diskGb() != null && request.diskGb() > offer.diskGb()) {
            throw new DumontException(
                    Kind.INVALID_REQUEST,
                    request + ": a disk of " + request.diskGb() + " GB; at most " + offer.diskGb() + " are there");
        }
        Machine.Builder wish = Machine.builder(nextId(), world.provider(), MachineState.STARTING)
                .gpu(offer.gpu())
                .runningRate(offer.runningRateAt(bid))
                .image(request.image())
                .diskGb(request.diskGb())
                .interruptible(offer.isInterruptible())
                .labels(request.labels());
        if (request.name() != null) {
            wish.name(request.name());
        }
        if (offer.parkedRate() != null) {
            wish.parkedRate(offer.parkedRate());
        }
        if (offer.region() != null) {
            wish.region(offer.region());
        }
        Rental rental = rentals.rent(wish.build());
        stalls.put(offer.id(), new Stall(offer, rental));
        return rental.id();
    }

    private MachineId nextId() {
        MachineId id;
        do {
            id = MachineId.of(world.provider() + "-" + ++rented);
        } while (rentals.newest(id) != null || retired.contains(id));
        return id;
    }

    private void requireRents(String attempt) {
        if (!world.capabilities().rents()) {
            throw new DumontException(
                    Kind.INVALID_REQUEST, attempt + ": " + world.provider() + " rents no machines out");
        }
    }

    /** An offer, and who has it. */
    private record Stall(Offer offer, @Nullable Rental holder) {

        boolean isFree() {
            if (holder == null) {
                return true;
            }
            holder.settle();
            return holder.power().isGone();
        }
    }
}
