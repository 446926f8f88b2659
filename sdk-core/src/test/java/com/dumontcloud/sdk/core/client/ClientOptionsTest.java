package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientOptionsTest {

    private static final CredentialSource TOKEN = CredentialSource.of("s3cret");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.dumontcloud.com",
                "https://host:8443/prefix/",
                "http://localhost:8080",
                "http://127.0.0.1",
                "http://127.1.2.3:1",
                "http://[::1]:8080",
                "HTTPS://HOST"
            })
    void acceptsHttpsAnywhereAndPlainHttpToThisMachine(String url) {
        assertThatCode(() -> ClientOptions.builder(url, TOKEN).build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://10.0.0.7", "http://localhost.example", "http://127.0.0.1.example", "http://0.0.0.0"})
    void acceptsPlainHttpElsewhereOnlyWhereThatIsSaid(String url) {
        assertThatThrownBy(() -> ClientOptions.builder(url, TOKEN).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plain http");

        assertThatCode(() ->
                        ClientOptions.builder(url, TOKEN).allowPlainHttp(true).build())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'',not of the form",
        "api.dumontcloud.com,not of the form",
        "ftp://host,not of the form",
        "https://host/api/v1,leave out /api",
        "https://host/api/,leave out /api",
        "https://host?x=1,query or a fragment",
        "https://host#x,query or a fragment",
        "https://me:hunter2@host,user name or password",
        "https://me:hunter2@,not of the form"
    })
    void saysWhatIsWrongWithAnAddressAndShowsNoPassword(String url, String problem) {
        assertThatThrownBy(() -> ClientOptions.builder(url, TOKEN).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> ClientOptions.builder("http://far.example/api", TOKEN)
                        .connectTimeout(Duration.ZERO)
                        .readTimeout(Duration.ofSeconds(-1))
                        .callTimeout(Duration.ofHours(1).plusNanos(1))
                        .maxRetries(11)
                        .retryDelay(Duration.ofSeconds(11))
                        .userAgentSuffix("a\nb")
                        .build())
                .hasMessageContainingAll(
                        "leave out /api",
                        "plain http",
                        "connectTimeout is PT0S",
                        "readTimeout is PT-1S",
                        "callTimeout is PT1H0.000000001S",
                        "maxRetries is 11",
                        "retryDelay is PT11S, longer than maxRetryDelay, PT10S",
                        "userAgentSuffix");
    }

    @Test
    void acceptsValuesAtTheEdgesOfTheirRanges() {
        assertThatCode(() -> ClientOptions.builder("https://host", TOKEN)
                        .connectTimeout(Duration.ofNanos(1))
                        .readTimeout(Duration.ofHours(1))
                        .callTimeout(Duration.ofHours(1))
                        .maxRetries(10)
                        .retryDelay(Duration.ofSeconds(10))
                        .userAgentSuffix("tool/1 (x)")
                        .build())
                .doesNotThrowAnyException();
        assertThatCode(() -> ClientOptions.builder("https://host", TOKEN)
                        .maxRetries(0)
                        .build())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ClientOptions.builder("https://host", TOKEN)
                        .maxRetries(-1)
                        .build())
                .hasMessageContaining("maxRetries is -1");
    }

    @Test
    void readsAddressAndTokenFromTheEnvironment() {
        ClientOptions options = ClientOptions.fromEnvironment(
                Map.of("DUMONT_API_URL", " https://host ", "DUMONT_API_TOKEN", "s3cret\n"));

        assertThat(options.baseUrl().toString()).isEqualTo("https://host/");
        assertThat(options.credentials().token()).isEqualTo("s3cret");
    }

    @Test
    void readsTheTokenFromTheFileThatTheEnvironmentNames(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "s3cret\r\n");

        ClientOptions options = ClientOptions.fromEnvironment(
                Map.of("DUMONT_API_URL", "https://host", "DUMONT_API_TOKEN_FILE", file.toString()));

        assertThat(options.credentials().token()).isEqualTo("s3cret");
    }

    @Test
    void namesEverythingThatAnEnvironmentLacks() {
        assertThatThrownBy(() -> ClientOptions.fromEnvironment(Map.of("DUMONT_API_URL", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DUMONT_API_URL is not set")
                .hasMessageContaining("neither DUMONT_API_TOKEN nor DUMONT_API_TOKEN_FILE is set");
    }

    @Test
    void refusesAnEnvironmentThatIsAmbiguousOrWrongWithoutShowingTheToken() {
        assertThatThrownBy(() -> ClientOptions.fromEnvironment(Map.of(
                        "DUMONT_API_URL", "http://far.example",
                        "DUMONT_API_TOKEN", "s3cret",
                        "DUMONT_API_TOKEN_FILE", "/token")))
                .hasMessageContaining("plain http")
                .hasMessageContaining("both DUMONT_API_TOKEN and DUMONT_API_TOKEN_FILE are set")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> ClientOptions.fromEnvironment(
                        Map.of("DUMONT_API_URL", "https://host", "DUMONT_API_TOKEN", "s3cret with blank")))
                .hasMessageContaining("DUMONT_API_TOKEN: the token has a character at position 6")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void changesACopyAndNotTheOriginal() {
        ClientOptions.Builder builder = ClientOptions.builder("https://host", TOKEN);
        ClientOptions options = builder.build();
        builder.maxRetries(7);

        ClientOptions changed = options.toBuilder().maxRetries(9).build();

        assertThat(options.retryRules().maxRetries()).isEqualTo(3);
        assertThat(changed.retryRules().maxRetries()).isEqualTo(9);
        assertThat(changed.baseUrl()).isEqualTo(options.baseUrl());
    }
}
