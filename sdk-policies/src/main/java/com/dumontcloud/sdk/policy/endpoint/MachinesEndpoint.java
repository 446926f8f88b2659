package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.advisor.WorkloadReader;
import com.dumontcloud.sdk.core.advisor.WorkloadRules;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers the whole contract, for a control plane: machines, their operations and the fleet, beside everything that
 * {@link AgentEndpoint} answers. Routes that come with a later version answer 501.
 *
 * <p>Thread-safe. Answers from memory; heartbeats and changes once they are written down, for which it may wait, and what waits for
 * longer without a thread.
 */
public final class MachinesEndpoint implements ApiEndpoint {

    private final Dispatcher dispatcher;

    private MachinesEndpoint(Builder builder) {
        Sessions sessions = new Sessions(builder.clientTime());
        this.dispatcher =
                new Dispatcher(builder, sessions, (monitor, replies) -> routes(builder, monitor, replies, sessions));
    }

    /** Returns a builder of an endpoint over this monitor, which is yours to start and to close. */
    public static Builder builder(FleetMonitor monitor) {
        return new Builder(monitor);
    }

    @Override
    public CompletableFuture<ApiResponse> handle(ApiRequest request) {
        return dispatcher.handle(request);
    }

    /** Returns what is served below the base paths. */
    List<Route> routes() {
        return dispatcher.apiRoutes();
    }

    private static List<Route> routes(
            Builder builder, FleetMonitor monitor, IdempotentReplies replies, Sessions sessions) {
        BlockingThreads provider = BlockingThreads.ofProvider();
        BlockingThreads history = BlockingThreads.ofHistory();
        OfferSearches searches = new OfferSearches(monitor::searchOffers, builder.clientTime());
        MarketRoutes market = new MarketRoutes(monitor, replies, provider, searches, !builder.scaledTime);
        WebSocketAdmission admission = new WebSocketAdmission(builder.behindTls);
        return Stream.of(
                        new MachineRoutes(monitor, replies, provider).routes(),
                        new AgentCommandRoutes(monitor, replies).routes(),
                        new CostRoutes(monitor, searches).routes(),
                        new SshRoutes(monitor, provider, sessions, admission, builder.terminalKey).routes(),
                        market.routes(),
                        new WizardRoutes(monitor, market, replies, searches, builder.workloadReader).routes(),
                        new FleetRoutes(monitor).routes(),
                        new EventRoutes(monitor, new EventStream(monitor, builder.clientTime()), sessions, history)
                                .routes(),
                        new MetricRoutes(monitor, history).routes(),
                        new SettingsRoutes(monitor).routes(),
                        new DiagnoseRoutes(monitor, provider).routes(),
                        new FleetSettingsRoutes(monitor).routes(),
                        new SessionRoutes(sessions, builder.behindTls).routes(),
                        LaterRoutes.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Collects what an endpoint works with. Not thread-safe. */
    public static final class Builder extends EndpointBuilder<Builder> {

        private boolean behindTls;
        private boolean scaledTime;
        private WorkloadReader workloadReader = WorkloadRules.create();
        private @Nullable String terminalKey;

        private Builder(FleetMonitor monitor) {
            super(monitor);
        }

        /**
         * Says that clients come over TLS only, so that no browser ever sends its session without. Default: so for those requests
         * of which a proxy says it, by {@code X-Forwarded-Proto}.
         */
        public Builder behindTls() {
            this.behindTls = true;
            return this;
        }

        /**
         * Says that time passes faster for the engine than for its clients, as it does in a demonstration. Every duration and instant
         * in requests and replies is the engine's; an order under a {@linkplain com.dumontcloud.sdk.core.provider.OwnerLease lease},
         * which somebody renews by another clock, is refused with 422. Default: it is the same time.
         */
        public Builder scaledTime() {
            this.scaledTime = true;
            return this;
        }

        /**
         * Sets who reads the descriptions that people give the wizard; it may block, and is called by several threads at once. Default:
         * {@link WorkloadRules}.
         */
        public Builder workloadReader(WorkloadReader workloadReader) {
            this.workloadReader = Objects.requireNonNull(workloadReader, "workloadReader");
            return this;
        }

        /**
         * Says that the server before this endpoint carries terminals: replies to {@code GET /instances/{id}/terminal} may be of
         * status 101 then, and have a {@link ApiResponse#terminal()}. Default: that route answers 501.
         *
         * @param publicKey the key with which that server logs in to machines, as a line of {@code authorized_keys}; {@code GET
         *     /instances/{id}/ssh} shows it to people, who let it in
         */
        public Builder terminals(String publicKey) {
            this.terminalKey = Objects.requireNonNull(publicKey, "publicKey");
            return this;
        }

        /**
         * Returns the endpoint.
         *
         * @throws IllegalArgumentException if there is no user token
         */
        public MachinesEndpoint build() {
            return new MachinesEndpoint(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
