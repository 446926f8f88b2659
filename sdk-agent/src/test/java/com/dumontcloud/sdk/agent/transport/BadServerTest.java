package com.dumontcloud.sdk.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.logs.RecordedLogs;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** A reporter, its real transport, and a server that misbehaves for an hour: it lives on, says so once, and recovers. */
class BadServerTest {

    private static final String TOKEN = "s3cret-t0ken";
    private static final String PLAIN = reply("\"next_heartbeat_in\":30");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile RawServer.Answer answer;
    private volatile String token = TOKEN;
    private volatile Duration told = Duration.ofSeconds(30);
    private RawServer server;
    private HttpHeartbeatSink sink;
    private HeartbeatReporter reporter;

    @TempDir
    private Path state;

    @BeforeEach
    void serve() throws IOException {
        RecordedLogs.clear();
        server = new RawServer((request, socket, out) -> answer.to(request, socket, out));
        start(Duration.ofSeconds(10));
    }

    private void start(Duration readTimeout) {
        sink = HttpHeartbeatSink.builder(server.url(), () -> token)
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(readTimeout)
                .exchangeTimeout(Duration.ofSeconds(20))
                .build();
        reporter = HeartbeatReporter.start(ReporterOptions.builder(MachineId.of("7"))
                .sink(sink)
                .timeSource(time)
                .random(new SplittableRandom(42))
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .stateDirectory(state)
                .handler(AgentCommand.RESTART, (command, context) -> {
                    runs.incrementAndGet();
                    return context.done(null);
                })
                .listener(new Ear())
                .build());
    }

    @AfterEach
    void close() throws IOException {
        reporter.close();
        sink.close();
        server.close();
    }

    /** What the server does, how often each heartbeat is sent in an hour at least, and what the one line says. */
    static Stream<Arguments> faults() {
        String tenMegabytes = "x".repeat(10 * 1024 * 1024);
        return Stream.of(
                fault("garbage", 12, "", (request, socket, out) -> {
                    write(out, "\u0000garbage\r\n\r\n");
                    socket.close();
                }),
                fault("a portal's page", 12, "no reply in JSON", answer(200, "", "<html>sign in</html>")),
                fault("a redirect", 12, "redirects are not followed", answer(302, "Location: https://x/\r\n", "")),
                fault("silence", 12, "no answer in time", (request, socket, out) -> untilHungUp(socket)),
                fault("half an answer", 12, "", (request, socket, out) -> {
                    write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"succ");
                    socket.close();
                }),
                fault("ten megabytes", 12, "more than 65536 bytes", answer(200, "", tenMegabytes)),
                fault("ten megabytes of refusal", 12, "500", answer(500, "", tenMegabytes)),
                fault(
                        "hangs up",
                        12,
                        "check the API URL and the network on the way",
                        (request, socket, out) -> socket.close()),
                fault("401", 12, "the token is unknown here", answer(401, "WWW-Authenticate: Bearer\r\n", "{}")),
                fault("403", 12, "belongs to another machine", answer(403, "", "{}")),
                fault("404 of a proxy", 12, "check the machine's id", answer(404, "", "no backend")),
                fault(
                        "404",
                        10,
                        "register the machine",
                        answer(404, "", "{\"error\":{\"code\":\"unknown_instance\"}}")),
                fault("410", 10, "register the machine", answer(410, "", "{}")),
                fault("422", 12, "422", answer(422, "", "{}")),
                fault("429", 10, "429", answer(429, "Retry-After: 1000000000\r\n", "{}")),
                fault("429 for long", 10, "429", answer(429, "Retry-After: 99999999999999999999\r\n", "{}")),
                fault("429 till a date", 12, "429", answer(429, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", "")),
                fault("429 for a word", 12, "429", answer(429, "Retry-After: -1\r\n", "{}")),
                fault("503", 12, "503", answer(503, "Retry-After: 5\r\n", "{}")),
                fault("not counted", 12, "did not count", answer(200, "", "{\"success\":false,\"error\":\"full\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void livesOnSaysSoOnceAndRecovers(String name, int atLeast, String says, RawServer.Answer fault) {
        answer = answer(200, "", PLAIN);
        if (name.equals("silence")) { // which is waited for, in real time
            reporter.close();
            sink.close();
            start(Duration.ofMillis(150));
        }
        time.advance(Duration.ofMinutes(1));
        assertThat(counted.get()).isGreaterThanOrEqualTo(2);

        answer = fault;
        time.advance(Duration.ofMinutes(59));

        assertThat(failed.get()).isBetween(atLeast, 32);
        assertThat(RecordedLogs.at(Level.WARN)).singleElement().satisfies(line -> {
            assertThat(line.text()).contains("The heartbeat failed: ", says).doesNotContain(TOKEN);
            assertThat(line.thrown()).isNull();
        });

        int before = counted.get();
        answer = answer(200, "", PLAIN);
        time.advance(Duration.ofMinutes(8));

        assertThat(counted.get() - before).isGreaterThanOrEqualTo(4);
        assertThat(RecordedLogs.at(Level.INFO))
                .last()
                .satisfies(line -> assertThat(line.text()).contains("works again after " + failed.get()));
    }

    @Test
    void recoversByItselfWhenItsTokenIsRotated() {
        answer = (request, socket, out) -> (request.contains("Bearer new")
                        ? answer(200, "", PLAIN)
                        : answer(401, "", ""))
                .to(request, socket, out);
        time.advance(Duration.ofHours(24));
        assertThat(counted).hasValue(0);
        assertThat(RecordedLogs.at(Level.WARN)).hasSizeBetween(20, 24); // a reminder an hour

        token = "new";
        time.advance(Duration.ofSeconds(132)); // four jittered intervals, the longest wait

        assertThat(counted.get()).isPositive();
    }

    /** Replies that are counted and yet make no sense: what the reporter's interval is then, and the lines it says. */
    static Stream<Arguments> replies() {
        return Stream.of(
                Arguments.of("\"next_heartbeat_in\":0", 30, 1),
                Arguments.of("\"next_heartbeat_in\":-1", 30, 1),
                Arguments.of("\"next_heartbeat_in\":1000000000", 300, 1),
                Arguments.of("\"next_heartbeat_in\":1e18", 300, 1),
                Arguments.of("\"next_heartbeat_in\":1e999", 30, 0),
                Arguments.of("\"next_heartbeat_in\":1", 5, 1),
                Arguments.of("\"next_heartbeat_in\":4.999", 5, 1),
                Arguments.of("\"next_heartbeat_in\":5", 5, 0),
                Arguments.of("\"next_heartbeat_in\":300", 300, 0),
                Arguments.of("\"next_heartbeat_in\":300.001", 300, 1),
                Arguments.of("\"next_heartbeat_in\":\"soon\"", 30, 0),
                Arguments.of("\"next_heartbeat_in\":null", 30, 0),
                Arguments.of("\"next_heartbeat_in\":[30]", 30, 0),
                Arguments.of("\"hibernate_in_seconds\":-5", 30, 0),
                Arguments.of("\"commands\":[{\"id\":\"u\",\"type\":\"self_destruct\",\"args\":{\"x\":[1]}}]", 30, 0),
                Arguments.of("\"commands\":[{\"type\":7},{},[],3,null,\"\",{\"id\":{},\"type\":\"x\"}]", 30, 0),
                Arguments.of("\"commands\":\"restart\"", 30, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("replies")
    void goesOnWithRepliesThatMakeNoSense(String fields, int interval, int lines) {
        answer = answer(200, "", reply(fields));
        time.advance(Duration.ofMinutes(60));

        assertThat(failed).hasValue(0);
        assertThat(told).isEqualTo(Duration.ofSeconds(interval));
        assertThat(counted.get()).isBetween(3600 * 9 / 10 / interval, 3600 * 12 / 10 / interval + 2);
        assertThat(RecordedLogs.at(Level.WARN)).hasSize(lines);
    }

    @Test
    void runsACommandOnceThatIsThereTwice() {
        String command = "{\"id\":\"c1\",\"type\":\"restart\"}";
        answer = answer(200, "", reply("\"commands\":[" + command + "," + command + "]"));
        time.advance(Duration.ofMinutes(10));

        assertThat(runs).hasValue(1);
    }

    @Test
    void runsABareWordOnceThatIsThereTwice() {
        answer = answer(200, "", reply("\"commands\":[\"restart\",\"restart\"]"));
        time.advance(Duration.ofMinutes(10));

        assertThat(runs).hasValue(1);
    }

    @Test
    void ignoresACommandWhoseIdNoResultCanName() {
        String tooLong = "x".repeat(257);
        answer = answer(
                200,
                "",
                reply("\"commands\":[{\"id\":\"" + tooLong
                        + "\",\"type\":\"restart\"},{\"id\":\"\",\"type\":\"restart\"},"
                        + "{\"id\":\"a\\nb\",\"type\":\"restart\"},{\"id\":\"" + "x".repeat(256)
                        + "\",\"type\":\"restart\"}]"));
        time.advance(Duration.ofMinutes(10));

        assertThat(runs).hasValue(1);
        assertThat(failed).hasValue(0);
    }

    private static Arguments fault(String name, int atLeast, String says, RawServer.Answer answer) {
        return Arguments.of(name, atLeast, says, answer);
    }

    private static RawServer.Answer answer(int status, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n";
        return (request, socket, out) -> {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
        };
    }

    private static void untilHungUp(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isNegative();
    }

    private static String reply(String fields) {
        return "{\"success\":true," + fields + "}";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private final class Ear implements ReporterListener {

        @Override
        public void replied(Heartbeat sent, HeartbeatReply reply) {
            counted.incrementAndGet();
        }

        @Override
        public void failed(Throwable failure, int inARow) {
            failed.incrementAndGet();
        }

        @Override
        public void intervalChanged(Duration interval) {
            told = interval;
        }
    }
}
