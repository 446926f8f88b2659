package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.vast.VastFilter.Operator;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches and rents in the terms of the core. Thread-safe. */
final class VastRenting {

    private static final Logger log = LoggerFactory.getLogger(VastRenting.class);
    private static final int SMALLEST_DISK = 8;
    private static final String INVALID_PRICE = "invalid_price";

    /** What people call an image, and what the registry does. */
    private static final Map<String, String> IMAGES = Map.of(
            "pytorch", "pytorch/pytorch:latest",
            "tensorflow", "tensorflow/tensorflow:latest-gpu");

    private final VastClient client;

    VastRenting(VastClient client) {
        this.client = client;
    }

    List<Offer> search(OfferQuery query) {
        return client.offers().search(asked(query)).stream()
                .map(found -> offer(found, query))
                .flatMap(Optional::stream)
                .filter(query::fits)
                .sorted(Comparator.comparing(Offer::runningRate).thenComparing(Offer::id))
                .limit(query.limit())
                .toList();
    }

    /** Rents once; a machine that a failed rental left behind is given back. */
    MachineId rent(RentalRequest request) {
        long offer = offerId(request);
        try {
            return client.instances().create(offer, rental(request));
        } catch (VastException failed) {
            if (failed.leftBehind().isPresent()) {
                giveBack(MachineId.of(Long.toString(failed.leftBehind().getAsLong())), request, failed);
            }
            if (request.offer().isInterruptible() && INVALID_PRICE.equals(failed.code())) {
                throw new DumontException(
                        Kind.UNAVAILABLE, request + ": others bid more by now; search again, or bid more", failed);
            }
            throw failed;
        }
    }

    private void giveBack(MachineId left, RentalRequest request, VastException failed) {
        log.warn("{} failed and left machine {} behind, which is billed; it is destroyed", request, left, failed);
        try {
            client.instances().destroy(left);
        } catch (DumontException alsoFailed) {
            DumontException known = new DumontException(
                    Kind.SERVER,
                    request + " failed, left machine " + left + " behind, which is billed, and could not destroy it:"
                            + " destroy " + left,
                    failed);
            known.addSuppressed(alsoFailed);
            throw known;
        }
    }

    private static VastRental rental(RentalRequest request) {
        VastRental.Builder rental = VastRental.ofImage(image(request.image()))
                .diskGb(diskGb(request.diskGb()))
                .label(VastLabel.of(request.name(), request.labels()).text(VastRental.LONGEST_LABEL));
        request.environment().forEach(rental::env);
        request.tcpPorts().stream().sorted().forEach(rental::port);
        if (request.onStart() != null) {
            rental.onStart(request.onStart());
        }
        if (request.offer().isInterruptible()) {
            // The disk is billed beside the bid.
            HourlyRate bid =
                    Objects.requireNonNullElse(request.bid(), request.offer().lowestBid());
            rental.bid(bid.usdPerHour());
        }
        try {
            return rental.build();
        } catch (IllegalArgumentException unusable) {
            throw new DumontException(Kind.INVALID_REQUEST, request + ": " + unusable.getMessage(), unusable);
        }
    }

    private static String image(@Nullable String asked) {
        String image = asked == null ? "pytorch" : asked;
        return IMAGES.getOrDefault(image.toLowerCase(Locale.ROOT), image);
    }

    /** Returns the disk that is rented for one that is asked for; a price for another would not be the one that is billed. */
    private static int diskGb(int asked) {
        return Math.max(SMALLEST_DISK, asked);
    }

    private static long offerId(RentalRequest request) {
        MachineId id = MachineId.of(request.offer().id());
        if (!id.isExactJsonNumber()) {
            throw new DumontException(Kind.NOT_FOUND, request + ": Vast has no such offer; search there");
        }
        return Long.parseLong(id.value());
    }

    private static VastOfferQuery asked(OfferQuery query) {
        VastOfferQuery.Builder asked = VastOfferQuery.builder()
                .kind(query.isInterruptible() ? VastOfferQuery.Kind.BID : VastOfferQuery.Kind.ON_DEMAND)
                .diskGb(diskGb(query.diskGb()))
                .where("num_gpus", Operator.EQ, query.gpuCount())
                .where("disk_space", Operator.GTE, diskGb(query.diskGb()))
                .orderBy("dph_total", false)
                .limit(Math.max(VastOffers.MOST_ROWS, Math.min(query.limit(), VastOfferQuery.MOST_OFFERS)));
        if (!query.gpuNames().isEmpty()) {
            asked.where(
                    "gpu_name", Operator.IN, query.gpuNames().stream().sorted().toArray());
        }
        if (query.minGpuMemoryMib() != null) {
            asked.where("gpu_ram", Operator.GTE, query.minGpuMemoryMib());
        }
        if (query.maxRate() != null) {
            asked.where("dph_total", Operator.LTE, query.maxRate().usdPerHour());
        }
        if (query.minReliability() != null) {
            asked.where("reliability2", Operator.GTE, query.minReliability());
        }
        if (!query.regions().isEmpty()) {
            asked.where(
                    "geolocation",
                    Operator.IN,
                    VastRegions.countries(query.regions()).toArray());
        }
        List<Long> excluded = query.excludedHosts().stream()
                .filter(host -> host.matches("\\d{1,15}"))
                .map(Long::valueOf)
                .sorted()
                .toList();
        if (!excluded.isEmpty()) {
            asked.where("machine_id", Operator.NOTIN, excluded.toArray());
        }
        return asked.build();
    }

    /** Returns the offer; empty where it lacks what every offer must say. */
    private static Optional<Offer> offer(VastOffer found, OfferQuery query) {
        String name = found.gpuName();
        BigDecimal count = found.gpuCount();
        HourlyRate price = VastMachines.rate(found.usdPerHour());
        if (name == null || count == null || price == null || count.signum() < 0) {
            return Optional.empty();
        }
        HourlyRate bid = query.isInterruptible() ? VastMachines.rate(found.minBidUsdPerHour()) : price;
        if (bid == null || bid.compareTo(price) > 0) {
            return Optional.empty();
        }
        BigDecimal memory = found.gpuMemoryMb();
        BigDecimal parked =
                VastMachines.storage(found.storageUsdPerGbMonth(), BigDecimal.valueOf(diskGb(query.diskGb())));
        BigDecimal disk = found.diskGb();
        BigDecimal reliability = found.reliability();
        Long host = found.hostMachineId();
        Long memoryMib = memory == null || memory.signum() <= 0 ? null : memory.longValue();
        return Optional.of(
                Offer.builder(Long.toString(found.id()), new GpuSpec(name, count.intValue(), memoryMib), price)
                        .interruptible(query.isInterruptible())
                        .lowestBid(bid)
                        .parkedRate(VastMachines.rate(parked))
                        .region(VastRegions.named(VastRegions.country(found.geolocation()), query.regions()))
                        .host(host == null ? null : host.toString())
                        .diskGb(disk == null ? null : disk.intValue())
                        .reliability(reliability == null ? null : reliability.doubleValue())
                        .build());
    }
}
