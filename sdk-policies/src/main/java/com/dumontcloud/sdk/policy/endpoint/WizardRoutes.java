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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code POST /wizard/recommend} and {@code POST /wizard/accept}: from what somebody wants to do to a machine to do it on. */
final class WizardRoutes {

    /** Whoever accepts a recommendation pays no more than was shown. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final MarketRoutes market;
    private final IdempotentReplies replies;
    private final WorkloadReader reader;
    private final OfferSearches searches;
    private final Recommendations recommendations;

    /** A language model may be slow, and a market too: neither is waited for by threads that others need. */
    private final BlockingThreads readers = new BlockingThreads("reader", 4, 32);

    private final BlockingThreads advisors = new BlockingThreads("advice", 8, 64);

    WizardRoutes(
            FleetMonitor monitor,
            MarketRoutes market,
            IdempotentReplies replies,
            OfferSearches searches,
            WorkloadReader reader) {
        this.market = market;
        this.replies = replies;
        this.reader = reader;
        this.searches = searches;
        this.recommendations = new Recommendations(monitor.time());
    }

    List<Route> routes() {
        return List.of(
                Route.later("POST", "wizard/recommend", Access.USER, this::recommend),
                Route.later("POST", "wizard/accept", Access.USER, this::accept).once(replies));
    }

    private CompletableFuture<ApiResponse> recommend(Call call) {
        WizardRequest request = WizardCodec.decodeRequest(call.json());
        return readers.call(() -> asked(request, reader.read(request.description())))
                .thenCompose(reading -> advisors.call(() -> advice(reading)))
                .thenApply(advice -> ApiResponse.json(
                        200,
                        WizardCodec.encode(WizardViews.answer(advice, request.language(), recommendations::keep))));
    }

    private Advice advice(Reading reading) {
        try (OfferSearches.Wish wish = searches.wish(FRESH)) {
            Advice advice = Advisor.create().advise(reading, wish::offers);
            if (wish.isInVain()) {
                throw ApiFailure.unavailable(
                        "the provider has not answered any search within " + OfferSearches.PATIENCE.toSeconds()
                                + " s; what it answers later is there for whoever asks again",
                        ASK_AGAIN);
            }
            return wish.isWhole() ? advice : advice.ofPartOfTheMarket();
        }
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
        Choice choice = recommendations.accept(acceptance.recommendationId(), acceptance.name());
        MachineOrder order = choice.order(acceptance.name());
        return market.rent(
                order.toBuilder().token(acceptance.recommendationId()).build());
    }
}
