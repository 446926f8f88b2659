package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.samples.controlplane.terminal.Networks;
import com.dumontcloud.samples.controlplane.terminal.TerminalOptions;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.policy.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole control plane, a WebSocket to it, and Debian's OpenSSH behind it. */
class TerminalOverHttpTest {

    private static final String TOKEN = "a-user-token-of-the-test";
    private static final String MACHINE = "trainer-1";

    @TempDir
    private Path folder;

    private RealSshd sshd;
    private Plane plane;

    @BeforeEach
    void start() throws Exception {
        sshd = RealSshd.start(folder.resolve("sshd"));
        plane = start(TerminalOptions.DEFAULT, sshd.address());
        sshd.authorize(Files.readString(folder.resolve("data").resolve("ssh-key.pub")));
    }

    @AfterEach
    void stop() throws Exception {
        plane.close();
        sshd.close();
    }

    @Test
    void typesACommandAndReadsItsOutput() throws Exception {
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(100, 30, null)) {
            assertThat(terminal.said().get(0).text("host_key")).isEqualTo(sshd.fingerprint("ed25519"));
            terminal.type("echo answer-$((6 * 7)) $(stty size)\n");
            terminal.see("answer-42 30 100");

            terminal.say("{\"type\":\"resize\",\"columns\":61,\"rows\":19}");
            terminal.type("echo size-$(stty size)\n");
            terminal.see("size-19 61");

            terminal.type("exit\n");
            assertThat(terminal.end()).isEqualTo("1000 exited");
        }
    }

    @Test
    void connectsAgain() throws Exception {
        for (int time = 0; time < 3; time++) {
            try (TerminalClient terminal =
                    TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
                assertThat(terminal.said().get(0).flag("new")).isEqualTo(time == 0);
                terminal.type("echo again-$((1 + " + time + "))\n");
                terminal.see("again-" + (1 + time));
            }
        }
    }

    @Test
    void losesNothingOfWhatComesFasterThanItIsDrawn() throws Exception {
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.type(
                    "stty -opost -echo; head -c 4000000 /dev/zero | tr '\\0' '\\132'; echo; echo the-$((1 + 1))nd\n");
            terminal.see("the-2nd");

            assertThat(terminal.screen()
                            .chars()
                            .filter(character -> character == 'Z')
                            .count())
                    .isEqualTo(4_000_000);
        }
    }

    @Test
    void passesEveryByteThatIsTyped() throws Exception {
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.type("stty raw -echo; echo ready-$((1 + 1)); head -c 200000 | sha256sum; stty sane\n");
            terminal.see("ready-2");
            byte[] pasted = new byte[50_000];
            for (int i = 0; i < pasted.length; i++) {
                pasted[i] = (byte) i;
            }
            for (int i = 0; i < 4; i++) {
                terminal.type(pasted);
            }

            terminal.see(sha256(pasted, 4));
        }
    }

    /** What it writes waits for the page, which waits for what it takes. */
    @Test
    void pastesIntoAProgramThatWritesWhatItReads() throws Exception {
        byte[] pasted = new byte[4 * 1024 * 1024];
        Arrays.fill(pasted, (byte) 'Z');
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.type("stty raw -echo; echo ready-$((1 + 1)); head -c " + pasted.length
                    + " | cat; stty sane; echo the-$((1 + 1))nd\n");
            terminal.see("ready-2");

            terminal.paste(pasted);

            terminal.see("the-2nd");
            assertThat(terminal.screen()
                            .chars()
                            .filter(character -> character == 'Z')
                            .count())
                    .isEqualTo(pasted.length);
        }
    }

    @Test
    void letsItsOwnPageInAndNoOther() throws Exception {
        HttpResponse<String> begun = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(plane.uri().resolve("/api/v1/session"))
                                .header("Authorization", "Bearer " + TOKEN)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        String csrf = "csrf." + JsonObject.parse(begun.body().getBytes()).text("csrf_token");
        String own = plane.uri().toString();
        List<String> protocols = List.of("dumont.terminal", csrf);

        assertThat(status(Map.of("Cookie", cookie, "Origin", "http://evil.example"), protocols))
                .isEqualTo(403);
        assertThat(status(Map.of("Cookie", cookie, "Origin", own + "0"), protocols))
                .isEqualTo(403);
        assertThat(status(Map.of("Cookie", cookie, "Origin", own), List.of("dumont.terminal")))
                .isEqualTo(403);
        assertThat(status(Map.of("Origin", own), protocols)).isEqualTo(401);
        try (TerminalClient terminal = TerminalClient.connect(
                        plane, MACHINE, Map.of("Cookie", cookie, "Origin", own), protocols)
                .open(80, 24, null)) {
            terminal.type("echo mine-$((1 + 1))\n");
            terminal.see("mine-2");
        }
    }

    @Test
    void isNotForTheTokenOfAMachine() {
        try (DumontClient people =
                DumontClient.create(ClientOptions.builder(plane.uri().toString(), CredentialSource.of(TOKEN))
                        .build())) {
            String token = people.agents().issueToken(MachineId.of(MACHINE)).token();

            assertThat(status(Map.of("Authorization", "Bearer " + token), List.of("dumont.terminal")))
                    .isEqualTo(403);
        }
    }

    @Test
    void refusesAMachineThatShowsAnotherHostKeyUntilItIsAccepted() throws Exception {
        try (TerminalClient first =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            assertThat(first.said()).hasSize(1);
        }
        String before = sshd.fingerprint("ed25519");
        sshd.changeHostKey();
        String after = sshd.fingerprint("ed25519");

        try (TerminalClient warned =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            assertThat(warned.end()).isEqualTo("4000 host_key_changed");
            assertThat(warned.said().get(0).text("known")).isEqualTo(before);
            assertThat(warned.said().get(0).text("shown")).isEqualTo(after);
        }
        try (TerminalClient accepted =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, after)) {
            assertThat(accepted.said().get(0).text("type")).isEqualTo("open");
        }
    }

    @Test
    void takesNoMessageThatIsTooLong() throws Exception {
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.type(new byte[64 * 1024 + 1]);

            assertThat(terminal.end()).startsWith("1009");
        }
    }

    @Test
    void endsAtWhatIsNoMessage() throws Exception {
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.say("format c:");

            assertThat(terminal.end()).isEqualTo("1008 protocol");
        }
    }

    @Test
    void endsWhereNothingIsTyped() throws Exception {
        restart(new TerminalOptions(Duration.ofMillis(300), Networks.NONE), sshd.address());
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            assertThat(terminal.end()).isEqualTo("4000 idle");
        }
    }

    @Test
    void endsInOrderWhenTheServerGoes() throws Exception {
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.type("sleep 600\n");
            long begun = System.nanoTime();
            plane.close();

            assertThat(terminal.end()).isEqualTo("1001 shutdown");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        }
    }

    /** As people give the server of a demonstration: by its name, and not one of its addresses. */
    @Test
    void logsInToAServerThatIsGivenByItsName() throws Exception {
        SshAddress named = new SshAddress(
                "localhost", sshd.address().port(), sshd.address().user());
        restart(TerminalOptions.DEFAULT, named);
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            terminal.type("echo named-$((1 + 1))\n");
            terminal.see("named-2");
        }
    }

    @Test
    void forgetsTheHostKeyOfAMachineThatIsGone() throws Exception {
        Path keys = folder.resolve("data").resolve("ssh-host-keys");
        plane.close();
        plane = start(TerminalOptions.DEFAULT, sshd.address(), 60);
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            assertThat(terminal.said()).hasSize(1);
        }
        assertThat(keys).content().contains(MACHINE);

        try (DumontClient people =
                DumontClient.create(ClientOptions.builder(plane.uri().toString(), CredentialSource.of(TOKEN))
                        .build())) {
            MachineId id = MachineId.of(MACHINE);
            people.machines()
                    .destroyWithItsData(
                            id, people.machines().machine(id).machine().name());
        }

        Eventually.holds("its key is forgotten", () -> !contentOf(keys).contains(MACHINE));
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void saysThatTheMachineCannotBeReached() throws Exception {
        sshd.close();
        try (TerminalClient terminal =
                TerminalClient.connect(plane, MACHINE, TOKEN).open(80, 24, null)) {
            assertThat(terminal.end()).isEqualTo("4000 unreachable");
        }
    }

    private int status(Map<String, String> headers, List<String> protocols) {
        return TerminalClient.refusal(plane, MACHINE, headers, protocols).statusCode();
    }

    private void restart(TerminalOptions options, SshAddress address) {
        plane.close();
        plane = start(options, address);
    }

    private Plane start(TerminalOptions options, SshAddress address) {
        return start(options, address, 1);
    }

    private Plane start(TerminalOptions options, SshAddress address, int timeScale) {
        return Plane.start(
                new Plane.Settings(
                        Address.loopback(0),
                        folder.resolve("data"),
                        StoreChoice.SQLITE,
                        ProviderChoice.SIMULATED,
                        Preset.BALANCED,
                        timeScale,
                        false,
                        null,
                        options,
                        address,
                        null,
                        null),
                Map.of(UserToken.VARIABLE, TOKEN));
    }

    private static String sha256(byte[] bytes, int times) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < times; i++) {
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
