package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

    private static final String USER = "user-token";
    private static final String SESSION = "/api/v1/session";
    private static final String KEEP_ALIVE = "/api/v1/agent/instances/gpu-1/keep-alive";
    private static final Pattern COOKIE = Pattern.compile("dumont_session=([A-Za-z0-9_-]{43}); (.*)");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
            .time(time)
            .build();
    private final ApiEndpoint endpoint = MachinesEndpoint.builder(monitor)
            .userToken(USER)
            .metricsToken("metrics-token")
            .build();

    @BeforeEach
    void start() {
        monitor.start();
        monitor.register(MachineId.of("gpu-1"), null, null);
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void exchangesAUserTokenForACookieThatNoScriptReads() {
        ApiResponse reply = begin();

        assertThat(reply.status()).isEqualTo(201);
        Matcher cookie = COOKIE.matcher(reply.headers().get("Set-Cookie"));
        assertThat(cookie.matches()).isTrue();
        assertThat(cookie.group(2)).isEqualTo("Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
        assertThat(at(reply, "expires_at")).isEqualTo("2026-01-05T20:00:00Z");
        assertThat(at(reply, "csrf_token").toString())
                .hasSizeGreaterThanOrEqualTo(43)
                .isNotEqualTo(cookie.group(1));
        assertThat(text(reply)).doesNotContain(cookie.group(1), USER);
        assertThat(reply.headers()).containsEntry("Cache-Control", "no-store");
    }

    @Test
    void sendsTheCookieOverTlsOnlyWhereAProxySaysThatItSpeaksIt() {
        ApiResponse behindProxy = answer(byToken("POST", SESSION).withHeader("X-Forwarded-Proto", "https"));
        ApiResponse plain = answer(byToken("POST", SESSION).withHeader("X-Forwarded-Proto", "http"));
        ApiResponse told = MachinesEndpoint.builder(monitor)
                .userToken(USER)
                .behindTls()
                .build()
                .handle(byToken("POST", SESSION))
                .join();

        assertThat(behindProxy.headers().get("Set-Cookie")).endsWith("; Secure");
        assertThat(told.headers().get("Set-Cookie")).endsWith("; Secure");
        assertThat(plain.headers().get("Set-Cookie")).doesNotContain("Secure");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/instances",
        "GET,/api/agent/instances",
        "GET,/api/v1/agent/status",
        "GET,/api/v1/instances/gpu-1/explain",
        "GET,/api/v1/events",
        "HEAD,/api/v1/instances",
        "GET,/metrics"
    })
    void opensWhatAUserTokenOpens(String method, String path) {
        String cookie = cookieOf(begin());

        assertThat(answer(byCookie(method, path, cookie)).status()).isEqualTo(200);
        assertThat(answer(byCookie(method, path, "theme=dark; " + cookie + "; lang=pt"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/agent/instances/gpu-1/keep-alive,200",
        "DELETE,/api/v1/agent/instances/gpu-1/keep-alive,200",
        "POST,/api/v1/agent/instances/gpu-1/token,200",
        "POST,/api/v1/fleet/freeze,200",
        "POST,/api/v1/instances/gpu-1/stop,202",
        "DELETE,/api/v1/session,200"
    })
    void changesNothingWithoutTheTokenThatOnlyThePageKnows(String method, String path, int status) {
        ApiResponse begun = begin();
        String cookie = cookieOf(begun);
        String csrf = at(begun, "csrf_token").toString();
        String ofAnother = at(begin(), "csrf_token").toString();
        ApiRequest request = byCookie(method, path, cookie);

        assertError(answer(request), 403, "csrf_required");
        for (String wrong : List.of("", csrf + "x", csrf.substring(1), ofAnother, cookie.substring(15), USER)) {
            assertError(answer(request.withHeader("X-CSRF-Token", wrong)), 403, "csrf_required");
        }
        assertThat(answer(request.withHeader("x-csrf-token", csrf)).status()).isEqualTo(status);
    }

    @Test
    void leavesEverythingAsItWasWhereTheTokenIsMissing() {
        String cookie = cookieOf(begin());

        answer(byCookie("POST", "/api/v1/fleet/freeze", cookie));

        assertThat(monitor.modes()).isEmpty();
    }

    @Test
    void tellsAPageThatIsLoadedAnewItsToken() {
        ApiResponse begun = begin();

        ApiResponse again = answer(byCookie("GET", SESSION, cookieOf(begun)));

        assertThat(again.status()).isEqualTo(200);
        assertThat(text(again)).isEqualTo(text(begun));
        assertThat(again.headers()).doesNotContainKey("Set-Cookie");
    }

    @Test
    void endsAfterTwelveHours() {
        String cookie = cookieOf(begin());

        time.advance(Duration.ofHours(12).minusNanos(1));
        assertThat(answer(byCookie("GET", SESSION, cookie)).status()).isEqualTo(200);
        time.advance(Duration.ofNanos(1));

        ApiResponse late = answer(byCookie("GET", SESSION, cookie));
        assertError(late, 401, "unauthenticated");
        assertThat(late.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertError(answer(byCookie("GET", "/api/v1/instances", cookie)), 401, "unauthenticated");
    }

    @Test
    void endsWhenItIsEndedAndTakesTheCookieBack() {
        ApiResponse begun = begin();
        String cookie = cookieOf(begun);
        String other = cookieOf(begin());

        ApiResponse ended = answer(byCookie("DELETE", SESSION, cookie)
                .withHeader("X-CSRF-Token", at(begun, "csrf_token").toString()));

        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.headers().get("Set-Cookie"))
                .isEqualTo("dumont_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        assertError(answer(byCookie("GET", "/api/v1/instances", cookie)), 401, "unauthenticated");
        assertThat(answer(byCookie("GET", "/api/v1/instances", other)).status()).isEqualTo(200);
    }

    @Test
    void endsTheStreamsThatItOpened() {
        ApiResponse begun = begin();
        EventFeed bySession = answer(byCookie("GET", "/api/v1/events", cookieOf(begun)))
                .feed()
                .orElseThrow();
        EventFeed byToken = answer(byToken("GET", "/api/v1/events")).feed().orElseThrow();
        bySession.open(() -> {});
        byToken.open(() -> {});
        time.advance(EventStream.PING_EVERY);
        assertThat(bySession.isOver()).isFalse();

        answer(byCookie("DELETE", SESSION, cookieOf(begun))
                .withHeader("X-CSRF-Token", at(begun, "csrf_token").toString()));
        time.advance(EventStream.PING_EVERY);

        assertThat(bySession.isOver()).isTrue();
        assertThat(byToken.isOver()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dumont_session=",
                "dumont_session",
                "dumont_session=x",
                "dumont_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "xdumont_session=1",
                "",
                ";;;=;"
            })
    void knowsNobodyByACookieThatItNeverGave(String cookie) {
        begin();

        assertError(answer(byCookie("GET", "/api/v1/instances", cookie)), 401, "unauthenticated");
    }

    @Test
    void goesByTheTokenWhereBothAreShown() {
        String cookie = cookieOf(begin());
        String machines = monitor.issueToken(MachineId.of("gpu-1"));

        assertThat(answer(byCookie("POST", KEEP_ALIVE, cookie).withHeader("Authorization", "Bearer " + USER))
                        .status())
                .isEqualTo(200);
        assertError(
                answer(byCookie("GET", "/api/v1/instances", cookie).withHeader("Authorization", "Bearer wrong")),
                401,
                "unauthenticated");
        assertError(
                answer(byCookie("GET", "/api/v1/instances", cookie).withHeader("Authorization", "Bearer " + machines)),
                403,
                "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE"})
    void isNothingForMachinesOrStrangers(String method) {
        String machines = monitor.issueToken(MachineId.of("gpu-1"));

        for (String path : List.of(SESSION, "/api/session")) {
            ApiRequest request = ApiRequest.of(method, path);
            assertError(answer(request.withHeader("Authorization", "Bearer " + machines)), 403, "forbidden");
            assertError(answer(request.withHeader("Authorization", "Bearer metrics-token")), 401, "unauthenticated");
            assertError(answer(request), 401, "unauthenticated");
        }
    }

    @Test
    void tellsWhoeverHasATokenOnlyThatTheyHaveNoSession() {
        assertError(answer(byToken("GET", SESSION)), 404, "no_session");
        assertError(answer(byToken("DELETE", SESSION)), 404, "no_session");
    }

    @Test
    void beginsNoSessionWithinASession() {
        ApiResponse begun = begin();

        ApiResponse reply = answer(byCookie("POST", SESSION, cookieOf(begun))
                .withHeader("X-CSRF-Token", at(begun, "csrf_token").toString()));

        assertError(reply, 409, "state_conflict");
    }

    @Test
    void namesTheMethodsThatItTakes() {
        ApiResponse reply = answer(byToken("PUT", SESSION));

        assertError(reply, 405, "method_not_allowed");
        assertThat(List.of(reply.headers().get("Allow").split(", ")))
                .containsExactlyInAnyOrder("POST", "GET", "HEAD", "DELETE");
    }

    @Test
    void keepsTheNewestWhereThereAreTooMany() {
        List<String> cookies = new ArrayList<>();
        for (int i = 0; i <= Sessions.MOST; i++) {
            cookies.add(cookieOf(begin()));
            time.advance(Duration.ofMillis(1)); // Faster than that one token may not ask for so many.
        }

        assertError(answer(byCookie("GET", SESSION, cookies.get(0))), 401, "unauthenticated");
        assertThat(answer(byCookie("GET", SESSION, cookies.get(1))).status()).isEqualTo(200);
        assertThat(answer(byCookie("GET", SESSION, cookies.get(Sessions.MOST))).status())
                .isEqualTo(200);
    }

    @Test
    void readsCookiesThatCameInSeveralHeaders() {
        String cookie = cookieOf(begin());

        ApiRequest request =
                ApiRequest.of("GET", SESSION, null, Map.of("cookie", List.of("theme=dark", cookie)), new byte[0]);

        assertThat(answer(request).status()).isEqualTo(200);
    }

    @Test
    void lastsByTheTimeOfPeopleWhereThatIsSet() {
        VirtualTime people = VirtualTime.startingAt(time.wall());
        ApiEndpoint scaled = MachinesEndpoint.builder(monitor)
                .userToken(USER)
                .clientTime(people)
                .build();
        String cookie = cookieOf(scaled.handle(byToken("POST", SESSION)).join());

        time.advance(Duration.ofDays(10));
        assertThat(scaled.handle(byCookie("GET", SESSION, cookie)).join().status())
                .isEqualTo(200);
        people.advance(Duration.ofHours(12));

        assertThat(scaled.handle(byCookie("GET", SESSION, cookie)).join().status())
                .isEqualTo(401);
    }

    private ApiResponse begin() {
        return answer(byToken("POST", SESSION));
    }

    private ApiResponse answer(ApiRequest request) {
        return endpoint.handle(request).join();
    }

    private static ApiRequest byToken(String method, String path) {
        return ApiRequest.of(method, path).withHeader("Authorization", "Bearer " + USER);
    }

    private static ApiRequest byCookie(String method, String path, String cookie) {
        return ApiRequest.of(method, path).withHeader("Cookie", cookie);
    }

    private static String cookieOf(ApiResponse begun) {
        Matcher cookie = COOKIE.matcher(begun.headers().get("Set-Cookie"));
        assertThat(cookie.matches()).isTrue();
        return "dumont_session=" + cookie.group(1);
    }

    private static void assertError(ApiResponse reply, int status, String code) {
        assertThat(reply.status()).as(text(reply)).isEqualTo(status);
        assertThat(at(reply, "error.code")).isEqualTo(code);
    }

    private static Object at(ApiResponse reply, String path) {
        return Json.at(Json.read(text(reply)), path);
    }

    private static String text(ApiResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
