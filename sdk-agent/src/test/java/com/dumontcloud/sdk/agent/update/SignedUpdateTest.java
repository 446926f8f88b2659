package com.dumontcloud.sdk.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUpdateTest {

    private static final byte[] OLD = "the agent that runs".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "a newer agent".repeat(1000).getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger fetched = new AtomicInteger();
    private final AtomicInteger restarts = new AtomicInteger();
    private final Notes context = new Notes();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Answer answer = exchange -> send(exchange, 200, NEW);
    private KeyPair key;
    private HttpServer server;
    private Path jar;

    @TempDir
    private Path folder;

    /** What the download server does. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void prepare() throws Exception {
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        jar = Files.write(folder.resolve("dumont-agent.jar"), OLD);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                fetched.incrementAndGet();
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void putsANewerVersionInItsPlaceAndKeepsTheOldOne() throws Exception {
        CommandResult result = update(order("1.3.0"));

        assertThat(result).isEqualTo(result(Outcome.DONE, "version 1.3.0 takes the place of 1.2.0"));
        assertThat(jar).hasBinaryContent(NEW);
        assertThat(folder.resolve("dumont-agent.jar.previous")).hasBinaryContent(OLD);
        assertThat(folder.toFile().list()).hasSize(2);
        assertThat(context.progress).last().isEqualTo(1.0);
        assertThat(restarts).hasValue(0);
        context.afterwards.forEach(Runnable::run);
        assertThat(restarts).hasValue(1);
    }

    @Test
    void keepsWhoMayRunIt() throws Exception {
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rwxr-x--x"));

        update(order("1.3.0"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)))
                .isEqualTo("rwxr-x--x");
    }

    @Test
    void updatesWhatALinkPointsAt() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("current.jar"), jar);

        CommandResult result = SignedUpdate.builder(link, "1.2.0", keys(), restarts::incrementAndGet)
                .build()
                .run(command(order("1.3.0")), context);

        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(link).isSymbolicLink();
        assertThat(jar).hasBinaryContent(NEW);
    }

    @Test
    void updatesAgainAndKeepsTheVersionBefore() throws Exception {
        update(order("1.3.0"));
        byte[] newest = "the newest".getBytes(StandardCharsets.UTF_8);
        answer = exchange -> send(exchange, 200, newest);

        update(order("1.4.0", newest, null));

        assertThat(jar).hasBinaryContent(newest);
        assertThat(folder.resolve("dumont-agent.jar.previous")).hasBinaryContent(NEW);
    }

    @Test
    void survivesAnUpdateThatWasCutBetweenItsTwoSteps() throws Exception {
        Files.createLink(folder.resolve("dumont-agent.jar.previous"), jar);
        Files.createLink(folder.resolve("dumont-agent.jar.previous.new"), jar);

        assertThat(update(order("1.3.0")).outcome()).isEqualTo(Outcome.DONE);
        assertThat(jar).hasBinaryContent(NEW);
        assertThat(folder.resolve("dumont-agent.jar.previous")).hasBinaryContent(OLD);
        assertThat(folder.toFile().list()).hasSize(2);
    }

    @Test
    void trustsAnyOfItsKeys() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        CommandResult result = SignedUpdate.builder(
                        jar, "1.2.0", List.of(pem(other), pem(key)), restarts::incrementAndGet)
                .build()
                .run(command(order("1.3.0")), context);

        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "url", "sha256", "signature"})
    void refusesAnOrderThatLacksAnything(String name) throws Exception {
        Map<String, String> order = order("1.3.0");
        order.remove(name);

        assertRefused(order, "the command has no " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "version, 1.4.0, no key that this agent trusts",
        "version, latest, version is not a version",
        "version, '1.3.0\nsha256: 00', version is not a version",
        "sha256, 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, no key that this agent trusts",
        "sha256, 9f86, sha256 is not 64 hexadecimal digits",
        "signature, AAAA, signature has 3 bytes",
        "signature, 'not base64!', signature is not Base64",
        "downgrade_from, 1.2.0, no key that this agent trusts",
        "downgrade_from, x, downgrade_from is not a version",
        "url, http://example.org/agent.jar, url must begin with https://",
        "url, ftp://127.0.0.1/agent.jar, url must begin with https://",
        "url, file:///etc/passwd, url must begin with https://",
        "url, https://user:pass@h/a.jar, url must begin with https://",
        "url, jar:file:/a.jar!/b, url must begin with https://",
        "url, '', the command has no url",
        "url, 'http://[', url is not a URL",
    })
    void refusesAnOrderThatWasTamperedWith(String name, String value, String why) throws Exception {
        Map<String, String> order = order("1.3.0");
        order.put(name, value);

        assertRefused(order, why);
    }

    @Test
    void refusesTheSignatureOfAStranger() throws Exception {
        Map<String, String> order = order("1.3.0");
        key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertRefused(order, "no key that this agent trusts signed version 1.3.0");
    }

    @Test
    void refusesASignatureWithAnyBitChanged() throws Exception {
        Map<String, String> order = order("1.3.0");
        byte[] good = Base64.getDecoder().decode(order.get("signature"));
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            order.put("signature", Base64.getEncoder().encodeToString(bad));
            assertThat(update(order).outcome()).isEqualTo(Outcome.REFUSED);
        }
        assertThat(fetched).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.0", "1.2", "1.2.0.0"})
    void hasNothingToDoForTheVersionThatRuns(String version) throws Exception {
        assertThat(update(order(version))).isEqualTo(result(Outcome.DONE, "version 1.2.0 runs already"));
        assertThat(fetched).hasValue(0);
        assertThat(context.afterwards).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.9", "1.2.0-rc.1", "0.9"})
    void neverGoesBackByItself(String version) throws Exception {
        assertRefused(order(version), "is older than 1.2.0");
    }

    @Test
    void goesBackWhereTheSignatureSaysSo() throws Exception {
        assertThat(update(order("1.1.0", NEW, "1.2.0")).outcome()).isEqualTo(Outcome.DONE);
        assertThat(jar).hasBinaryContent(NEW);
    }

    @Test
    void doesNotGoBackFromAnotherVersionThanTheOneSigned() throws Exception {
        assertRefused(order("1.1.0", NEW, "1.1.5"), "is older than 1.2.0");
    }

    @Test
    void installsNothingThatIsNotWhatWasSigned() throws Exception {
        byte[] tampered = NEW.clone();
        tampered[100] ^= 1;
        answer = exchange -> send(exchange, 200, tampered);

        assertFailed(order("1.3.0"), "not what was signed");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 307, 401, 404, 500})
    void installsNothingFromAnyOtherAnswer(int status) throws Exception {
        answer = exchange -> {
            exchange.getResponseHeaders().add("Location", url() + "elsewhere");
            exchange.sendResponseHeaders(status, -1);
        };

        assertFailed(order("1.3.0"), String.valueOf(status));
        assertThat(fetched).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopsAtTheLargestSizeWhetherOrNotItIsAnnounced(boolean announced) throws Exception {
        byte[] large = new byte[2049];
        answer = exchange -> {
            exchange.sendResponseHeaders(200, announced ? large.length : 0);
            exchange.getResponseBody().write(large);
        };

        assertFailed(limited(2048, Duration.ofSeconds(20)), order("1.3.0", large, null), "more than 2048 bytes");
        assertThat(limited(2049, Duration.ofSeconds(20))
                        .run(command(order("1.3.0", large, null)), context)
                        .outcome())
                .isEqualTo(Outcome.DONE);
    }

    @Test
    void breaksOffADownloadThatTricklesIn() throws Exception {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            OutputStream out = exchange.getResponseBody();
            try {
                while (!over.await(10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    out.write(0);
                    out.flush();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };

        assertFailed(limited(2_000_000, Duration.ofMillis(300)), order("1.3.0"), "took longer than");
    }

    @Test
    void saysWhenTheServerHangsUpInTheMiddle() throws Exception {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, NEW.length);
            exchange.getResponseBody().write(NEW, 0, 10);
            exchange.getResponseBody().flush();
            exchange.close();
        };

        CommandResult result = update(order("1.3.0"));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.detail()) // newer JDKs see it before we do
                .containsAnyOf("broke off after 10 of " + NEW.length, "Premature EOF");
        assertUntouched();
    }

    @Test
    void saysWhereItCannotWrite() throws Exception {
        Path gone = folder.resolve("gone/dumont-agent.jar");

        CommandResult result = SignedUpdate.builder(gone, "1.2.0", keys(), restarts::incrementAndGet)
                .build()
                .run(command(order("1.3.0")), context);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.detail()).contains("could not be installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----"})
    void isNotBuiltWithAKeyThatIsNone(String text) {
        assertThatThrownBy(() -> SignedUpdate.builder(jar, "1.2.0", List.of(text), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Ed25519");
    }

    @Test
    void isNotBuiltWithAKeyOfAnotherKind() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertThatThrownBy(() -> SignedUpdate.builder(jar, "1.2.0", List.of(pem(rsa)), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNotBuiltWithoutAKeyOrAVersion() {
        assertThatThrownBy(() -> SignedUpdate.builder(jar, "1.2.0", List.of(), () -> {}))
                .hasMessageContaining("no key");
        assertThatThrownBy(() -> SignedUpdate.builder(jar, "unknown", keys(), () -> {}))
                .hasMessageContaining("unknown");
    }

    private void assertRefused(Map<String, String> order, String why) throws Exception {
        CommandResult result = update(order);

        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(result.detail()).contains(why);
        assertThat(fetched).hasValue(0);
        assertUntouched();
    }

    private void assertFailed(Map<String, String> order, String why) throws Exception {
        assertFailed(limited(1_000_000, Duration.ofSeconds(20)), order, why);
    }

    private void assertFailed(SignedUpdate update, Map<String, String> order, String why) throws Exception {
        CommandResult result = update.run(command(order), context);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.detail()).contains(why);
        assertUntouched();
    }

    private void assertUntouched() {
        assertThat(jar).hasBinaryContent(OLD);
        assertThat(folder.toFile().list()).containsExactly("dumont-agent.jar");
        assertThat(context.afterwards).isEmpty();
    }

    private CommandResult update(Map<String, String> order) throws Exception {
        return limited(1_000_000, Duration.ofSeconds(20)).run(command(order), context);
    }

    private SignedUpdate limited(long mostBytes, Duration timeout) {
        return SignedUpdate.builder(jar, "1.2.0", keys(), restarts::incrementAndGet)
                .mostBytes(mostBytes)
                .timeout(timeout)
                .build();
    }

    private Map<String, String> order(String version) throws Exception {
        return order(version, NEW, null);
    }

    /** Signs the bytes that the documentation gives, written out here once more. */
    private Map<String, String> order(String version, byte[] artifact, @Nullable String downgradeFrom)
            throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(artifact));
        String text = "dumont-agent-update v1\nversion: " + version + "\nsha256: " + sha256 + "\n";
        Map<String, String> order = new HashMap<>(Map.of("version", version, "url", url(), "sha256", sha256));
        if (downgradeFrom != null) {
            text += "downgrade-from: " + downgradeFrom + "\n";
            order.put("downgrade_from", downgradeFrom);
        }
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key.getPrivate());
        signer.update(text.getBytes(StandardCharsets.US_ASCII));
        order.put("signature", Base64.getEncoder().encodeToString(signer.sign()));
        return order;
    }

    private static AgentCommand command(Map<String, String> order) {
        return new AgentCommand("c1", AgentCommand.UPDATE, order);
    }

    private static CommandResult result(Outcome outcome, String detail) {
        return CommandResult.of("c1", outcome, detail);
    }

    private List<String> keys() {
        return List.of(pem(key));
    }

    private static String pem(KeyPair pair) {
        String body = Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/dumont-agent.jar?mirror=1";
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (InputStream request = exchange.getRequestBody()) {
            request.readAllBytes();
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** A context that remembers. */
    private static final class Notes implements CommandContext {

        private final List<Double> progress = new ArrayList<>();
        private final List<Runnable> afterwards = new ArrayList<>();

        @Override
        public @Nullable Duration timeLeft() {
            return null;
        }

        @Override
        public void progress(double part, @Nullable String detail) {
            progress.add(part);
        }

        @Override
        public void afterwards(Runnable action) {
            afterwards.add(action);
        }

        @Override
        public CommandResult done(@Nullable String detail) {
            return CommandResult.of("c1", Outcome.DONE, detail);
        }

        @Override
        public CommandResult doneWithSnapshot(String snapshotId, @Nullable String detail) {
            return new CommandResult("c1", Outcome.DONE, detail, null, snapshotId);
        }

        @Override
        public CommandResult failed(String detail) {
            return CommandResult.of("c1", Outcome.FAILED, detail);
        }

        @Override
        public CommandResult refused(String detail) {
            return CommandResult.of("c1", Outcome.REFUSED, detail);
        }
    }
}
