package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An order with one of its wishes given up. Immutable.
 *
 * @param wish the field of the order that is given up
 * @param text what is looked for in its place, for people
 * @param query what is left
 * @param bid what is bid for it; absent for the lowest that is accepted
 */
record Concession(
        String wish,
        String text,
        OfferQuery query,
        @Nullable HourlyRate bid) {

    /** As many as Vast has on a page: more cost another search. */
    static final int MOST_OFFERS = 64;

    /** The smallest that can be ordered. */
    private static final int SMALLEST_DISK_GB = 50;

    /** Returns each single one that an order allows; first what people give up most easily, since a market may not answer all in time. */
    static List<Concession> of(MachineOrder order) {
        OfferQuery query = order.query().toBuilder().limit(MOST_OFFERS).build();
        HourlyRate bid = order.bid();
        boolean spot = query.isInterruptible();
        List<Concession> all = new ArrayList<>();
        if (bid != null) {
            all.add(new Concession("bid_usd_per_hour", "at the lowest bid", query, null));
        }
        if (query.maxRate() != null) {
            OfferQuery dearer = query.toBuilder().maxRate(null).build();
            all.add(new Concession("max_price_usd_per_hour", "at any price", dearer, bid));
        }
        if (!query.regions().isEmpty()) {
            OfferQuery elsewhere = query.toBuilder().regions().build();
            all.add(new Concession("region", "in any region", elsewhere, bid));
        }
        OfferQuery other = query.toBuilder().interruptible(!spot).build();
        all.add(new Concession("spot", spot ? "on demand" : "as spot", other, null));
        if (!query.gpuNames().isEmpty()) {
            OfferQuery another = query.toBuilder().gpuNames(Set.of()).build();
            all.add(new Concession("gpu", "with any GPU", another, bid));
        }
        if (query.minGpuMemoryMib() != null) {
            OfferQuery smaller = query.toBuilder().minGpuMemoryMib(1).build();
            all.add(new Concession("min_gpu_memory_mb", "with any GPU memory", smaller, bid));
        }
        if (query.minReliability() != null) {
            OfferQuery unsteady = query.toBuilder().minReliability(0).build();
            all.add(new Concession("min_reliability", "of any reliability", unsteady, bid));
        }
        if (query.diskGb() > SMALLEST_DISK_GB) {
            OfferQuery smaller = query.toBuilder().diskGb(SMALLEST_DISK_GB).build();
            all.add(new Concession("disk_gb", "with a disk of " + SMALLEST_DISK_GB + " GB", smaller, bid));
        }
        if (query.gpuCount() > 1) {
            OfferQuery fewer = query.toBuilder().gpuCount(1).build();
            all.add(new Concession("num_gpus", "with 1 GPU", fewer, bid));
        }
        return all;
    }

    /** Returns what of the offers found would do then, the cheapest first. */
    List<Offer> fitting(List<Offer> found) {
        return found.stream().filter(offer -> query.fits(offer, bid)).toList();
    }
}
