package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.nvml.NvmlStatus;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that may be wrong, and what is said of it. */
class DoctorCommandTest {

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @TempDir
    private Path files;

    @Test
    void findsSettingsTokenAndControlPlaneInOrder() throws Exception {
        try (AgentProcess doctor = AgentProcess.start(files, controlPlane.environment(), "doctor")) {
            doctor.awaitExit();

            assertThat(doctor.out())
                    .containsPattern("ok +settings +machine 28864630 at http://127")
                    .containsPattern("ok +token +in DUMONT_API_TOKEN\n")
                    .containsPattern("ok +control plane .*answered 200 after \\d+ ms")
                    .containsPattern("ok +clock +agrees with the control plane")
                    .containsPattern("ok +state .*" + files.resolve("state"))
                    .containsPattern("(ok|warn|fail) +gpus ")
                    .doesNotContain(ControlPlane.TOKEN);
        }
    }

    @Test
    void saysTheSameToPrograms() throws Exception {
        try (AgentProcess doctor = AgentProcess.start(files, Map.of(), "doctor", "--json")) {
            assertThat(doctor.awaitExit()).isEqualTo(1);

            assertThat(doctor.out().lines()).hasSize(1);
            assertThat(doctor.out())
                    .startsWith("{\"ok\":false,\"findings\":[{\"check\":\"settings\",\"level\":\"fail\",\"text\":\"")
                    .contains(
                            "{\"check\":\"token\",\"level\":\"fail\",\"text\":\"there is none\",\"remedy\":\"have one")
                    .endsWith("]}\n");
        }
    }

    @Test
    void warnsOfATokenThatOthersCanRead() throws Exception {
        Path token = Files.writeString(files.resolve("token"), ControlPlane.TOKEN);
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.remove("DUMONT_API_TOKEN");
        environment.put("DUMONT_API_TOKEN_FILE", token.toString());
        AgentSettings settings = new AgentSettings(Map.of(), environment);

        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(SettingsCheck.look(settings).get(1))
                .isEqualTo(Finding.warn("token", token + " can be read by others", "chmod 600 " + token));

        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThat(SettingsCheck.look(settings).get(1)).isEqualTo(Finding.ok("token", "in " + token));

        Files.delete(token);
        assertThat(SettingsCheck.look(settings).get(1).level()).isEqualTo(Finding.Level.FAIL);
    }

    @ParameterizedTest
    @CsvSource({
        "401, FAIL, does not know the token",
        "403, FAIL, does not know the token",
        "301, FAIL, sends elsewhere",
        "404, FAIL, no control plane",
        "503, FAIL, answered 503",
        "200, OK, answered 200",
    })
    void explainsWhatTheControlPlaneAnswers(int status, Finding.Level level, String text) throws IOException {
        Finding finding = ask(status);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains(text);
        assertThat(finding.remedy() == null).isEqualTo(level == Finding.Level.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "0, OK, agrees with",
        "-2000, OK, agrees with",
        "2001, OK, 2 s ahead of",
        "29999, OK, 29 s ahead of",
        "30000, WARN, 30 s ahead of",
        "-30000, WARN, 30 s behind",
        "299999, WARN, 299 s ahead of",
        "300000, FAIL, 300 s ahead of",
        "-300000, FAIL, 300 s behind",
    })
    void comparesTheClocks(long aheadMillis, Finding.Level level, String text) {
        Finding finding = ControlPlaneCheck.clock(Duration.ofMillis(aheadMillis));

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains(text);
        assertThat(finding.remedy() == null).isEqualTo(level == Finding.Level.OK);
    }

    @Test
    void readsTheTimeOfTheControlPlaneFromItsAnswer() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nDate: Tue, 01 Jan 2036 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n";
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            answerOnce(server, answer);

            Map<String, String> environment = Map.of("DUMONT_API_URL", "http://127.0.0.1:" + server.getLocalPort());
            List<Finding> findings = ControlPlaneCheck.look(new AgentSettings(Map.of(), environment));

            assertThat(findings.get(1).text()).endsWith("s behind the control plane");
            assertThat(findings.get(1).level()).isEqualTo(Finding.Level.FAIL);
        }
    }

    @Test
    void explainsWhyAControlPlaneCannotBeReached() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        assertThat(lookAt("http://127.0.0.1:" + closed).remedy()).contains("firewalls");
        assertThat(lookAt("https://no-such-host.invalid").remedy()).contains("DNS");
        URI route = URI.create("https://example.com/api/v1/agent/status");
        assertThat(ControlPlaneCheck.unreachable(route, new SSLHandshakeException("no path"))
                        .remedy())
                .contains("certificate");
        assertThat(ControlPlaneCheck.unreachable(route, new SocketTimeoutException("late"))
                        .remedy())
                .contains("firewalls");
        assertThat(lookAt("http://example.com").text()).contains("plain http");
    }

    @Test
    void callsAMachineWithoutAGpuWell() {
        List<Finding> findings = GpuCheck.look();

        assertThat(findings).isNotEmpty();
        NvmlStatus status = com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe.check();
        boolean well = status.state() == NvmlStatus.State.READY || status.state() == NvmlStatus.State.NO_GPU;
        assertThat(findings.get(0).level() == Finding.Level.FAIL).isEqualTo(!well);
        assertThat(findings.get(0).text()).contains(status.sentence());
    }

    @Test
    void saysThatAServiceCannotSeeNotebooks() throws IOException {
        Layout layout = image();
        assertThat(PeopleCheck.look(layout, new Machine()).level()).isEqualTo(Finding.Level.OK);

        Files.createDirectories(layout.at("/home/ana/.local/share/jupyter"));
        Finding blind = PeopleCheck.look(layout, new Machine());
        assertThat(blind.level()).isEqualTo(Finding.Level.WARN);
        assertThat(blind.remedy()).contains("--watch-notebooks");

        Files.createDirectories(layout.dropIns());
        Files.writeString(layout.dropIns().resolve("notebooks.conf"), "");
        assertThat(PeopleCheck.look(layout, new Machine()).level()).isEqualTo(Finding.Level.OK);
    }

    @Test
    void noticesAUnitOfAnotherVersion() throws IOException {
        Layout layout = image();
        ServiceCheck check = new ServiceCheck(layout, new Machine(), null);
        assertThat(check.look(Instant.EPOCH).get(0).level()).isEqualTo(Finding.Level.WARN);

        Files.writeString(layout.unit(), Distribution.text("dumont-agent.service"));
        List<Finding> findings = check.look(Instant.EPOCH);
        assertThat(findings.get(0).level()).isEqualTo(Finding.Level.OK);
        assertThat(findings.get(1).level()).isEqualTo(Finding.Level.FAIL);
        assertThat(findings.get(1).remedy()).contains("systemctl start dumont-agent", "journalctl");
    }

    private Layout image() throws IOException {
        Layout layout = new Layout(files.resolve("image"));
        Files.createDirectories(layout.at("/proc/self"));
        Files.writeString(layout.at("/proc/self/stat"), "");
        Files.createDirectories(layout.at("/etc/systemd/system"));
        Files.writeString(layout.unit(), "[Service]\n");
        return layout;
    }

    private Finding lookAt(String url) {
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("DUMONT_API_URL", url);
        Finding finding =
                ControlPlaneCheck.look(new AgentSettings(Map.of(), environment)).get(0);
        assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
        return finding;
    }

    private static void answerOnce(ServerSocket server, String answer) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException over) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static Finding ask(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/agent/status", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            Map<String, String> environment = Map.of("DUMONT_API_URL", url, "DUMONT_API_TOKEN", "x");
            return ControlPlaneCheck.look(new AgentSettings(Map.of(), environment))
                    .get(0);
        } finally {
            server.stop(0);
        }
    }
}
