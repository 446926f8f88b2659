package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.core.wire.InvalidDocumentException;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the agent routes of the contract, in both dialects: everything of a server but the sockets.
 *
 * <p>{@link EmbeddedServer} puts it on a port; a program with a server of its own hands requests to {@link #handle}. Under
 * {@code /api} replies have the flat shape, under {@code /api/v1} the nested one; bodies of either are read on both.
 *
 * <p>Thread-safe. Answers from memory and never waits for a provider.
 */
public final class AgentEndpoint {

    /** The longest body that is read; what is longer is answered with 413. */
    public static final int MAX_BODY_BYTES = AgentCodec.MAX_BODY_BYTES;

    private static final Logger log = LoggerFactory.getLogger(AgentEndpoint.class);

    private final Tokens tokens;
    private final RequestIds requestIds = new RequestIds(new SecureRandom());
    private final List<Route> apiRoutes;

    private AgentEndpoint(Builder builder) {
        if (builder.userTokens.isEmpty()) {
            throw new IllegalArgumentException("no user token; without one nobody could ask anything");
        }
        this.tokens = new Tokens(builder.userTokens, builder.monitor::ownerOf);
        List<Route> routes = new ArrayList<>();
        routes.addAll(new HeartbeatRoutes(builder.monitor).routes());
        routes.addAll(new InstanceRoutes(builder.monitor).routes());
        this.apiRoutes = List.copyOf(routes);
    }

    /** Returns a builder of an endpoint over this monitor, which is yours to start and to close. */
    public static Builder builder(FleetMonitor monitor) {
        return new Builder(monitor);
    }

    /** Answers a request. Never throws: whatever goes wrong is in the reply. */
    @SuppressWarnings("CatchingUnchecked")
    public ApiResponse handle(ApiRequest request) {
        String requestId = requestIds.of(request.header(RequestIds.HEADER));
        ApiResponse response;
        try {
            response = answer(request);
        } catch (ApiFailure failure) {
            response = failure.response(requestId);
        } catch (InvalidDocumentException invalid) {
            response = ApiFailure.of(invalid.problem(), invalid.field(), String.valueOf(invalid.getMessage()))
                    .response(requestId);
        } catch (DumontException failure) {
            response = ApiFailure.of(failure).response(requestId);
        } catch (FleetStore.StaleLeaseException fenced) {
            response = ApiFailure.unavailable("another process looks after this fleet now", Duration.ofSeconds(5))
                    .response(requestId);
        } catch (Throwable failure) {
            log.warn("Request {} could not be answered: {}", requestId, request, failure);
            response = ApiFailure.of(500, "internal_error", "this is our fault; the log has it under the request id")
                    .response(requestId);
        }
        return response.with(RequestIds.HEADER, requestId);
    }

    /** Answers without a look at the request: the server is about to go. */
    ApiResponse refuse(ApiRequest request) {
        String requestId = requestIds.of(request.header(RequestIds.HEADER));
        return ApiFailure.unavailable("this server is being shut down", Duration.ofSeconds(5))
                .response(requestId)
                .with(Map.of(RequestIds.HEADER, requestId, "Connection", "close"));
    }

    private ApiResponse answer(ApiRequest request) {
        List<String> segments = RawPath.segments(request.rawPath());
        if (segments.size() > 1 && segments.get(0).equals("api")) {
            boolean nested = segments.get(1).equals("v1");
            List<String> below = segments.subList(nested ? 2 : 1, segments.size());
            return answer(request, nested ? Dialect.NESTED : Dialect.FLAT, below, apiRoutes);
        }
        return answer(request, Dialect.FLAT, segments, List.of());
    }

    private ApiResponse answer(ApiRequest request, Dialect dialect, List<String> segments, List<Route> table) {
        List<Route> matching =
                table.stream().filter(route -> route.matches(segments)).toList();
        if (matching.isEmpty()) {
            throw ApiFailure.of(404, "unknown_route", "there is no such route; the path may be misspelt");
        }
        Route route = matching.stream()
                .filter(each -> each.takes(request.method()))
                .findFirst()
                .orElseThrow(() -> ApiFailure.methodNotAllowed(request.method(), allowed(matching)));
        Caller caller = admit(route.access(), request);
        return route.action().answer(new Call(request, dialect, segments, caller));
    }

    private Caller admit(Access access, ApiRequest request) {
        if (access == Access.ANYBODY) {
            return Caller.ANYBODY;
        }
        Caller caller = tokens.caller(request.header("Authorization"));
        if (access == Access.USER && caller.machine() != null) {
            throw ApiFailure.of(
                    403,
                    "forbidden",
                    "the token of instance " + caller.machine()
                            + " may only send its heartbeats and check connectivity; use a user token");
        }
        return caller;
    }

    private static String allowed(List<Route> matching) {
        return matching.stream()
                .map(route -> route.method().equals("GET") ? "GET, HEAD" : route.method())
                .collect(Collectors.joining(", "));
    }

    /** Collects what an endpoint works with. Not thread-safe. */
    public static final class Builder {

        private final FleetMonitor monitor;
        private final List<String> userTokens = new ArrayList<>();

        private Builder(FleetMonitor monitor) {
            this.monitor = Objects.requireNonNull(monitor, "monitor");
        }

        /** Adds a token with which people may call everything. At least one is required; only its hash is kept. */
        public Builder userToken(String token) {
            if (token.isBlank()) {
                throw new IllegalArgumentException("a user token is blank");
            }
            userTokens.add(token);
            return this;
        }

        /**
         * Returns the endpoint.
         *
         * @throws IllegalArgumentException if there is no user token
         */
        public AgentEndpoint build() {
            return new AgentEndpoint(this);
        }
    }
}
