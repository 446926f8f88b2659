package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Answers the routes of agents in both dialects, {@code /metrics} with the questions whether this process is well, and the download
 * of the agent: for programs that take heartbeats in and nothing else. {@link MachinesEndpoint} answers these and all others.
 *
 * <p>Under {@code /api} replies have the flat shape, under {@code /api/v1} the nested one; bodies of either are read on both.
 *
 * <p>Thread-safe. Answers from memory; heartbeats and changes once they are written down, for which it may wait.
 */
public final class AgentEndpoint implements ApiEndpoint {

    private final Dispatcher dispatcher;

    private AgentEndpoint(Builder builder) {
        this.dispatcher = new Dispatcher(builder, new Sessions(builder.clientTime()), (monitor, replies) -> List.of());
    }

    /** Returns a builder of an endpoint over this monitor, which is yours to start and to close. */
    public static Builder builder(FleetMonitor monitor) {
        return new Builder(monitor);
    }

    @Override
    public CompletableFuture<ApiResponse> handle(ApiRequest request) {
        return dispatcher.handle(request);
    }

    /** Collects what an endpoint works with. Not thread-safe. */
    public static final class Builder extends EndpointBuilder<Builder> {

        private Builder(FleetMonitor monitor) {
            super(monitor);
        }

        /**
         * Returns the endpoint.
         *
         * @throws IllegalArgumentException if there is no user token
         */
        public AgentEndpoint build() {
            return new AgentEndpoint(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
