package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.advisor.Advice;
import com.dumontcloud.sdk.core.advisor.Advice.Choice;
import com.dumontcloud.sdk.core.advisor.Advisor;
import com.dumontcloud.sdk.core.advisor.Reading;
import com.dumontcloud.sdk.core.advisor.WizardRequest;
import com.dumontcloud.sdk.core.advisor.WorkloadReader;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.wire.WizardCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code POST /wizard/recommend} and {@code POST /wizard/accept}: from what somebody wants to do to a machine to do it on. */
final class WizardRoutes {

    private final FleetMonitor monitor;
    private final MarketRoutes market;
    private final IdempotentReplies replies;
    private final BlockingThreads threads;
    private final WorkloadReader reader;
    private final Recommendations recommendations;

    WizardRoutes(
            FleetMonitor monitor,
            MarketRoutes market,
            IdempotentReplies replies,
            BlockingThreads threads,
            WorkloadReader reader) {
        this.monitor = monitor;
        this.market = market;
        this.replies = replies;
        this.threads = threads;
        this.reader = reader;
        this.recommendations = new Recommendations(monitor.time());
    }

    List<Route> routes() {
        return List.of(
                Route.later("POST", "wizard/recommend", Access.USER, this::recommend),
                Route.later("POST", "wizard/accept", Access.USER, this::accept).once(replies));
    }

    private CompletableFuture<ApiResponse> recommend(Call call) {
        WizardRequest request = WizardCodec.decodeRequest(call.json());
        return threads.call(() -> {
            Reading reading = asked(request, reader.read(request.description()));
            Advice advice = Advisor.create().advise(reading, monitor::searchOffers);
            return ApiResponse.json(
                    200, WizardCodec.encode(WizardViews.answer(advice, request.language(), recommendations::keep)));
        });
    }

    /** What is asked beside the description goes before what is in it. */
    private static Reading asked(WizardRequest request, Reading reading) {
        WorkloadSpec.Builder workload = reading.workload().toBuilder();
        if (request.maxRate() != null) {
            workload.maxRate(request.maxRate());
        }
        if (request.region() != null) {
            workload.regions(Set.of(request.region().toUpperCase(Locale.ROOT)));
        }
        return new Reading(workload.build(), reading.remarks(), reading.unread());
    }

    /** The recommendation names the rental: accepted twice, under whatever key, it rents once. */
    private CompletableFuture<ApiResponse> accept(Call call) {
        WizardCodec.Acceptance acceptance = WizardCodec.decodeAcceptance(call.json());
        Choice choice = recommendations
                .find(acceptance.recommendationId())
                .orElseThrow(() -> ApiFailure.of(
                        404,
                        "unknown_recommendation",
                        "no such recommendation is remembered; they are for half an hour, so ask again"));
        MachineOrder order = choice.order(acceptance.name());
        return market.rent(
                order.toBuilder().token(acceptance.recommendationId()).build());
    }
}
