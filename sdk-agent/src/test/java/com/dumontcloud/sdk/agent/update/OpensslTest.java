package com.dumontcloud.sdk.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.core.model.AgentCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release signed by another hand: the commands that docs/updates.md gives to whoever makes releases. */
class OpensslTest {

    private static final String SHA_256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @TempDir
    private Path folder;

    @BeforeEach
    void needsOpenssl() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/openssl"));
        assertThat(there || !"true".equals(System.getenv("CI")))
                .as("CI has openssl")
                .isTrue();
        assumeTrue(there, "no openssl on this machine");
    }

    @Test
    void acceptsWhatOpensslSigned() throws Exception {
        Files.writeString(
                folder.resolve("order"), "dumont-agent-update v1\nversion: 1.12.0\nsha256: " + SHA_256 + "\n");
        openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem");
        openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");
        openssl("pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in", "order", "-out", "signature");
        ReleaseKey key = ReleaseKey.parse(Files.readString(folder.resolve("public.pem")));
        Map<String, String> args = new HashMap<>(Map.of(
                "version",
                "1.12.0",
                "url",
                "https://example.org/dumont-agent.jar",
                "sha256",
                SHA_256,
                "signature",
                Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("signature")))));

        assertThat(order(args).isSignedBy(key)).isTrue();

        args.put("version", "1.12.1");
        assertThat(order(args).isSignedBy(key)).isFalse();
    }

    private static UpdateOrder order(Map<String, String> args) {
        return UpdateOrder.from(new AgentCommand("c1", AgentCommand.UPDATE, args));
    }

    private void openssl(String... args) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(args));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
    }
}
