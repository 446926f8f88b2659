package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at this machine over a real OpenSSH, on loopback. Only the clocks run ahead, so that nobody has to wait. */
class RealSshTest {

    private static final Path ROOT = Path.of("/");
    private static final Pattern TERMINAL = Pattern.compile("at=/dev/pts/(\\d+)\\b");

    @TempDir
    private Path folder;

    private int port;
    private Process server;
    private @Nullable Process client;
    private Duration ahead = Duration.ZERO;

    @BeforeEach
    void startTheServer() throws Exception {
        String sshd = Tool.require("sshd", "openssh-server");
        String keygen = Tool.require("ssh-keygen", "openssh-client");
        run(keygen, "-q", "-t", "ed25519", "-N", "", "-f", file("host"));
        run(keygen, "-q", "-t", "ed25519", "-N", "", "-f", file("id"));
        if (!Files.isDirectory(Path.of("/run/sshd"))) {
            Files.createDirectory(Path.of("/run/sshd")); // where sshd drops its privileges, else made by its service
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin yes
                """.formatted(port, file("host"), file("id.pub")));
        server = new ProcessBuilder(sshd, "-D", "-e", "-f", file("config"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.txt").toFile())
                .start();
        await("sshd listens", this::listens);
    }

    @AfterEach
    void endEverything() throws InterruptedException {
        if (client != null) {
            client.destroyForcibly().waitFor();
        }
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            server.waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void someoneWhoLogsInIsSeenUntilTheyTypeNoMoreAndLeave() throws Exception {
        OutputStream keyboard = logIn();
        int number = terminalOf(keyboard);
        Terminals terminals = new Terminals(new OneTerminal(number));

        terminals.look();
        assertThat(terminals.count()).isEqualTo(1);
        assertThat(terminals.lastInputSeconds()).isBetween(0.0, 60.0);

        ahead = Duration.ofMinutes(10);
        terminals.look();
        assertThat(terminals.lastInputSeconds()).isBetween(600.0, 660.0);

        await(
                "typing is seen",
                () -> { // the kernel notes it once in 8 s
                    type(keyboard, "true\n");
                    terminals.look();
                    return inputSeconds(terminals) < 10;
                });

        type(keyboard, "exit\n");
        await("the terminal is closed", () -> only(number).isEmpty());
        ahead = Duration.ofMinutes(20);
        terminals.look();
        assertThat(terminals.count()).isZero();
        assertThat(terminals.lastInputSeconds()).isBetween(600.0, 660.0);
    }

    @Test
    void theProbeOfThisMachineSeesThem() throws Exception {
        terminalOf(logIn());
        SystemPeopleProbe probe = SystemPeopleProbe.create(Map.of());

        assertThat(probe.sample().sshSessions()).isPositive();
        assertThat(probe.sample().lastInputSeconds()).isBetween(0.0, 60.0);
        assertThat(probe.activeUsers()).isPositive();
    }

    private OutputStream logIn() throws IOException {
        String ssh = Tool.require("ssh", "openssh-client");
        client = new ProcessBuilder(List.of(
                        ssh,
                        "-tt",
                        "-F",
                        "none",
                        "-i",
                        file("id"),
                        "-p",
                        String.valueOf(port),
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "127.0.0.1",
                        "exec sh"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("screen.txt").toFile())
                .start();
        return client.getOutputStream();
    }

    private int terminalOf(OutputStream keyboard) throws InterruptedException {
        type(keyboard, "echo at=$(tty)\n");
        await("a shell comes up", () -> TERMINAL.matcher(read("screen.txt")).find());
        Matcher terminal = TERMINAL.matcher(read("screen.txt"));
        assertThat(terminal.find()).isTrue();
        return Integer.parseInt(terminal.group(1));
    }

    private static Map<Integer, Terminal.Times> only(int number) {
        Map<Integer, Terminal.Times> all = TerminalDevices.list(Path.of("/dev/pts"));
        assertThat(all).isNotNull();
        all.keySet().retainAll(Set.of(number));
        return all;
    }

    private static double inputSeconds(Terminals terminals) {
        Double seconds = terminals.lastInputSeconds();
        return seconds == null ? Double.MAX_VALUE : seconds;
    }

    private static void type(OutputStream keyboard, String keys) {
        try {
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        } catch (IOException gone) {
            throw new AssertionError("the session ended", gone);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException unreadable) {
            throw new AssertionError(name, unreadable);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** Waits, at most half a minute, for what other programs do. */
    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** One terminal of this machine, with its clocks set ahead. */
    private final class OneTerminal implements Terminals.Source {

        private final int number;

        OneTerminal(int number) {
            this.number = number;
        }

        @Override
        public @Nullable Map<Integer, Terminal.Times> devices() {
            return only(number);
        }

        @Override
        public @Nullable Set<Integer> sessions() {
            return Sessions.find(ROOT, new SmallFiles(ROOT));
        }

        @Override
        public long mono() {
            return System.nanoTime() + ahead.toNanos();
        }

        @Override
        public Instant wall() {
            return Instant.now().plus(ahead);
        }
    }
}
