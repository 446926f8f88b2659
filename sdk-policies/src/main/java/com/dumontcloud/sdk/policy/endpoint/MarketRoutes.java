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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code GET /offers}, {@code POST /instances} and {@code GET /balance}: what can be rented, renting it, and what is left to spend. */
final class MarketRoutes {

    /** A rental whose answer was lost takes longer to settle than anybody waits for a reply. */
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(60);

    private static final int KEY_BYTES = 8;
    private static final int BODY_BYTES = 4;

    private final FleetMonitor monitor;
    private final IdempotentReplies replies;
    private final BlockingThreads threads;
    private final boolean takesLeases;

    /**
     * Creates the routes.
     *
     * @param takesLeases whether the clocks of those who hold leases go as the engine's do
     */
    MarketRoutes(FleetMonitor monitor, IdempotentReplies replies, BlockingThreads threads, boolean takesLeases) {
        this.monitor = monitor;
        this.replies = replies;
        this.threads = threads;
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
        CompletableFuture<ApiResponse> reply = threads.callLater(() -> monitor.rent(order))
                .thenApply(machine -> {
                    if (settings != null) {
                        SettingsRoutes.apply(monitor, machine, settings);
                    }
                    return machine;
                })
                .handle((machine, failure) -> created(order, machine, failure));
        Scheduled patience = monitor.time().schedule(REPLY_WITHIN, () -> reply.completeExceptionally(unsettled()));
        return reply.whenComplete((response, failure) -> patience.cancel());
    }

    private ApiResponse created(MachineOrder order, @Nullable MachineId machine, @Nullable Throwable failure) {
        if (machine != null) {
            return ApiResponse.json(
                    201,
                    MachineCodec.encode(monitor.machine(machine)
                            .map(MachineViews::machine)
                            .orElseThrow(() -> ApiFailure.unknownInstance(machine))));
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof DumontException refused && refused.kind() == Kind.NOT_FOUND) {
            throw order.offerId() == null
                    ? ApiFailure.of(
                            409,
                            "no_offer",
                            refused.getMessage() + ", for " + text(order.query())
                                    + "; ask for less, or see GET /offers")
                    : ApiFailure.of(
                            404,
                            "unknown_offer",
                            "offer " + order.offerId() + " is gone, or not one that GET /offers lists for the same"
                                    + " num_gpus, disk_gb and spot");
        }
        throw new CompletionException(cause);
    }

    private static String text(OfferQuery query) {
        List<String> asked = new ArrayList<>();
        asked.add(query.gpuCount() + " x "
                + (query.gpuNames().isEmpty() ? "any GPU" : String.join(" or ", query.gpuNames())));
        if (query.minGpuMemoryMib() != null) {
            asked.add("of " + query.minGpuMemoryMib() + " MiB or more");
        }
        asked.add(query.isInterruptible() ? "spot" : "on demand");
        asked.add("a disk of " + query.diskGb() + " GB");
        if (!query.regions().isEmpty()) {
            asked.add("in " + String.join(" or ", query.regions()));
        }
        if (query.maxRate() != null) {
            asked.add("at most " + query.maxRate().usdPerHour().toPlainString() + " USD/h, the disk included");
        }
        if (query.minReliability() != null) {
            asked.add("reliability of " + query.minReliability() + " or more");
        }
        return String.join(", ", asked);
    }

    private static ApiFailure unsettled() {
        return ApiFailure.unavailable(
                "the provider's answer was lost, and is being settled by listing; send the same order again, under the"
                        + " same key",
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
