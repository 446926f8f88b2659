package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No call is without a deadline: each ends, in real time, whether Vast says nothing or one byte now and then. */
class VastDeadlineTest {

    private static final MachineId ID = MachineId.of("288");
    private static final Duration CALL = Duration.ofMillis(120);
    /** For a machine that is busy with other things. */
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private static final MockWebServer SILENT = new MockWebServer();
    private static final MockWebServer DRIPPING = new MockWebServer();

    @BeforeAll
    static void start() throws IOException {
        SILENT.setDispatcher(always(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE)));
        DRIPPING.setDispatcher(always(new MockResponse.Builder()
                .body("{\"success\":true,\"padding\":\"" + "x".repeat(10_000) + "\"}")
                .throttleBody(1, 20, TimeUnit.MILLISECONDS)));
        SILENT.start();
        DRIPPING.start();
    }

    @AfterAll
    static void stop() {
        SILENT.close();
        DRIPPING.close();
    }

    static Stream<Arguments> calls() {
        Stream<Arguments> changes =
                VastOperationsTest.operations().map(row -> Arguments.of(row.get()[0], row.get()[1]));
        Stream<Arguments> others = Stream.of(
                call(
                        "create",
                        vast -> vast.instances()
                                .create(41, VastRental.ofImage("a/b").build())),
                call("list", vast -> vast.instances().list()),
                call("list some", vast -> vast.instances().list(List.of(ID))),
                call("show", vast -> vast.instances().show(ID)),
                call("logs", vast -> vast.instances().logs(ID, 1, null, false)),
                call("execute", vast -> vast.instances().execute(ID, "ls")),
                call(
                        "search",
                        vast -> vast.offers().search(VastOfferQuery.builder().build())),
                call("keys", vast -> vast.keys().list()),
                call("keys of a machine", vast -> vast.keys().list(ID)),
                call("rsync", vast -> vast.files().prepareRsync(null, "/a", "288", "/b")),
                call("connections", vast -> vast.files().connections()),
                call("volumes", vast -> vast.volumes().list()),
                call("search of volumes", vast -> vast.volumes().search(List.of())),
                call("create of a volume", vast -> vast.volumes().create(5, 20)),
                call("credit", vast -> vast.account().creditUsd()),
                call("charges", vast -> vast.account().charges(Instant.EPOCH, Instant.now())),
                call("price increases", vast -> vast.account().pendingPriceIncreases()));
        return Stream.concat(changes, others);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void endsWhereNothingComes(String name, Consumer<VastClient> call) {
        endsInTime(SILENT, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void endsWhereTheAnswerNeverDoes(String name, Consumer<VastClient> call) {
        endsInTime(DRIPPING, call);
    }

    private static void endsInTime(MockWebServer server, Consumer<VastClient> call) {
        String url = server.url("/").toString();
        VastOptions options = VastOptions.builder(CredentialSource.of(TestVast.KEY))
                .url(url.substring(0, url.length() - 1))
                .connection(connection -> connection.callTimeout(CALL))
                .build();
        long begun = System.nanoTime();
        try (VastClient client = VastClient.create(options)) {
            DumontException failure = catchThrowableOfType(DumontException.class, () -> call.accept(client));

            assertThat(failure.kind()).isIn(Kind.TIMEOUT, Kind.NETWORK);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(CALL.dividedBy(2), AT_MOST);
    }

    private static Arguments call(String name, Consumer<VastClient> call) {
        return Arguments.of(name, call);
    }

    private static Dispatcher always(MockResponse.Builder response) {
        return new Dispatcher() {

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return response.build();
            }
        };
    }
}
