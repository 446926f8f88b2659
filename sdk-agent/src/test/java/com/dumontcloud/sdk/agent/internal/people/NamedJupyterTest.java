package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedJupyterTest {

    @TempDir
    private Path files;

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8888/, /, false",
        "http://localhost:8888, /, false",
        "https://127.0.0.1:8888/user/ada, /user/ada/, true",
        "HTTP://gpu-7:8888/, /, false",
        "http://[::1]:8888/, /, false"
    })
    void readsTheServer(String url, String base, boolean secure) {
        JupyterServer server = named(Map.of("DUMONT_JUPYTER_URL", url, "DUMONT_JUPYTER_TOKEN", "s3cret"));

        assertThat(server.address().getPort()).isEqualTo(8888);
        assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(server.basePath()).isEqualTo(base);
        assertThat(server.secure()).isEqualTo(secure);
        assertThat(server.token()).isEqualTo("s3cret");
    }

    @Test
    void readsTheTokenAnewEachTime() throws IOException {
        Path token = Files.writeString(files.resolve("token"), "first\n");
        NamedJupyter named = NamedJupyter.of(
                Map.of("DUMONT_JUPYTER_URL", "http://localhost:8888", "DUMONT_JUPYTER_TOKEN_FILE", token.toString()),
                null);

        assertThat(Objects.requireNonNull(named).server().token()).isEqualTo("first");
        Files.writeString(token, "rotated\n");
        assertThat(named.server().token()).isEqualTo("rotated");
        Files.delete(token);
        assertThat(named.server().token()).isNull();
        assertThat(named.server().address()).isEqualTo(new InetSocketAddress("127.0.0.1", 8888));
    }

    @Test
    void namesNothingWithoutAnAddress() {
        assertThat(NamedJupyter.of(Map.of("DUMONT_JUPYTER_TOKEN", "s3cret", "DUMONT_JUPYTER_URL", " "), null))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com:8888/",
                "http://192.0.2.1:8888/",
                "http://localhost/",
                "localhost:8888",
                "ftp://localhost:8888/",
                "http://localhost:8888/?token=s3cret",
                "http://ada:s3cret@localhost:8888/",
                "http://localhost:8888/#s3cret",
                "http://local host:8888/s3cret",
                "http:///",
                "/"
            })
    void refusesWhatIsNoServerOfThisMachineAndNeverShowsAToken(String url) {
        assertThatThrownBy(() -> NamedJupyter.of(Map.of("DUMONT_JUPYTER_URL", url), "gpu-7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DUMONT_JUPYTER_URL")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesTwoTokens() {
        Map<String, String> both = Map.of(
                "DUMONT_JUPYTER_URL", "http://localhost:8888",
                "DUMONT_JUPYTER_TOKEN", "s3cret",
                "DUMONT_JUPYTER_TOKEN_FILE", "/token");

        assertThatThrownBy(() -> NamedJupyter.of(both, null))
                .hasMessageContaining("DUMONT_JUPYTER_TOKEN_FILE")
                .hasMessageNotContaining("s3cret");
    }

    private static JupyterServer named(Map<String, String> environment) {
        return Objects.requireNonNull(NamedJupyter.of(environment, "gpu-7")).server();
    }
}
