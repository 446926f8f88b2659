package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /instances/{id}/costs}: what a machine cost, and what it would cost on demand or spot. */
final class CostRoutes {

    /** Of prices a page does without rather than keep people waiting; they are there when it reads the costs again. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** What a machine would cost otherwise is for comparison. */
    private static final Duration FRESH = OfferSearches.LONGEST_KEPT;

    private final FleetMonitor monitor;
    private final OfferSearches searches;

    CostRoutes(FleetMonitor monitor, OfferSearches searches) {
        this.monitor = monitor;
        this.searches = searches;
    }

    List<Route> routes() {
        return List.of(Route.later("GET", "instances/{id}/costs", Access.USER, this::costs));
    }

    private CompletableFuture<ApiResponse> costs(Call call) {
        MachineId id = call.id();
        MachineReport report = monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
        OfferQuery likeIt = rentedTheOtherWay(report.condition().profile());
        CompletableFuture<List<Offer>> offers = likeIt == null
                ? CompletableFuture.completedFuture(List.of())
                : searches.atMostFor(likeIt, FRESH, PATIENCE);
        return offers.thenApply(
                found -> ApiResponse.json(200, MachineCodec.encodeCosts(MachineViews.costs(report, rate(found)))));
    }

    private static @Nullable HourlyRate rate(List<Offer> cheapestFirst) {
        return cheapestFirst.isEmpty() ? null : cheapestFirst.get(0).runningRate();
    }

    /** Returns what finds a machine like it, spot for one on demand and the other way round; null where too little is known of it. */
    private static @Nullable OfferQuery rentedTheOtherWay(MachineProfile profile) {
        GpuSpec gpu = profile.gpu();
        Boolean isSpot = profile.setup().interruptible();
        if (!profile.isManaged() || gpu == null || gpu.count() == 0 || isSpot == null) {
            return null;
        }
        OfferQuery.Builder query = OfferQuery.builder()
                .gpuName(gpu.name())
                .gpuCount(gpu.count())
                .interruptible(!isSpot)
                .limit(1);
        Integer diskGb = profile.setup().diskGb();
        if (diskGb != null) {
            query.diskGb(diskGb);
        }
        String region = profile.region();
        if (region != null) {
            query.regions(region);
        }
        return query.build();
    }
}
