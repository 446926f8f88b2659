package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.core.wire.MarketCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@code GET /offers}, {@code POST /instances} and {@code GET /balance}: what can be rented, renting it, and what is left to spend. */
final class MarketRoutes {

    /** A rental whose answer was lost takes longer to settle than anybody waits for a reply. */
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(60);

    private static final int KEY_BYTES = 8;
    private static final int BODY_BYTES = 4;

    private final FleetMonitor monitor;
    private final IdempotentReplies replies;
    private final BlockingThreads threads;
    private final OrderRefusals refusals;
    private final boolean takesLeases;

    /**
     * Creates the routes.
     *
     * @param takesLeases whether the clocks of those who hold leases go as the engine's do
     */
    MarketRoutes(
            FleetMonitor monitor,
            IdempotentReplies replies,
            BlockingThreads threads,
            OfferSearches searches,
            boolean takesLeases) {
        this.monitor = monitor;
        this.replies = replies;
        this.threads = threads;
        this.refusals = new OrderRefusals(searches);
        this.takesLeases = takesLeases;
    }

    List<Route> routes() {
        return List.of(
                Route.later("GET", "offers", Access.USER, this::offers),
                Route.later("POST", "instances", Access.USER, this::create).once(replies),
                Route.later("GET", "balance", Access.USER, this::balance));
    }

    private CompletableFuture<ApiResponse> offers(Call call) {
        OfferQuery query = MarketCodec.decodeQuery(call.query()::text);
        return threads.call(() -> ApiResponse.json(200, MarketCodec.encodeOffers(monitor.searchOffers(query))));
    }

    /**
     * The idempotency key names the rental too, unless the order does: so a second process, which does not know the reply of the first,
     * finds its machine. An order that nothing names rents anew each time it is sent.
     */
    private CompletableFuture<ApiResponse> create(Call call) {
        MachineOrder order = MarketCodec.decodeOrder(call.json());
        if (!takesLeases && order.labels().containsKey(MachineProvider.LEASE_LABEL)) {
            throw ApiFailure.of(
                    422,
                    "lease_refused",
                    "time passes faster for this control plane than for whoever holds a lease and renews it: it would run"
                            + " out at once; order without " + MachineProvider.LEASE_LABEL
                            + ", or start the control plane"
                            + " without --time-scale");
        }
        String key = call.request().header(IdempotentReplies.HEADER);
        return rent(
                order.token() != null || key == null
                        ? order
                        : order.toBuilder().token(tokenOf(call, key)).build());
    }

    /** Answers with the machine that an order rents, under the settings that it asks for. */
    CompletableFuture<ApiResponse> rent(MachineOrder order) {
        SettingsChange settings = order.settings() == null
                ? null
                : SettingsChange.of(order.settings(), monitor.time().wall());
        CompletableFuture<MachineId> rental = threads.callLater(() -> monitor.rent(order))
                .thenApply(machine -> {
                    if (settings != null) {
                        SettingsRoutes.apply(monitor, machine, settings);
                    }
                    return machine;
                });
        Scheduled patience =
                monitor.time().schedule(REPLY_WITHIN, () -> rental.completeExceptionally(unsettled(order)));
        return rental.whenComplete((machine, failure) -> patience.cancel())
                .thenApply(this::created)
                .exceptionallyCompose(failure -> refused(order, failure));
    }

    private ApiResponse created(MachineId machine) {
        return ApiResponse.json(
                201,
                MachineCodec.encode(monitor.machine(machine)
                        .map(MachineViews::machine)
                        .orElseThrow(() -> ApiFailure.unknownInstance(machine))));
    }

    private CompletableFuture<ApiResponse> refused(MachineOrder order, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean nothingFits = cause instanceof DumontException said && said.kind() == Kind.NOT_FOUND;
        return nothingFits
                ? refusals.nothingFits(order, String.valueOf(cause.getMessage()))
                : CompletableFuture.failedFuture(cause);
    }

    /** Nobody knows here how far it is: behind other orders, or waiting for an answer that was lost and is looked for in lists. */
    private static ApiFailure unsettled(MachineOrder order) {
        String remedy = order.token() == null
                ? "look whether its machine is in the list before you order again, and then with an Idempotency-Key"
                : "send it again as it was, under the same key, to learn what became of it";
        return ApiFailure.unavailable(
                "the order is not settled after " + REPLY_WITHIN.toSeconds()
                        + " s: it waits for its turn at the provider, or for its answer, and may still rent; " + remedy,
                Duration.ofSeconds(30));
    }

    /**
     * Its first characters tell the key, the last ones the body: a rental that shares the first with it and not the last was ordered by
     * another body, which no process has to remember.
     */
    private String tokenOf(Call call, String key) {
        String ofKey = HexFormat.of().formatHex(Tokens.sha256(call.caller().name() + " " + key), 0, KEY_BYTES);
        byte[] body = Tokens.newSha256().digest(call.request().sharedBody());
        String token = ofKey + HexFormat.of().formatHex(body, 0, BODY_BYTES);
        if (monitor.rentalTokens().stream().anyMatch(known -> known.startsWith(ofKey) && !known.equals(token))) {
            throw IdempotentReplies.reused();
        }
        return token;
    }

    private CompletableFuture<ApiResponse> balance(Call call) {
        return threads.call(() -> {
            Credit credit = monitor.credit()
                    .orElseThrow(
                            () -> ApiFailure.of(404, "no_balance", "the provider does not tell what is left to spend"));
            return ApiResponse.json(200, MarketCodec.encodeCredit(credit));
        });
    }
}
