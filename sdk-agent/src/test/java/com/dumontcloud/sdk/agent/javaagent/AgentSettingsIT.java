package com.dumontcloud.sdk.agent.javaagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.daemon.AgentProcess;
import com.dumontcloud.sdk.agent.daemon.ControlPlane;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged agent is told on 17 and on 25, and what it says where that will not do: one line, and the program runs on. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class AgentSettingsIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @ParameterizedTest
    @CsvSource({
        "DUMONT_API_TOKEN, '', it does not report: .*DUMONT_API_TOKEN \\(or DUMONT_API_TOKEN_FILE\\) is not set",
        "DUMONT_INSTANCE_ID, '', it does not report: .*DUMONT_INSTANCE_ID \\(or DUMONT_INSTANCE_ID_FILE\\) is not set",
        "DUMONT_API_URL, '', it does not report: .*DUMONT_API_URL \\(or DUMONT_API_URL_FILE\\) is not set",
        "DUMONT_API_URL, nowhere at all, it does not report: .*DUMONT_API_URL is not a URL",
        "DUMONT_API_URL, http://192.0.2.1, it does not report: .*use https.*DUMONT_ALLOW_PLAIN_HTTP=true.*",
        "DUMONT_API_TOKEN_FILE, /tmp/token, it does not report: .*both DUMONT_API_TOKEN and DUMONT_API_TOKEN_FILE are set.*",
        "DUMONT_API_TOKEN, replaced, The heartbeat failed: .*401.*give the reporter the one that is valid now"
    })
    void saysInOneLineWhatIsWrong(String variable, String value, String line) throws Exception {
        GuestJvm jvm = jvm().environment(Map.of(variable, value)).agent();

        assertThat(lineOf(jvm)).matches("dumont-sdk-agent: " + line);
        assertThat(controlPlane.heartbeats).isEmpty();
    }

    @Test
    void namesAllThatIsMissingAtOnce() throws Exception {
        GuestJvm jvm = GuestJvm.of(version, files).agent();

        assertThat(lineOf(jvm)).contains("DUMONT_INSTANCE_ID", "DUMONT_API_URL", "DUMONT_API_TOKEN");
    }

    @Test
    void saysThatNobodyKnowsTheMachine() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "{\"error\":{\"code\":\"unknown_instance\",\"message\":\"no machine 28864630\"}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            GuestJvm jvm = jvm().agent(
                            "api-url=http://127.0.0.1:" + server.getAddress().getPort());

            assertThat(lineOf(jvm)).contains("check the machine's id and the API URL, or register the machine");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(lineOf(jvm().agent("api-url=http://127.0.0.1:" + port)))
                .startsWith("dumont-sdk-agent: The heartbeat failed: ")
                .contains("Connection refused")
                .endsWith("check the API URL and the network on the way");
    }

    @Test
    void prefersItsArgumentsToTheEnvironment() throws Exception {
        GuestJvm jvm = jvm().agent("instance-id=456789", "reporter-id=trainer");

        try (AgentProcess program = jvm.start("await")) {
            Heartbeat first = controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(first.instanceId().value()).isEqualTo("456789");
            assertThat(first.reporter().id()).isEqualTo("trainer");
            assertThat(program.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "interval=5, argument interval is unknown; there are api-url.*",
        "start-delay-seconds=601, start-delay-seconds must be a whole number of 0 to 600",
        "start-delay-seconds=-1, start-delay-seconds must be a whole number of 0 to 600",
        "api-token=dmt_s3cret, its arguments hold a secret.*DUMONT_API_TOKEN_FILE.*"
    })
    void saysInOneLineWhichArgumentIsWrong(String argument, String line) throws Exception {
        assertThat(lineOf(jvm().agent(argument)))
                .matches("dumont-sdk-agent: it does not report: " + line)
                .doesNotContain("dmt_s3cret");
        assertThat(controlPlane.heartbeats).isEmpty();
    }

    @Test
    void reportsOnceHoweverOftenItIsNamed() throws Exception {
        assertThat(lineOf(jvm().agent("start-delay-seconds=600").agent()))
                .isEqualTo("dumont-sdk-agent: it reports from this JVM already; this second start does nothing");
    }

    private GuestJvm jvm() throws IOException {
        return GuestJvm.of(version, files).environment(controlPlane.environment());
    }

    /** Returns the one line that a program has on its standard error when it ends well. */
    private static String lineOf(GuestJvm jvm) throws Exception {
        try (AgentProcess program = jvm.start("await")) {
            program.awaitErr("\n");
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.out()).isEqualTo("waiting\n");
            return assertThat(program.err().lines()).singleElement().actual();
        }
    }
}
