package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.core.wire.InvalidDocumentException;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the routes of the contract, those of agents in both dialects: everything of a server but the sockets. Routes that come
 * with a later version answer 501.
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
    private final Rejections rejections = new Rejections();
    private final FleetMonitor monitor;
    private final List<Route> apiRoutes;
    private final List<Route> otherRoutes;

    private AgentEndpoint(Builder builder) {
        if (builder.userTokens.isEmpty()) {
            throw new IllegalArgumentException("no user token; without one nobody could ask anything");
        }
        this.monitor = builder.monitor;
        this.tokens = new Tokens(builder.userTokens, builder.metricsTokens, monitor::ownerOf);
        IdempotentReplies replies = new IdempotentReplies(monitor.time());
        this.apiRoutes = Stream.of(
                        new HeartbeatRoutes(monitor).routes().stream(),
                        new InstanceRoutes(monitor, replies).routes().stream(),
                        new MachineRoutes(monitor, replies).routes().stream(),
                        new FleetRoutes(monitor).routes().stream(),
                        LaterRoutes.routes())
                .flatMap(routes -> routes)
                .toList();
        this.otherRoutes = Stream.concat(
                        new OperatorRoutes(monitor, rejections).routes().stream(),
                        Downloads.of(builder.agentFile).routes().stream())
                .toList();
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
        if (!segments.get(0).equals("api")) {
            Route route = route(request, segments, otherRoutes);
            return route.action().answer(new Call(request, Dialect.FLAT, segments, admit(route, request)));
        }
        boolean nested = segments.size() > 1 && segments.get(1).equals("v1");
        List<String> below = segments.subList(nested ? 2 : 1, segments.size());
        Route route = route(request, below, apiRoutes);
        try {
            requireActive();
            Caller caller = admit(route, request);
            return route.action()
                    .answer(new Call(request, nested ? Dialect.NESTED : Dialect.FLAT, below, caller))
                    .with("Cache-Control", "no-store");
        } catch (ApiFailure refused) {
            if (route.access() == Access.REPORTER) {
                rejections.count(refused.code());
            }
            throw refused;
        }
    }

    private static Route route(ApiRequest request, List<String> segments, List<Route> table) {
        List<Route> matching =
                table.stream().filter(route -> route.matches(segments)).toList();
        if (matching.isEmpty()) {
            throw ApiFailure.of(404, "unknown_route", "there is no such route; the path may be misspelt");
        }
        return matching.stream()
                .filter(route -> route.takes(request.method()))
                .findFirst()
                .orElseThrow(() -> ApiFailure.methodNotAllowed(request.method(), allowed(matching)));
    }

    /** Before any token is looked at: one that was taken over does not know the newest. */
    private void requireActive() {
        if (!monitor.isActive()) {
            throw ApiFailure.unavailable(
                    "this process does not look after the fleet: its monitor was not started yet, was closed, or was taken"
                            + " over by another",
                    Duration.ofSeconds(5));
        }
    }

    private Caller admit(Route route, ApiRequest request) {
        Access access = route.access();
        String authorization = request.header("Authorization");
        boolean openMetrics =
                access == Access.METRICS && (tokens.areMetricsPublic() || tokens.opensMetrics(authorization));
        if (access == Access.ANYBODY || openMetrics) {
            return Caller.ANYBODY;
        }
        Caller caller = tokens.caller(authorization);
        boolean forAll = access == Access.ANY_TOKEN || access == Access.REPORTER;
        if (caller.machine() != null && !forAll) {
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
        private final List<String> metricsTokens = new ArrayList<>();
        private @Nullable Path agentFile;

        private Builder(FleetMonitor monitor) {
            this.monitor = Objects.requireNonNull(monitor, "monitor");
        }

        /** Adds a token with which people may call everything. At least one is required; only its hash is kept. */
        public Builder userToken(String token) {
            userTokens.add(checked("user", token));
            return this;
        }

        /** Adds a token that opens {@code /metrics} and nothing else. Default: none, and the page is open to everybody. */
        public Builder metricsToken(String token) {
            metricsTokens.add(checked("metrics", token));
            return this;
        }

        /**
         * Sets the agent to hand out under {@code /downloads/agent/latest}, a runnable jar; read once, when the endpoint is built.
         * Default: none, and those routes answer 404.
         */
        public Builder agentFile(Path agentFile) {
            this.agentFile = Objects.requireNonNull(agentFile, "agentFile");
            return this;
        }

        /**
         * Returns the endpoint.
         *
         * @throws IllegalArgumentException if there is no user token, or the agent file cannot be read
         */
        public AgentEndpoint build() {
            return new AgentEndpoint(this);
        }

        private static String checked(String what, String token) {
            if (token.isBlank() || token.length() > Tokens.LONGEST || !token.equals(token.strip())) {
                throw new IllegalArgumentException("a " + what + " token must have 1 to " + Tokens.LONGEST
                        + " characters, and no blanks around them");
            }
            return token;
        }
    }
}
