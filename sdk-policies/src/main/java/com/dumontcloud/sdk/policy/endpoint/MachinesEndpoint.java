package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Answers the whole contract, for a control plane: machines, their operations and the fleet, beside everything that
 * {@link AgentEndpoint} answers. Routes that come with a later version answer 501.
 *
 * <p>Thread-safe. Answers from memory, at once, unless a caller asks it to wait.
 */
public final class MachinesEndpoint implements ApiEndpoint {

    private final Dispatcher dispatcher;

    private MachinesEndpoint(Builder builder) {
        this.dispatcher = new Dispatcher(builder, MachinesEndpoint::routes);
    }

    /** Returns a builder of an endpoint over this monitor, which is yours to start and to close. */
    public static Builder builder(FleetMonitor monitor) {
        return new Builder(monitor);
    }

    @Override
    public CompletableFuture<ApiResponse> handle(ApiRequest request) {
        return dispatcher.handle(request);
    }

    private static List<Route> routes(FleetMonitor monitor, IdempotentReplies replies) {
        return Stream.of(
                        new MachineRoutes(monitor, replies).routes(),
                        new FleetRoutes(monitor).routes(),
                        new EventRoutes(new EventStream(monitor, monitor.time())).routes(),
                        LaterRoutes.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Collects what an endpoint works with. Not thread-safe. */
    public static final class Builder extends EndpointBuilder<Builder> {

        private Builder(FleetMonitor monitor) {
            super(monitor);
        }

        /**
         * Returns the endpoint.
         *
         * @throws IllegalArgumentException if there is no user token, or the agent file cannot be read
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
