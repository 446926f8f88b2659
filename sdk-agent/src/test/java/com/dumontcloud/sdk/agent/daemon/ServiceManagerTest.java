package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd hears, over real sockets and without any. */
class ServiceManagerTest {

    private static final long PID = 4711;

    @TempDir
    private Path files;

    @Test
    void speaksToASocketInTheFileSystem() throws Exception {
        assertReachable(files.resolve("notify").toString());
    }

    @Test
    void speaksToAnAbstractSocket() throws Exception {
        assertReachable("@dumont-agent-test-" + UUID.randomUUID());
    }

    private static void assertReachable(String address) throws Exception {
        try (NotifyReceiver receiver = new NotifyReceiver(address);
                ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", address), PID)) {
            manager.ready("Heartbeats accepted – élan");
            assertThat(receiver.await("READY=1")).isEqualTo("READY=1");
            assertThat(receiver.await("STATUS=")).isEqualTo("STATUS=Heartbeats accepted – élan");
            manager.alive();
            receiver.await("WATCHDOG=1");
            manager.stopping();
            receiver.await("STOPPING=1");
        }
    }

    @Test
    void fallsBackOnTheProgramOfSystemd() throws Exception {
        Tool.require("systemd-notify", "systemd");
        String address = files.resolve("notify").toString();

        try (NotifyReceiver receiver = new NotifyReceiver(address);
                AgentProcess agent =
                        AgentProcess.start(files, Map.of("NOTIFY_SOCKET", address), NotifyByProgram.class, List.of())) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            receiver.await("READY=1");
            receiver.await("STATUS=told by systemd-notify");
        }
    }

    @Test
    void keepsTryingAManagerThatIsAwayAndSaysWhatItMissed() throws Exception {
        String address = files.resolve("notify").toString();

        try (ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", address), PID)) {
            manager.alive();
            try (NotifyReceiver receiver = new NotifyReceiver(address)) {
                manager.alive();
                receiver.await("WATCHDOG=1");
            }
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void saysNothingWhereNobodyListens(String address) {
        Map<String, String> environment = address == null ? Map.of() : Map.of("NOTIFY_SOCKET", address);

        try (ServiceManager manager = ServiceManager.of(environment, PID)) {
            manager.ready("x");
            assertThat(manager.watchdog()).isNull();
        }
    }

    @Test
    void repeatsNoStatus() {
        List<String> sent = new ArrayList<>();
        try (ServiceManager manager = new ServiceManager("@any", null, address -> recorder(sent))) {
            manager.ready("one");
            manager.status("one");
            manager.status("two");
            manager.status("two");
        }

        assertThat(sent).containsExactly("READY=1\nSTATUS=one", "STATUS=two");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "180000000, -, 180000",
                "180000000, 4711, 180000",
                "180000000, 4712, -",
                "1, -, 0",
                "0, -, -",
                "-1, -, -",
                "soon, -, -",
                "-, 4711, -",
            })
    void knowsHowOftenItIsToBeTold(String micros, String pid, Long expectedMillis) {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("NOTIFY_SOCKET", "@any"));
        if (micros != null) {
            environment.put("WATCHDOG_USEC", micros);
        }
        if (pid != null) {
            environment.put("WATCHDOG_PID", pid);
        }

        Duration watchdog = ServiceManager.of(environment, PID).watchdog();

        assertThat(watchdog == null ? null : (Long) watchdog.toMillis()).isEqualTo(expectedMillis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative/path", "vsock:2:9999", "@", "/"})
    void refusesWhatIsNoUnixSocket(String address) {
        org.assertj.core.api.Assertions.assertThatIOException()
                .isThrownBy(() -> NotifySocket.open(address))
                .withMessageContaining(address);
    }

    private static NotifyChannel recorder(List<String> sent) {
        return new NotifyChannel() {
            @Override
            public void send(String message) {
                sent.add(message);
            }

            @Override
            public void close() {}
        };
    }

    /** Tells the manager without a socket. */
    static final class NotifyByProgram {

        private NotifyByProgram() {}

        public static void main(String[] args) throws IOException {
            try (NotifyChannel channel = new NotifyChannel.Program()) {
                channel.send("READY=1\nSTATUS=told by systemd-notify");
            }
        }
    }
}
