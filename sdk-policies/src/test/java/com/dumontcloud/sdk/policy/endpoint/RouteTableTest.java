package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route of the contract that is served below its bases, with every kind of caller that is to be turned away. */
class RouteTableTest {

    private static final String USER = "user-token";
    private static final List<String> BASES = List.of("/api", "/api/v1");
    private static final List<AgentRoute> ROUTES = List.of(
            new AgentRoute("POST", "/agent/status", "{\"instance_id\":\"gpu-1\"}", true, 200, "GET, HEAD, POST"),
            new AgentRoute("GET", "/agent/status", "", true, 200, "GET, HEAD, POST"),
            new AgentRoute("GET", "/agent/instances", "", false, 200, "GET, HEAD, POST"),
            new AgentRoute("POST", "/agent/instances", "{\"instance_id\":\"gpu-9\"}", false, 201, "GET, HEAD, POST"),
            new AgentRoute("GET", "/agent/instances/gpu-1", "", false, 200, "GET, HEAD, PUT"),
            new AgentRoute("PUT", "/agent/instances/gpu-1", "{\"name\":\"a\"}", false, 200, "GET, HEAD, PUT"),
            new AgentRoute("GET", "/instances/gpu-1/explain", "", false, 200, "GET, HEAD"),
            new AgentRoute("POST", "/agent/instances/gpu-1/keep-alive", "", false, 200, "DELETE, POST"),
            new AgentRoute("DELETE", "/agent/instances/gpu-1/keep-alive", "", false, 200, "DELETE, POST"),
            new AgentRoute("POST", "/agent/instances/gpu-1/token", "", false, 200, "POST"),
            new AgentRoute("GET", "/instances", "", false, 200, "GET, HEAD, POST"),
            new AgentRoute("GET", "/instances/gpu-1", "", false, 200, "DELETE, GET, HEAD"),
            new AgentRoute("DELETE", "/instances/gpu-1", "", false, 409, "DELETE, GET, HEAD"),
            new AgentRoute("POST", "/instances/gpu-1/start", "", false, 202, "POST"),
            new AgentRoute("POST", "/instances/gpu-1/wake", "", false, 202, "POST"),
            new AgentRoute("POST", "/instances/gpu-1/stop", "", false, 202, "POST"),
            new AgentRoute("POST", "/instances/gpu-1/hibernate", "", false, 202, "POST"),
            new AgentRoute("POST", "/instances/gpu-1/reboot", "", false, 409, "POST"),
            new AgentRoute("GET", "/instances/gpu-1/costs", "", false, 200, "GET, HEAD"),
            new AgentRoute("POST", "/operations/op-1/resolve", "{\"outcome\":\"done\"}", false, 404, "POST"),
            new AgentRoute("POST", "/instances/gpu-1/claim", "", false, 200, "POST"),
            new AgentRoute("GET", "/operations", "", false, 200, "GET, HEAD"),
            new AgentRoute("GET", "/savings", "", false, 200, "GET, HEAD"),
            new AgentRoute("POST", "/wizard/recommend", "{\"description\":\"a machine\"}", false, 200, "POST"),
            new AgentRoute(
                    "POST", "/wizard/accept", "{\"recommendation_id\":\"r\",\"name\":\"n\"}", false, 404, "POST"),
            new AgentRoute("GET", "/events", "", false, 200, "GET, HEAD"),
            new AgentRoute("GET", "/instances/gpu-1/events", "", false, 200, "GET, HEAD"),
            new AgentRoute("GET", "/instances/gpu-1/metrics", "", false, 200, "GET, HEAD"),
            new AgentRoute("GET", "/instances/gpu-1/settings", "", false, 200, "GET, HEAD, PUT"),
            new AgentRoute("GET", "/instances/gpu-1/diagnose", "", false, 200, "GET, HEAD"),
            new AgentRoute("GET", "/fleet/settings", "", false, 200, "GET, HEAD, PUT"),
            new AgentRoute("PUT", "/fleet/settings", "{\"preset\":\"balanced\"}", false, 200, "GET, HEAD, PUT"),
            new AgentRoute(
                    "PUT",
                    "/instances/gpu-1/settings",
                    "{\"hibernation\":{\"enabled\":false}}",
                    false,
                    200,
                    "GET, HEAD, PUT"),
            new AgentRoute("PUT", "/instances/gpu-1/labels", "{\"labels\":{\"a\":\"b\"}}", false, 409, "PUT"),
            new AgentRoute("POST", "/instances/gpu-1/commands", "{\"type\":\"restart\"}", false, 409, "POST"),
            new AgentRoute("GET", "/instances/gpu-1/ssh", "", false, 409, "GET, HEAD"),
            new AgentRoute("GET", "/instances/gpu-1/terminal", "", false, 409, "GET, HEAD"),
            new AgentRoute("GET", "/offers", "", false, 409, "GET, HEAD"),
            new AgentRoute(
                    "POST",
                    "/instances",
                    "{\"gpu\":\"A100\",\"rental_token\":\"abcdefgh\"}",
                    false,
                    409,
                    "GET, HEAD, POST"),
            new AgentRoute("GET", "/balance", "", false, 404, "GET, HEAD"),
            new AgentRoute("POST", "/fleet/freeze", "", false, 200, "POST"),
            new AgentRoute("POST", "/fleet/unfreeze", "", false, 200, "POST"),
            new AgentRoute("POST", "/fleet/resume", "", false, 409, "POST"),
            new AgentRoute("GET", "/session", "", false, 404, "DELETE, GET, HEAD, POST"),
            new AgentRoute("POST", "/session", "", false, 201, "DELETE, GET, HEAD, POST"),
            new AgentRoute("DELETE", "/session", "", false, 404, "DELETE, GET, HEAD, POST"),
            new AgentRoute("GET", "/instances/gpu-1/snapshots", "", false, 501, "GET, HEAD, POST"),
            new AgentRoute("POST", "/instances/gpu-1/snapshots", "", false, 501, "GET, HEAD, POST"),
            new AgentRoute("POST", "/snapshots/s-1/restore", "", false, 501, "POST"),
            new AgentRoute("PUT", "/snapshots/s-1/pin", "", false, 501, "PUT"),
            new AgentRoute("DELETE", "/snapshots/s-1", "", false, 501, "DELETE"),
            new AgentRoute("POST", "/instances/gpu-1/failover/drill", "", false, 501, "POST"));

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
            .time(time)
            .build();
    private final MachinesEndpoint endpoint = MachinesEndpoint.builder(monitor)
            .userToken("another")
            .userToken(USER)
            .terminals("ssh-ed25519 AAAA")
            .build();
    private String machines = "";

    @BeforeEach
    void start() {
        monitor.start();
        for (String id : List.of("gpu-1", "gpu-2")) {
            monitor.register(MachineId.of(id), null, null);
        }
        machines = monitor.issueToken(MachineId.of("gpu-1"));
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    static Stream<Arguments> routes() {
        return BASES.stream().flatMap(base -> ROUTES.stream().map(route -> Arguments.of(base, route)));
    }

    /** Whatever is served is in the table, and by that under every test here; and nothing else is. */
    @Test
    void knowsEveryRouteThatIsServed() {
        for (Route served : endpoint.routes()) {
            assertThat(ROUTES)
                    .as(served.method() + " " + served.pattern() + " has a row")
                    .anyMatch(row -> row.isOf(served));
        }
        assertThat(ROUTES).allSatisfy(row -> assertThat(endpoint.routes()).anyMatch(row::isOf));
        assertThat(ROUTES).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void answersAPerson(String base, AgentRoute route) {
        assertThat(call(base, route, USER).status()).isEqualTo(route.success());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void turnsAwayWhoeverHasNoToken(String base, AgentRoute route) {
        ApiResponse reply = answer(route.request(base));

        assertError(reply, 401, "unauthenticated");
        assertThat(reply.headers()).containsEntry("WWW-Authenticate", "Bearer");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void turnsAwayATokenNobodyKnows(String base, AgentRoute route) {
        for (String token : List.of("unknown", USER + "x", USER.substring(1), machines + "x", "x".repeat(5000))) {
            assertError(call(base, route, token), 401, "unauthenticated");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void turnsAwayEveryOtherScheme(String base, AgentRoute route) {
        for (String header : List.of("Basic " + USER, USER, "Bearer", "Bearer ", "Token " + USER, "")) {
            assertError(answer(route.request(base).withHeader("Authorization", header)), 401, "unauthenticated");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void letsAMachineReportAndAskForConnectivityOnly(String base, AgentRoute route) {
        ApiResponse reply = call(base, route, machines);

        if (route.forMachines()) {
            assertThat(reply.status()).isEqualTo(200);
        } else {
            assertError(reply, 403, "forbidden");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void letsAMachineDoNothingForAnother(String base, AgentRoute route) {
        AgentRoute other = route.about("gpu-2");
        if (!other.equals(route)) {
            assertError(call(base, other, machines), 403, "forbidden");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void tellsAPersonHowToRegisterAMachineNobodyKnows(String base, AgentRoute route) {
        AgentRoute unknown = route.about("nobody");
        if (!unknown.equals(route) && !route.path().equals("/agent/instances") && route.isServed()) {
            ApiResponse reply = call(base, unknown, USER);
            assertError(reply, 404, "unknown_instance");
            assertThat(text(reply)).contains("POST /api/v1/agent/instances");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void namesTheMethodsThatARouteTakes(String base, AgentRoute route) {
        for (String method : List.of("PUT", "PATCH", "OPTIONS", "TRACE")) {
            if (route.allowed().contains(method)) {
                continue;
            }
            ApiResponse reply =
                    answer(ApiRequest.of(method, base + route.path()).withHeader("Authorization", "Bearer " + USER));

            assertError(reply, 405, "method_not_allowed");
            assertThat(List.of(reply.headers().get("Allow").split(", ")))
                    .containsExactlyInAnyOrder(route.allowed().split(", "));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void refusesIdsThatCannotBe(String base, AgentRoute route) {
        if (route.path().contains("gpu-1") && route.isServed()) {
            for (String id : List.of("a".repeat(300), "a%00b", "a%0Ab", "a%20b", "", "..", "%2e", "%2E%2e")) {
                ApiResponse reply = call(base, route.at(id), USER);
                assertError(reply, 422, "out_of_range");
                assertThat(Json.at(Json.read(text(reply)), "error.details.field"))
                        .isEqualTo("instance_id");
            }
            for (String id : List.of("a%", "a%2", "a%zz", "%ff", "%c3%28")) {
                assertError(call(base, route.at(id), USER), 400, "malformed");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void refusesBodiesThatAreNotSmallJson(String base, AgentRoute route) {
        if (!route.body().isEmpty()) {
            ApiRequest request = route.request(base).withHeader("Authorization", "Bearer " + USER);
            byte[] large = (" ".repeat(64 * 1024) + route.body()).getBytes(StandardCharsets.UTF_8);
            byte[] largest =
                    (" ".repeat(64 * 1024 - route.body().length()) + route.body()).getBytes(StandardCharsets.UTF_8);

            assertError(answer(request.withBody(large)), 413, "body_too_large");
            assertThat(answer(request.withBody(largest)).status()).isEqualTo(route.success());
            for (String type :
                    List.of("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1")) {
                assertError(answer(request.withHeader("Content-Type", type)), 415, "unsupported_media_type");
            }
            assertError(answer(request.withHeader("Content-Encoding", "gzip")), 415, "unsupported_media_type");
            for (String body : List.of("", "[]", "null", "{", "{\"instance_id\":}", "\"gpu-1\"")) {
                assertError(answer(request.withBody(body.getBytes(StandardCharsets.UTF_8))), 400, "malformed");
            }
            ApiResponse ofNothing = answer(request.withBody("{}".getBytes(StandardCharsets.UTF_8)));
            if (route.path().endsWith("/settings")) {
                assertThat(ofNothing.status()).as("nothing is changed").isEqualTo(200);
            } else {
                assertError(ofNothing, 400, "malformed");
            }
        }
    }

    /** 10,000 at once are served. What people report is not counted: a program may report for a whole fleet. */
    @Test
    void slowsAPersonDownOnEveryRouteButReports() {
        IntStream.range(0, 10_000).forEach(i -> ask("GET", "/api/v1/savings", ""));

        routes().forEach(arguments -> {
            String base = (String) arguments.get()[0];
            AgentRoute route = (AgentRoute) arguments.get()[1];
            ApiResponse reply = call(base, route, USER);
            if (route.isReport()) {
                assertThat(reply.status()).isEqualTo(200);
            } else {
                assertError(reply, 429, "rate_limited");
                assertThat(reply.headers()).containsEntry("Retry-After", "1");
            }
        });
        assertThat(call("/api/v1", ROUTES.get(1), "another").status()).isEqualTo(200);
    }

    /** 1,200 at once are served. */
    @Test
    void slowsAMachineDownOnEveryRouteThatItMayCall() {
        IntStream.range(0, 1_200).forEach(i -> call("/api/v1", ROUTES.get(1), machines));

        for (AgentRoute route : ROUTES) {
            if (route.forMachines()) {
                assertError(call("/api/v1", route, machines), 429, "rate_limited");
            }
        }
    }

    @Test
    void doesNotKnowOtherRoutes() {
        for (String path : List.of(
                "/",
                "",
                "/api",
                "/api/",
                "/api/v1",
                "/api/agent",
                "/api/v2/agent/status",
                "/agent/status",
                "/api/agent/status/",
                "/api/v1/agent/instances/gpu-1/other",
                "/api//agent/status",
                "/downloads/agent/latest/other",
                "/metrics/x")) {
            assertError(
                    answer(ApiRequest.of("GET", path).withHeader("Authorization", "Bearer " + USER)),
                    404,
                    "unknown_route");
        }
    }

    @Test
    void takesNumbersInTheirRangeOnly() {
        String keepAlive = "/api/v1/agent/instances/gpu-1/keep-alive";
        for (String good : List.of("minutes=1", "minutes=1440", "", "other=1", "minutes=30&minutes=x")) {
            assertThat(ask("POST", keepAlive, good).status()).as(good).isEqualTo(200);
        }
        for (String out : List.of("minutes=0", "minutes=1441", "minutes=-1", "minutes=99999999999")) {
            assertError(ask("POST", keepAlive, out), 422, "out_of_range");
        }
        for (String bad : List.of("minutes=", "minutes=x", "minutes=1.5", "minutes=%zz", "minutes=1e3", "minutes")) {
            assertError(ask("POST", keepAlive, bad), 400, "malformed");
        }
        String list = "/api/v1/agent/instances";
        for (String good : List.of("page=1", "per_page=1", "per_page=500", "page=1000000")) {
            assertThat(ask("GET", list, good).status()).as(good).isEqualTo(200);
        }
        for (String out : List.of("page=0", "per_page=0", "per_page=501")) {
            assertError(ask("GET", list, out), 422, "out_of_range");
        }
    }

    @Test
    void saysForHowLongHibernationIsPostponedAndNotWhatWasAsked() {
        String keepAlive = "/api/v1/agent/instances/gpu-1/keep-alive";

        assertThat(text(ask("POST", keepAlive, "minutes=1"))).contains("\"Hibernation postponed by 1 minute\"");
        assertThat(text(ask("POST", keepAlive, "minutes=60"))).contains("\"Hibernation postponed by 60 minutes\"");
        time.advance(Duration.ofSeconds(90));
        assertThat(text(ask("POST", keepAlive, "minutes=30")))
                .contains("\"2026-01-05T01:00:00Z\"", "\"Hibernation postponed by 59 minutes\"");
    }

    @Test
    void saysConflictWhereTheMachineIsRegisteredAlready() {
        ApiResponse reply = answer(ApiRequest.of("POST", "/api/agent/instances")
                .withHeader("Authorization", "Bearer " + USER)
                .withBody("{\"instance_id\":\"gpu-1\"}".getBytes(StandardCharsets.UTF_8)));

        assertError(reply, 409, "state_conflict");
        assertThat(text(reply)).contains("running");
    }

    @Test
    void quotesTheCallersRequestIdWhereItIsSane() {
        ApiRequest request = ApiRequest.of("GET", "/healthz");

        assertThat(answer(request.withHeader("x-request-id", "abc-1")).headers())
                .containsEntry("X-Request-Id", "abc-1");
        for (String odd : List.of("", "a b", "a\nb", "x".repeat(65), "é")) {
            String given =
                    answer(request.withHeader("X-Request-Id", odd)).headers().get("X-Request-Id");
            assertThat(given).isNotEqualTo(odd).matches("[0-9a-f]+-[0-9]+");
        }
    }

    @Test
    void answers503UntilTheMonitorRunsAndAfterItIsClosed() {
        try (FleetMonitor idle = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .time(time)
                .build()) {
            ApiEndpoint waiting = MachinesEndpoint.builder(idle).userToken(USER).build();

            assertUnavailable(waiting);
            assertThat(waiting.handle(ApiRequest.of("GET", "/healthz")).join().status())
                    .isEqualTo(200);
            idle.start();
            assertThat(waiting.handle(ApiRequest.of("GET", "/readyz")).join().status())
                    .isEqualTo(200);
            idle.close();
            assertUnavailable(waiting);
        }
    }

    private static void assertUnavailable(ApiEndpoint endpoint) {
        Stream<ApiRequest> all = Stream.concat(
                Stream.of(ApiRequest.of("GET", "/readyz")),
                BASES.stream().flatMap(base -> ROUTES.stream().map(route -> route.request(base))));
        all.forEach(request -> {
            ApiResponse reply = endpoint.handle(request.withHeader("Authorization", "Bearer " + USER))
                    .join();
            assertError(reply, 503, "unavailable");
            assertThat(reply.headers()).containsKey("Retry-After");
        });
    }

    @Test
    void servesOfTheApiNothingButAgentsWhereOnlyHeartbeatsAreTaken() {
        ApiEndpoint ofAgents = AgentEndpoint.builder(monitor).userToken(USER).build();

        for (AgentRoute route : ROUTES) {
            ApiResponse reply = ofAgents.handle(route.request("/api/v1").withHeader("Authorization", "Bearer " + USER))
                    .join();
            if (route.path().startsWith("/agent")) {
                assertThat(reply.status()).as(route.toString()).isEqualTo(route.success());
            } else {
                assertError(reply, 404, "unknown_route");
            }
        }
        assertThat(ofAgents.handle(ApiRequest.of("GET", "/metrics")).join().status())
                .isEqualTo(200);
    }

    @Test
    void wantsAUserToken() {
        assertThatThrownBy(() -> AgentEndpoint.builder(monitor).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        MachinesEndpoint.builder(monitor).metricsToken("m").build())
                .isInstanceOf(IllegalArgumentException.class);
        for (String token : List.of("", " ", " a", "a ", "a".repeat(1025))) {
            assertThatThrownBy(() -> MachinesEndpoint.builder(monitor).userToken(token))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        MachinesEndpoint.builder(monitor).userToken("a".repeat(1024)).build();
    }

    private ApiResponse answer(ApiRequest request) {
        CompletableFuture<ApiResponse> reply = endpoint.handle(request);
        time.runDue();
        return reply.join();
    }

    private ApiResponse ask(String method, String path, String query) {
        return answer(ApiRequest.of(method, path).withQuery(query).withHeader("Authorization", "Bearer " + USER));
    }

    private ApiResponse call(String base, AgentRoute route, String token) {
        return answer(route.request(base).withHeader("Authorization", "Bearer " + token));
    }

    private static void assertError(ApiResponse reply, int status, String code) {
        String text = text(reply);
        assertThat(reply.status()).as(text).isEqualTo(status);
        Map<String, Object> root = Json.object(text);
        assertThat(root).containsOnlyKeys("error", "request_id");
        assertThat(Json.at(root, "error.code")).isEqualTo(code);
        assertThat((String) Json.at(root, "error.message")).isNotBlank();
        assertThat(Json.at(root, "error.details")).isInstanceOf(Map.class);
        assertThat(root.get("request_id")).isEqualTo(reply.headers().get("X-Request-Id"));
        assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
    }

    private static String text(ApiResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private record AgentRoute(
            String method, String path, String body, boolean forMachines, int success, String allowed) {

        boolean isOf(Route served) {
            return served.method().equals(method)
                    && served.matches(List.of(path.substring(1).split("/")));
        }

        /** Whether it is served by this version, which says so before it looks at anything else. */
        boolean isServed() {
            return success != 501;
        }

        boolean isReport() {
            return method.equals("POST") && path.equals("/agent/status");
        }

        AgentRoute about(String id) {
            return new AgentRoute(
                    method, path.replace("gpu-1", id), body.replace("gpu-1", id), forMachines, success, allowed);
        }

        AgentRoute at(String id) {
            return new AgentRoute(method, path.replace("gpu-1", id), body, forMachines, success, allowed);
        }

        ApiRequest request(String base) {
            return ApiRequest.of(method, base + path)
                    .withHeader("Content-Type", "application/json")
                    .withBody(body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
