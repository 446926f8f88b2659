package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotebooksTest {

    private NotebookServer server;
    private final List<JupyterServer> servers = new ArrayList<>();
    private boolean others;
    private final Notebooks notebooks =
            new Notebooks(() -> new RuntimeFiles.Found(servers, others), null, new LoopbackHttp(5_000));

    @BeforeEach
    void startAServer() throws IOException {
        server = new NotebookServer(NotebookServer.json("[]"));
        servers.add(server.at(false, "s3cret"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void knowsNothingWhereNoServerWasEverFound() {
        servers.clear();
        notebooks.look();

        assertThat(notebooks.busy()).isNull();
        assertThat(notebooks.users()).isZero();
    }

    @Test
    void aServerWithoutKernelsIsNotBusy() {
        notebooks.look();

        assertThat(notebooks.busy()).isFalse();
        assertThat(notebooks.users()).isZero();
    }

    @Test
    void asksInAWayThatDoesNotCountAsUse() {
        notebooks.look();

        assertThat(server.requests)
                .singleElement()
                .satisfies(request -> assertThat(request).startsWith("GET /base/api/kernels?no_track_activity=1 "));
    }

    @ParameterizedTest
    @CsvSource({"jupyter-busy.json, true", "jupyter-starting.json, false"})
    void readsWhatJupyterAnswered(String answer, boolean busy) throws IOException {
        server.answers(NotebookServer.json(SessionsTest.text(answer)));
        notebooks.look();

        assertThat(notebooks.busy()).isEqualTo(busy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "starting", "restarting", "autorestarting", "dead"})
    void knowsTheWordsForNotBusy(String state) {
        server.answers(NotebookServer.json(kernel("k1", "\"" + state + "\"", "t0", 0)));
        notebooks.look();

        assertThat(notebooks.busy()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"unknown\"", "\"thinking\"", "null", "7"})
    void anyOtherWordIsNotKnown(String state) {
        server.answers(NotebookServer.json(kernel("k1", state, "t0", 0)));
        notebooks.look();

        assertThat(notebooks.busy()).isNull();
    }

    @Test
    void aKernelThatWorkedBetweenTwoLooksWasBusy() {
        server.answers(NotebookServer.json(kernel("k1", "\"idle\"", "t0", 1)));
        notebooks.look();
        assertThat(notebooks.busy()).isFalse();

        server.answers(NotebookServer.json(kernel("k1", "\"idle\"", "t1", 1)));
        notebooks.look();
        assertThat(notebooks.busy()).isTrue();

        notebooks.look();
        assertThat(notebooks.busy()).isFalse();
    }

    @Test
    void countsAServerWithSomebodyConnectedOnce() {
        server.answers(
                NotebookServer.json("[" + one("k1", "\"idle\"", "t0", 3) + "," + one("k2", "\"idle\"", "t0", 1) + "]"));
        notebooks.look();

        assertThat(notebooks.users()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "<html>login</html>", "[{]", ""})
    void aServerThatAnswersSomethingElseIsNotKnown(String body) {
        notebooks.look();
        server.answers(NotebookServer.json(body));
        notebooks.look();

        assertThat(notebooks.busy()).isNull();
        assertThat(notebooks.users()).isZero();
    }

    @Test
    void aServerThatEndedIsNotBusy() throws IOException {
        server.answers(NotebookServer.json(kernel("k1", "\"busy\"", "t0", 1)));
        notebooks.look();
        server.close();
        notebooks.look();

        assertThat(notebooks.busy()).isFalse();
    }

    @Test
    void aStaleFileOfAServerThatNeverAnsweredSaysNothing() throws IOException {
        server.close();
        notebooks.look();

        assertThat(notebooks.busy()).isNull();
    }

    @Test
    void oneBusyServerIsEnoughAndOneUnknownSpoilsTheRest() throws IOException {
        try (NotebookServer other = new NotebookServer(NotebookServer.json("garbage"))) {
            servers.add(other.at(false, null));
            notebooks.look();
            assertThat(notebooks.busy()).isNull();

            server.answers(NotebookServer.json(kernel("k1", "\"busy\"", "t0", 0)));
            notebooks.look();
            assertThat(notebooks.busy()).isTrue();
        }
    }

    @Test
    void aServerThatCannotBeAskedSpoilsTheRest() {
        others = true;
        notebooks.look();

        assertThat(notebooks.busy()).isNull();
    }

    @Test
    void theServerThatTheEnvironmentNamesIsAskedWithItsOwnToken() {
        NamedJupyter named = NamedJupyter.of(
                Map.of(
                        "DUMONT_JUPYTER_URL",
                        "http://127.0.0.1:" + servers.get(0).address().getPort() + "/base/",
                        "DUMONT_JUPYTER_TOKEN",
                        "named"),
                null);
        new Notebooks(() -> new RuntimeFiles.Found(servers, false), named, new LoopbackHttp(5_000)).look();

        assertThat(server.requests)
                .singleElement()
                .satisfies(request -> assertThat(request).contains("token named\r\n"));
    }

    private static String kernel(String id, String state, String at, int connections) {
        return "[" + one(id, state, at, connections) + "]";
    }

    private static String one(String id, @Nullable String state, String at, int connections) {
        return "{\"id\":\"" + id + "\",\"execution_state\":" + state + ",\"last_activity\":\"" + at
                + "\",\"connections\":" + connections + "}";
    }
}
