package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReporterOptionsTest {

    private static final MachineId ID = MachineId.of("7");

    @TempDir
    private Path files;

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> ReporterOptions.builder(ID)
                        .initialInterval(Duration.ofSeconds(4))
                        .sampleInterval(Duration.ZERO)
                        .shutdownTimeout(Duration.ofHours(1))
                        .reporterId(" ")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "apiUrl is missing",
                        "apiToken is missing",
                        "initialInterval",
                        "sampleInterval",
                        "shutdownTimeout",
                        "reporterId");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 300})
    void acceptsAnIntervalAtItsBounds(long seconds) {
        ReporterOptions.Builder builder = withSink().initialInterval(Duration.ofSeconds(seconds));

        assertThat(builder.build().initialInterval).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(longs = {4_999, 300_001})
    void refusesAnIntervalBeyondItsBounds(long millis) {
        ReporterOptions.Builder builder = withSink().initialInterval(Duration.ofMillis(millis));

        assertThatThrownBy(builder::build).hasMessageContaining("initialInterval");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://dumontcloud.com", "https://dumontcloud.com/", "https://dumontcloud.com/api",
                        "HTTPS://x:8443/api/v1",
                "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:8080", "http://127.9.9.9",
            })
    void acceptsAnAddressThatShowsTheTokenToNobody(String url) {
        assertThat(withUrl(url).build().apiUrl).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://dumontcloud.com",
                "http://10.0.0.1",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "ftp://localhost",
                "file:///etc",
                "localhost:8080",
                "https:///path",
                "https://user:pass@host",
                "https://host/?a=b",
                "https://host/#x",
                "/api",
            })
    void refusesAnyOtherAddress(String url) {
        ReporterOptions.Builder builder = withUrl(url);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the API URL");
    }

    @Test
    void allowsPlainHttpWhenToldTo() {
        assertThat(withUrl("http://10.0.0.1").allowPlainHttp(true).build()).isNotNull();
    }

    @Test
    void neverShowsTheToken() {
        assertThat(withUrl("https://host").build().toString())
                .contains("https://host")
                .doesNotContain("s3cret");
    }

    @Test
    void copiesEverythingIntoANewBuilder() {
        ReporterOptions options = withUrl("https://host")
                .reporterId("executor-3")
                .handler("snapshot", (command, context) -> context.done(null))
                .peopleProbe(PeopleProbe.none())
                .build();

        ReporterOptions copy = options.toBuilder().build();

        assertThat(copy).usingRecursiveComparison().isEqualTo(options);
    }

    @Test
    void readsTheEnvironment() {
        ReporterOptions options = ReporterOptions.fromEnvironment(Map.of(
                "DUMONT_INSTANCE_ID", "28864630", "DUMONT_API_URL", "https://host", "DUMONT_API_TOKEN", "s3cret"));

        assertThat(options.machineId).isEqualTo(MachineId.of("28864630"));
        assertThat(options.apiUrl).isEqualTo(URI.create("https://host"));
        assertThat(token(options)).isEqualTo("s3cret");
    }

    @Test
    void readsFilesAndTheTokenAnewEachTime() throws IOException {
        Path token = Files.writeString(files.resolve("token"), "first\n");
        ReporterOptions options = ReporterOptions.fromEnvironment(Map.of(
                "DUMONT_INSTANCE_ID_FILE", file("id", "7\n"),
                "DUMONT_API_URL_FILE", file("url", " https://host \n"),
                "DUMONT_API_TOKEN_FILE", token.toString()));

        assertThat(token(options)).isEqualTo("first");
        Files.writeString(token, "rotated\n");
        assertThat(token(options)).isEqualTo("rotated");
    }

    @Test
    void namesEveryMissingVariable() {
        assertThatThrownBy(() -> ReporterOptions.fromEnvironment(Map.of("DUMONT_API_TOKEN", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("DUMONT_INSTANCE_ID", "DUMONT_API_URL", "DUMONT_API_TOKEN");
    }

    @Test
    void namesEveryWrongVariableAndNeverTheToken() throws IOException {
        assertThatThrownBy(() -> ReporterOptions.fromEnvironment(Map.of(
                        "DUMONT_INSTANCE_ID", "two words",
                        "DUMONT_API_URL", "http://far.example.com",
                        "DUMONT_API_TOKEN", "s3cret",
                        "DUMONT_API_TOKEN_FILE", file("token", "t0k"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("DUMONT_INSTANCE_ID", "plain http", "DUMONT_API_TOKEN_FILE")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api.example.com       | environment: the API URL must begin with https://",
                "https:///api          | environment: the API URL has no host",
                "https://me:pw@example | environment: the API URL holds a user or password; give the token apart",
                "https://host?token=pw | environment: the API URL has a query or fragment",
                "nowhere at all        | environment: DUMONT_API_URL is not a URL",
            })
    void saysWhatIsWrongWithTheAddressInTheWordsOfWhoeverSetIt(String url, String said) {
        assertThatThrownBy(() -> ReporterOptions.fromEnvironment(
                        Map.of("DUMONT_INSTANCE_ID", "7", "DUMONT_API_URL", url, "DUMONT_API_TOKEN", "s3cret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(said);
    }

    @Test
    void tellsThePeopleProbeWhereTheEnvironmentSaysThatJupyterIs() {
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID", "7",
                "DUMONT_API_URL", "https://host",
                "DUMONT_API_TOKEN", "s3cret",
                "DUMONT_JUPYTER_URL", "http://localhost:8888/",
                "DUMONT_JUPYTER_TOKEN", "n0tebook");

        assertThat(ReporterOptions.fromEnvironment(environment).peopleProbe).isNotNull();
        assertThat(ReporterOptions.fromEnvironment(environment).toString()).doesNotContain("n0tebook");
    }

    @Test
    void refusesAJupyterServerOfAnotherMachineAmongAllOtherProblems() {
        assertThatThrownBy(() -> ReporterOptions.fromEnvironment(Map.of(
                        "DUMONT_INSTANCE_ID", "7",
                        "DUMONT_API_TOKEN", "s3cret",
                        "DUMONT_JUPYTER_URL", "http://10.0.0.1:8888/?token=n0tebook")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("DUMONT_API_URL", "DUMONT_JUPYTER_URL")
                .hasMessageNotContaining("n0tebook");
    }

    @ParameterizedTest
    @CsvSource({"missing, cannot be read", "empty, is empty"})
    void saysWhatIsWrongWithAFile(String name, String problem) throws IOException {
        Files.writeString(files.resolve("empty"), "\n");
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID", "7",
                "DUMONT_API_URL", "https://host",
                "DUMONT_API_TOKEN_FILE", files.resolve(name).toString());

        assertThatThrownBy(() -> ReporterOptions.fromEnvironment(environment))
                .hasMessageContaining("DUMONT_API_TOKEN_FILE")
                .hasMessageContaining(problem);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(files.resolve(name), text).toString();
    }

    private static String token(ReporterOptions options) {
        return Objects.requireNonNull(options.apiToken).get();
    }

    private static ReporterOptions.Builder withUrl(String url) {
        return ReporterOptions.builder(ID).apiUrl(URI.create(url)).apiToken("s3cret");
    }

    private static ReporterOptions.Builder withSink() {
        return ReporterOptions.builder(ID).sink(heartbeat -> RecordingSink.PLAIN);
    }
}
