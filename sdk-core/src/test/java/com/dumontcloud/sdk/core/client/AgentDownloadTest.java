package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentDownloadTest {

    private static final String AGENT = "#!/bin/sh\necho agent\n".repeat(10_000);
    private static final String SHA256 =
            ByteString.encodeString(AGENT, StandardCharsets.UTF_8).sha256().hex();

    private TestPlane plane;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        plane = new TestPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s", "%s\n", "%s  dumont-agent\n", "%s *dumont-agent\r\n", "other  line\n%S  dumont-agent\n"})
    void writesTheAgentThatMatchesItsChecksum(String checksums) throws Exception {
        answer(checksums.formatted(SHA256));
        answer(AGENT);
        Path target = directory.resolve("agent");

        plane.agents().downloadAgent(target);

        assertThat(target).hasContent(AGENT);
        assertThat(files()).containsExactly(target);
        RecordedRequest checksum = plane.taken();
        assertThat(checksum.getTarget()).isEqualTo("/downloads/agent/latest/dumont-agent.sha256");
        assertThat(checksum.getHeaders().get("Authorization")).isNull();
        RecordedRequest agent = plane.taken();
        assertThat(agent.getTarget()).isEqualTo("/downloads/agent/latest/dumont-agent");
        assertThat(agent.getHeaders().get("Authorization")).isNull();
    }

    @Test
    void leavesTheOldFileWhereTheChecksumDoesNotMatch() throws Exception {
        answer("0".repeat(64));
        answer(AGENT);
        Path target = Files.writeString(directory.resolve("agent"), "old");

        assertThatThrownBy(() -> plane.agents().downloadAgent(target))
                .hasMessageContaining(SHA256)
                .isInstanceOf(DumontException.class)
                .extracting(thrown -> ((DumontException) thrown).kind())
                .isEqualTo(Kind.INVALID_ANSWER);

        assertThat(target).hasContent("old");
        assertThat(files()).containsExactly(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "%s  dumont-agent.jar\n"})
    void downloadsNothingWithoutAChecksum(String checksums) throws Exception {
        answer(checksums.formatted(SHA256));

        assertThatThrownBy(() -> plane.agents().downloadAgent(directory.resolve("agent")))
                .hasMessageContaining("holds no SHA-256");

        assertThat(files()).isEmpty();
    }

    @Test
    void startsAgainWhereTheConnectionBroke() throws Exception {
        answer(SHA256);
        plane.server.enqueue(new MockResponse.Builder()
                .body(AGENT)
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        answer(AGENT);
        Path target = directory.resolve("agent");

        plane.agents().downloadAgent(target);

        assertThat(target).hasContent(AGENT);
    }

    @Test
    void saysThatTheFileCannotBeWritten() {
        answer(SHA256);

        assertThatThrownBy(() -> plane.agents().downloadAgent(directory.resolve("missing/agent")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not be written");
    }

    private void answer(String body) {
        plane.server.enqueue(
                new MockResponse.Builder().body(new Buffer().writeUtf8(body)).build());
    }

    private Path[] files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toArray(Path[]::new);
        }
    }
}
