package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.core.wire.InvalidDocumentException;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request, admits its caller, and turns whatever goes wrong into a reply. Thread-safe. */
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Tokens tokens;
    private final Sessions sessions;
    private final CallerLimits limits;
    private final RequestIds requestIds = new RequestIds(new SecureRandom());
    private final Rejections rejections = new Rejections();
    private final FleetMonitor monitor;
    private final List<Route> apiRoutes;
    private final List<Route> otherRoutes;

    /**
     * Sets up what every endpoint serves, and more.
     *
     * @param sessions whose cookies open what a user token opens
     * @throws IllegalArgumentException if there is no user token
     */
    Dispatcher(
            EndpointBuilder<?> builder,
            Sessions sessions,
            BiFunction<FleetMonitor, IdempotentReplies, List<Route>> more) {
        if (builder.userTokens.isEmpty()) {
            throw new IllegalArgumentException("no user token; without one nobody could ask anything");
        }
        this.monitor = builder.monitor;
        this.sessions = sessions;
        this.limits = new CallerLimits(builder.clientTime());
        this.tokens = new Tokens(builder.userTokens, builder.metricsTokens, monitor::ownerOf);
        IdempotentReplies replies = new IdempotentReplies(monitor.time());
        this.apiRoutes = Stream.of(
                        new HeartbeatRoutes(monitor).routes(),
                        new InstanceRoutes(monitor, replies).routes(),
                        more.apply(monitor, replies))
                .flatMap(List::stream)
                .toList();
        this.otherRoutes = Stream.of(new OperatorRoutes(monitor, rejections).routes(), builder.downloads.routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Returns what is served below the base paths. */
    List<Route> apiRoutes() {
        return apiRoutes;
    }

    /** Answers a request; the reply never fails. */
    @SuppressWarnings("CatchingUnchecked")
    CompletableFuture<ApiResponse> handle(ApiRequest request) {
        String requestId = requestIds.of(request.header(RequestIds.HEADER));
        CompletableFuture<ApiResponse> answer;
        try {
            answer = answer(request);
        } catch (Throwable failure) {
            answer = CompletableFuture.failedFuture(failure);
        }
        return answer.exceptionally(failure -> refusal(failure, request, requestId))
                .thenApply(response -> response.with(RequestIds.HEADER, requestId));
    }

    private CompletableFuture<ApiResponse> answer(ApiRequest request) {
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
                    .thenApply(response -> response.with("Cache-Control", "no-store"));
        } catch (ApiFailure refused) {
            if (route.access() == Access.REPORTER) {
                rejections.count(refused.code());
            }
            throw refused;
        }
    }

    private static ApiResponse refusal(Throwable thrown, ApiRequest request, String requestId) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof ApiFailure refused) {
            return refused.response(requestId);
        }
        if (failure instanceof InvalidDocumentException invalid) {
            return ApiFailure.of(invalid.problem(), invalid.field(), String.valueOf(invalid.getMessage()))
                    .response(requestId);
        }
        if (failure instanceof DumontException refused) {
            return ApiFailure.of(refused).response(requestId);
        }
        if (failure instanceof FleetStore.StaleLeaseException) {
            return ApiFailure.unavailable("another process looks after this fleet now", Duration.ofSeconds(5))
                    .response(requestId);
        }
        log.warn("Request {} could not be answered: {}", requestId, request, failure);
        return ApiFailure.of(500, "internal_error", "this is our fault; the log has it under the request id")
                .response(requestId);
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
        Caller caller;
        try {
            caller = identify(route, request);
        } catch (ApiFailure refused) {
            throw refused.status() == 401 ? limits.wrongToken(request, refused) : refused;
        }
        if (!caller.equals(Caller.ANYBODY)) {
            limits.count(caller, route.access());
        }
        return caller;
    }

    private Caller identify(Route route, ApiRequest request) {
        Access access = route.access();
        String authorization = request.header("Authorization");
        if (access == Access.ANYBODY || (access == Access.METRICS && tokens.areMetricsPublic())) {
            return Caller.ANYBODY;
        }
        if (authorization == null && Sessions.isShownBy(request)) {
            return admitBySession(request);
        }
        if (access == Access.METRICS && tokens.opensMetrics(authorization)) {
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

    private Caller admitBySession(ApiRequest request) {
        Sessions.Session session = sessions.shownBy(request)
                .orElseThrow(() -> ApiFailure.unauthenticated(
                        "this session is over; begin another by POST /api/v1/session with a user token"));
        boolean changes = !request.method().equals("GET") && !request.method().equals("HEAD");
        if (changes && !Sessions.isProvedBy(request, session)) {
            throw ApiFailure.of(
                    403,
                    "csrf_required",
                    "a change within a session carries the header " + Sessions.CSRF_HEADER
                            + " with the token that GET /api/v1/session tells");
        }
        return Caller.in(session);
    }

    private static String allowed(List<Route> matching) {
        return matching.stream()
                .map(route -> route.method().equals("GET") ? "GET, HEAD" : route.method())
                .collect(Collectors.joining(", "));
    }
}
