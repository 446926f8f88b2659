package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installed agent is told to update itself: the launcher, two versions of the program, and a server that has the newer. */
class SelfUpdateTest {

    private static final String NEWER = "9" + AgentVersion.TEXT.substring(1);

    @TempDir
    private static Path jars;

    private static Path olderJar;
    private static byte[] newer;

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    private KeyPair key;
    private HttpServer mirror;
    private Path program;

    @TempDir
    private Path files;

    @BeforeAll
    static void pack() throws IOException {
        olderJar = AgentJar.write(jars.resolve("older.jar"));
        newer = Files.readAllBytes(AgentJar.write(jars.resolve("newer.jar"), NEWER));
    }

    @BeforeEach
    void install() throws Exception {
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        program = Files.createDirectory(files.resolve("program"));
        Files.copy(olderJar, program.resolve("dumont-agent.jar"));
        Files.writeString(program.resolve("dumont-agent"), Distribution.text("dumont-agent.sh"));
        Files.setPosixFilePermissions(program.resolve("dumont-agent"), PosixFilePermissions.fromString("rwxr-xr-x"));
        mirror = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        mirror.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, newer.length);
                exchange.getResponseBody().write(newer);
            }
        });
        mirror.start();
    }

    @AfterEach
    void close() {
        mirror.stop(0);
    }

    @Test
    void runsTheNewerVersionAfterItWasStartedAgain() throws Exception {
        command(key);
        Map<String, String> environment = trusting(pem());

        try (AgentProcess agent = start(environment)) {
            assertThat(result().outcome()).isEqualTo(Outcome.DONE);
            assertThat(agent.awaitExit()).as(agent.err()).isEqualTo(ExitCode.RESTART);
        }
        assertThat(program.resolve("dumont-agent.jar")).hasBinaryContent(newer);

        assertRunsNewer(environment);
    }

    @Test
    void keepsTheNewerVersionInItsStateWhereTheProgramIsReadOnly() throws Exception {
        command(key);
        Map<String, String> environment = trusting(base64());
        environment.put(
                "STATE_DIRECTORY", Files.createDirectory(files.resolve("state")).toString());
        run("mount", "--bind", program.toString(), program.toString());
        try {
            run("mount", "-o", "remount,bind,ro", program.toString());
            try (AgentProcess agent = start(environment)) {
                assertThat(result()).extracting(CommandResult::outcome).isEqualTo(Outcome.DONE);
                assertThat(agent.awaitExit()).as(agent.err()).isEqualTo(ExitCode.RESTART);
            }
            assertThat(program.resolve("dumont-agent.jar")).hasSameBinaryContentAs(olderJar);

            assertRunsNewer(environment);
        } finally {
            run("umount", "--lazy", program.toString());
        }
    }

    @Test
    void startsWhatWasInstalledSinceRatherThanTheUpdateOfWhatWasThereBefore() throws Exception {
        Path update = Files.createDirectories(files.resolve("state/update"));
        Files.write(update.resolve("dumont-agent.jar"), newer);
        Files.writeString(update.resolve("made-for"), "");
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("STATE_DIRECTORY", files.resolve("state").toString());

        try (AgentProcess agent = start(environment)) {
            assertThat(controlPlane.next().agentVersion()).as(agent.err()).isEqualTo(AgentVersion.TEXT);
        }
    }

    @Test
    void saysWhereItCannotPutTheNewerVersion() throws Exception {
        command(key);
        run("mount", "--bind", program.toString(), program.toString());
        try {
            run("mount", "-o", "remount,bind,ro", program.toString());
            try (AgentProcess agent = start(trusting(pem()))) {
                CommandResult result = result();
                assertThat(result.outcome()).as(agent.err()).isEqualTo(Outcome.REFUSED);
                assertThat(result.detail()).contains(program + " cannot be written", "no state directory");
            }
        } finally {
            run("umount", "--lazy", program.toString());
        }
    }

    @Test
    void staysWhatItIsWhereAnotherKeySigned() throws Exception {
        command(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());

        try (AgentProcess agent = start(trusting(pem()))) {
            CommandResult result = result();
            assertThat(result.outcome()).as(agent.err()).isEqualTo(Outcome.REFUSED);
            assertThat(result.detail()).contains("no key that this agent trusts");
        }
        assertThat(program.resolve("dumont-agent.jar")).hasSameBinaryContentAs(olderJar);
    }

    @Test
    void refusesWithoutAKeyAndSaysWhatIsMissing() throws Exception {
        command(key);

        try (AgentProcess agent = start(supervised())) {
            CommandResult result = result();
            assertThat(result.outcome()).as(agent.err()).isEqualTo(Outcome.REFUSED);
            assertThat(result.detail()).contains("DUMONT_UPDATE_KEY");
        }
    }

    @Test
    void doesNotStartWithAKeyThatIsNone() throws Exception {
        Map<String, String> environment = trusting("c29tZXRoaW5n");

        try (AgentProcess agent = start(environment)) {
            assertThat(agent.awaitExit()).isEqualTo(ExitCode.USAGE);
            assertThat(agent.err()).contains("DUMONT_UPDATE_KEY: not a public key of Ed25519");
        }
    }

    private AgentProcess start(Map<String, String> environment) throws IOException {
        return AgentProcess.start(
                files, environment, List.of(program.resolve("dumont-agent").toString(), "run"));
    }

    /** The control plane goes on asking, as it does, and is told of what was done before. */
    private void assertRunsNewer(Map<String, String> environment) throws Exception {
        try (AgentProcess agent = start(environment)) {
            Heartbeat heartbeat = controlPlane.next();
            while (!NEWER.equals(heartbeat.agentVersion())) {
                assertThat(controlPlane.heartbeats).as(agent.err()).hasSizeLessThan(20);
                heartbeat = controlPlane.next();
            }
        }
    }

    private CommandResult result() throws InterruptedException {
        while (true) {
            for (CommandResult result : controlPlane.next().results()) {
                if (result.outcome() != Outcome.RUNNING) {
                    return result;
                }
            }
        }
    }

    private Map<String, String> supervised() {
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("DUMONT_JAVA", AgentProcess.java());
        environment.put("DUMONT_SUPERVISED", "1");
        return environment;
    }

    private Map<String, String> trusting(String keys) {
        Map<String, String> environment = supervised();
        environment.put("DUMONT_UPDATE_KEY", keys);
        return environment;
    }

    private String base64() {
        return Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
    }

    private String pem() throws IOException {
        String text = "-----BEGIN PUBLIC KEY-----\n" + base64() + "\n-----END PUBLIC KEY-----\n";
        return Files.writeString(files.resolve("public.pem"), text).toString();
    }

    /** Has the control plane ask for the newer version, which the owner of this key has signed. */
    private void command(KeyPair signer) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(newer));
        String order = "dumont-agent-update v1\nversion: " + NEWER + "\nsha256: " + sha256 + "\n";
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(signer.getPrivate());
        signature.update(order.getBytes(StandardCharsets.US_ASCII));
        Map<String, String> args = Map.of(
                "version",
                NEWER,
                "url",
                "http://127.0.0.1:" + mirror.getAddress().getPort() + "/dumont-agent.jar",
                "sha256",
                sha256,
                "signature",
                Base64.getEncoder().encodeToString(signature.sign()));
        HeartbeatReply reply = HeartbeatReply.builder()
                .nextHeartbeatIn(Duration.ofSeconds(5))
                .commands(List.of(new AgentCommand("u-1", AgentCommand.UPDATE, args)))
                .build();
        controlPlane.answer = heartbeat -> reply;
    }

    /** Only root may mount, and not everywhere. */
    private static void run(String... command) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        assumeTrue(code == 0 || "true".equals(System.getenv("CI")), "this container may not mount");
        assertThat(code).as(String.join(" ", command)).isZero();
    }
}
