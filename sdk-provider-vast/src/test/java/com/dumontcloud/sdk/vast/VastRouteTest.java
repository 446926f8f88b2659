package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each route keeps the vendor's gap between calls, rests after a 429, and holds up no other route. */
class VastRouteTest {

    private static final MachineId ID = MachineId.of("288");
    private static final Instant DAY = Instant.parse("2026-01-31T00:00:00Z");

    private final List<Instant> arrivals = new ArrayList<>();
    private TestVast vast;
    /** What the next request is answered with in place of a success. */
    private MockResponse refusal;
    /** How long the next request takes to Vast, and its answer back. */
    private Duration untilArrival = Duration.ZERO;

    private Duration untilAnswer = Duration.ZERO;

    @BeforeEach
    void start() {
        vast = new TestVast();
        vast.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    /** A call of each route, and the seconds of the vendor's reference between two of them; where it names none, one. */
    static Stream<Arguments> routes() {
        return Stream.of(
                route(
                        VastRoute.SEARCH,
                        6.0,
                        client ->
                                client.offers().search(VastOfferQuery.builder().build())),
                route(
                        VastRoute.CREATE,
                        4.5,
                        client -> client.instances()
                                .create(41, VastRental.ofImage("a/b").build())),
                route(VastRoute.LIST, 1.0, client -> client.instances().list()),
                route(VastRoute.SHOW, 2.0, client -> client.instances().show(ID)),
                route(VastRoute.MANAGE, 1.0, client -> client.instances().stop(ID)),
                route(VastRoute.DESTROY, 3.0, client -> client.instances().destroy(ID)),
                route(VastRoute.REBOOT, 1.0, client -> client.instances().reboot(ID)),
                route(VastRoute.RECYCLE, 1.0, client -> client.instances().recycle(ID)),
                route(VastRoute.BID, 5.5, client -> client.instances().changeBid(ID, BigDecimal.ONE, 1)),
                route(VastRoute.LOGS, 1.0, client -> client.instances().logs(ID, 1, null, false)),
                route(VastRoute.EXECUTE, 1.5, client -> client.instances().execute(ID, "ls")),
                route(
                        VastRoute.SNAPSHOT,
                        1.0,
                        client -> client.files().takeSnapshot(ID, "docker.io", "me/img", "me", "pass", true)),
                route(VastRoute.ACCOUNT_KEYS, 1.0, client -> client.keys().list()),
                route(VastRoute.MACHINE_KEYS, 1.0, client -> client.keys().list(ID)),
                route(VastRoute.DETACH_KEY, 2.0, client -> client.keys().detach(ID, 7)),
                route(VastRoute.COPY, 3.5, client -> client.files().copy("288", "/a", "289", "/b")),
                route(VastRoute.CLOUD_COPY, 1.0, client -> client.files().cloudCopy(ID, "/a", "b", "101", true)),
                route(VastRoute.CONNECTIONS, 2.9, client -> client.files().connections()),
                route(VastRoute.VOLUMES, 5.5, client -> client.volumes().list()),
                route(VastRoute.SEARCH_VOLUMES, 5.5, client -> client.volumes().search(List.of())),
                route(VastRoute.CREATE_VOLUME, 5.5, client -> client.volumes().create(5, 20)),
                route(VastRoute.DELETE_VOLUME, 5.5, client -> client.volumes().delete(9)),
                route(VastRoute.ACCOUNT, 1.0, client -> client.account().creditUsd()),
                route(VastRoute.CHARGES, 1.0, client -> client.account().charges(DAY, DAY.plusSeconds(86_400))),
                route(VastRoute.PRICE_INCREASES, 1.0, client -> client.account().pendingPriceIncreases()));
    }

    @Test
    void everyRouteIsTriedHere() {
        assertThat(routes().map(row -> row.get()[0])).containsExactlyInAnyOrder((Object[]) VastRoute.values());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void keepsTheVendorsGapAndNoMore(VastRoute route, Duration gap, Consumer<VastClient> call) {
        VastClient client = vast.client();
        List<Instant> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            call.accept(client);
            sent.add(arrivals.get(arrivals.size() - 1));
        }

        assertThat(Duration.between(sent.get(0), sent.get(1))).isEqualTo(gap);
        assertThat(Duration.between(sent.get(1), sent.get(2))).isEqualTo(gap);
    }

    /** The first call makes a connection, and Vast sees it later than it was let go; so does the first after a pause. */
    @Test
    void keepsTheGapAfterACallThatMadeItsConnection() {
        VastClient client = vast.client();
        for (int call = 0; call < 5; call++) {
            untilArrival = call == 0 || call == 3 ? Duration.ofMillis(700) : Duration.ZERO;
            if (call == 3) {
                vast.time.advance(Duration.ofMinutes(5));
            }
            client.instances().list();
        }

        Duration gap = VastRoute.LIST.gap();
        assertThat(Duration.between(arrivals.get(0), arrivals.get(1))).isEqualTo(gap);
        assertThat(Duration.between(arrivals.get(1), arrivals.get(2))).isEqualTo(gap);
        assertThat(Duration.between(arrivals.get(3), arrivals.get(4))).isEqualTo(gap);
    }

    /** Where a connection is there, an answer that takes long delays nobody: 1,000 machines are 40 pages. */
    @Test
    void countsTheGapFromTheTurnAndNotFromTheAnswer() {
        VastClient client = vast.client();
        client.instances().show(ID);
        untilAnswer = Duration.ofMillis(700);

        client.instances().list();
        client.instances().list();

        assertThat(Duration.between(arrivals.get(1), arrivals.get(2))).isEqualTo(VastRoute.LIST.gap());
    }

    /** However many threads come at once, each gets a turn of its own, and none stands empty. */
    @ParameterizedTest
    @EnumSource
    void givesEveryThreadATurnOfItsOwn(VastRoute route) throws Exception {
        RouteGaps gaps = new RouteGaps(vast.options().build(), vast.time);
        Callable<List<Duration>> caller = () -> {
            List<Duration> turns = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                turns.add(gaps.takeTurn(route, Duration.ofHours(1)).orElseThrow());
            }
            return turns;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Duration> turns = new ArrayList<>();
        try {
            for (Future<List<Duration>> each : threads.invokeAll(Collections.nCopies(8, caller))) {
                turns.addAll(each.get());
            }
        } finally {
            threads.shutdownNow();
        }

        List<Duration> expected = Stream.iterate(Duration.ZERO, turn -> turn.plus(route.gap()))
                .limit(200)
                .toList();
        assertThat(turns).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Plain text or JSON; with a time to wait in the header, in the body, or nowhere, where 5 s are taken. */
    static Stream<Arguments> refusals() {
        List<Arguments> forms = List.of(
                Arguments.of("API requests too frequent: endpoint threshold=1.0", null, 5.0),
                Arguments.of("API requests too frequent", "15", 15.0),
                Arguments.of("{\"success\":false,\"error\":\"rate_limited\",\"msg\":\"too frequent\"}", null, 5.0),
                Arguments.of("{\"success\":false,\"retry_after\":16.5}", null, 16.5));
        return routes().flatMap(route -> forms.stream()
                .map(form -> Arguments.of(Stream.concat(Arrays.stream(route.get()), Arrays.stream(form.get()))
                        .toArray())));
    }

    @ParameterizedTest(name = "{0} {3} {4}")
    @MethodSource("refusals")
    void restsAfterA429AndHoldsUpNoOtherRoute(
            VastRoute route, Duration gap, Consumer<VastClient> call, String body, String header, double seconds) {
        VastClient client = vast.client(options -> options.connection(
                connection -> connection.timeSource(vast.time).maxRetries(0).sleeper(vast.time::advance)));
        MockResponse.Builder tooFrequent = new MockResponse.Builder().code(429).body(body);
        if (header != null) {
            tooFrequent.setHeader("Retry-After", header);
        }
        refusal = tooFrequent.build();

        DumontException refused = Thrown.anyBy(() -> call.accept(client));
        if (route == VastRoute.SHOW) {
            client.instances().reboot(ID);
        } else {
            client.instances().show(ID);
        }
        call.accept(client);

        assertThat(arrivals).hasSize(3);
        assertThat(arrivals.get(1)).isEqualTo(arrivals.get(0));
        assertThat(refused.kind()).isEqualTo(Kind.RATE_LIMITED);
        Duration asked = Duration.ofMillis((long) (seconds * 1000));
        Duration rest = Collections.max(List.of(asked, gap, route == VastRoute.CREATE ? Duration.ofSeconds(12) : gap));
        assertThat(Duration.between(arrivals.get(0), arrivals.get(2))).isEqualTo(rest);
    }

    @Test
    void waits12SecondsAfterARentalThatCameTooEarly() {
        assertThat(VastRoute.CREATE.penalty()).isEqualTo(Duration.ofSeconds(12));
    }

    private MockResponse answer(RecordedRequest request) {
        MockResponse.Builder answer = new MockResponse.Builder();
        String path = request.getUrl().encodedPath();
        if (path.equals("/store")) {
            return answer.body("a line").build();
        }
        vast.time.advance(untilArrival);
        arrivals.add(vast.time.wall());
        vast.time.advance(untilAnswer);
        MockResponse refused = refusal;
        refusal = null;
        if (refused != null) {
            return refused;
        }
        boolean isList = path.equals("/api/v0/ssh/") || path.endsWith("/cloud_integrations/");
        return answer.body(isList ? "[]" : everything()).build();
    }

    /** What any route may want of an answer. */
    private String everything() {
        return "{\"success\":true,\"new_contract\":7,\"instances\":null,\"total_instances\":0,\"offers\":[],"
                + "\"volumes\":[],\"volume_name\":\"V.1\",\"ssh_keys\":\"[]\",\"credit\":1,\"results\":[],\"total\":0,"
                + "\"pending_price_increases\":[],\"result_url\":\"" + vast.url() + "/store\"}";
    }

    private static Arguments route(VastRoute route, double seconds, Consumer<VastClient> call) {
        return Arguments.of(route, Duration.ofMillis(Math.round(seconds * 1000)), call);
    }
}
