package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeTest {

    @TempDir
    private Path data;

    private Map<String, String> environment = Map.of();
    private final Termination termination = new Termination();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --provider vast --time-scale 2                         | --time-scale is for --provider simulated
            --provider simulated --time-scale 0                    | --time-scale must be 1 to 1000
            --provider simulated --time-scale 1001                 | --time-scale must be 1 to 1000
            --provider vast --simulated-agents on                  | --simulated-agents on is for --provider simulated
            --provider simulated --tls-key key.pem                 | --tls-certificate and --tls-key belong together
            --provider simulated --host 0.0.0.0                    | is reached from other machines
            --provider simulated --store jdbc:mysql://db/x         | neither sqlite nor the URL of a PostgreSQL database
            --provider simulated --shadow 12h                      | it must be 24h or off
            --provider simulated --preset hasty                    | hasty
            --provider vast --simulated-ssh root@127.0.0.1:22      | --simulated-ssh is for --provider simulated
            --provider simulated --simulated-ssh 127.0.0.1:22      | write it as USER@HOST:PORT
            --provider simulated --simulated-ssh root@localhost:0  | it must be 1 to 65535
            --provider simulated --simulated-ssh a@-oProxy=x:22    | must be names or addresses
            --provider simulated --terminal-network example.com    | is no network
            --provider simulated --terminal-idle 0                 | --terminal-idle must be 1 to 1440 minutes
            --provider simulated --terminal-idle 1441              | --terminal-idle must be 1 to 1440 minutes
            --provider simulated --public-url https://example.com  | --public-url is for --provider vast
            --provider vast --public-url plane.example.com         | --public-url must be https://
            --provider vast --public-url http://plane.example.com  | --public-url must be https://
            --provider vast --public-url https://a:b@example.com   | --public-url must be https://
            --provider vast --public-url https://example.com?t=1   | --public-url must be https://
            --provider somebody                                    | somebody
            --port 8080                                            | --provider
            """)
    void saysWhichOptionsAreWrong(String options, String problem) {
        assertThat(serve(options.split(" "))).isEqualTo(2);
        assertThat(said(errors)).contains(problem);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void saysWhatIsMissingForVast() {
        assertThat(serve("--provider", "vast", "--port", "0")).isEqualTo(2);
        assertThat(said(errors)).contains("VAST_API_KEY");
    }

    @Test
    void saysThatNoPortIsLikeThat() {
        assertThat(serve("--provider", "simulated", "--port", "70000")).isEqualTo(2);
        assertThat(said(errors)).contains("70000", "0 to 65535");
    }

    @Test
    void saysWhichFileForTlsCannotBeRead() {
        String missing = data.resolve("no-such-file.pem").toString();

        assertThat(serve("--provider", "simulated", "--tls-certificate", missing, "--tls-key", missing))
                .isEqualTo(2);
        assertThat(said(errors)).contains("no-such-file.pem", "TLS");
    }

    @Test
    void takesNoUserTokenThatCouldBeGuessed() {
        environment = Map.of(UserToken.VARIABLE, "fifteen-letters");

        assertThat(serve("--provider", "simulated", "--port", "0")).isEqualTo(2);
        assertThat(said(errors)).contains(UserToken.VARIABLE, "15 characters", "16");
    }

    @Test
    void takesAUserTokenOfSixteenCharacters() {
        environment = Map.of(UserToken.VARIABLE, "sixteen-letters!");
        termination.request();

        assertThat(serve("--provider", "simulated", "--port", "0")).isZero();
    }

    /** It could be there the next time: whoever starts it does so again. */
    @Test
    void saysThatTheDatabaseCannotBeReachedAndFails() {
        assertThat(serve("--provider", "simulated", "--port", "0", "--store", "jdbc:postgresql://127.0.0.1:1/none"))
                .isEqualTo(1);
        assertThat(said(errors)).contains("127.0.0.1:1", "cannot be reached").doesNotContain("goes on by itself");
    }

    @Test
    void saysThatAFileOfATokenIsMissing() {
        String missing = data.resolve("no-such-token").toString();

        assertThat(serve("--provider", "simulated", "--port", "0", "--metrics-token-file", missing))
                .isEqualTo(2);
        assertThat(said(errors)).contains("/metrics", "no-such-token");
    }

    @Test
    void saysThatMachinesOfVastWillNotReportAndHowToMendIt() {
        termination.request();
        environment = Map.of("VAST_API_KEY", "any", "VAST_URL", "http://127.0.0.1:9");

        assertThat(serve("--provider", "vast", "--port", "0")).isZero();

        assertThat(said(out)).contains("machines rented here will not report", "--public-url");
    }

    @Test
    void servesUntilItIsEndedAndShowsANewTokenOnce() {
        termination.request();

        assertThat(serve("--provider", "simulated", "--port", "0")).isZero();
        assertThat(said(out)).contains("user token: ", "listening on http://127.0.0.1:");

        out.reset();
        assertThat(serve("--provider", "simulated", "--port", "0")).isZero();
        assertThat(said(out)).doesNotContain("user token").contains("listening on http://127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource({"simulated, vast", "vast, simulated"})
    void leavesTheDataOfAnotherProviderAlone(String first, String other) throws IOException {
        termination.request();
        environment = Map.of("VAST_API_KEY", "any", "VAST_URL", "http://127.0.0.1:9");
        assertThat(serve("--provider", first, "--port", "0")).isZero();
        Map<Path, FileTime> before = filesAndTheirAge();

        assertThat(serve("--provider", other, "--port", "0")).isEqualTo(2);

        assertThat(said(errors)).contains(data.toString(), "--provider " + first, "--provider " + other, "--data");
        assertThat(filesAndTheirAge()).isEqualTo(before);
        assertThat(serve("--provider", first, "--port", "0")).isZero();
    }

    /** Nothing was there yet. */
    @Test
    void takesAnyProviderAfterAStartThatFailed() {
        termination.request();
        assertThat(serve("--provider", "vast", "--port", "0")).isEqualTo(2);

        assertThat(serve("--provider", "simulated", "--port", "0")).isZero();
    }

    private Map<Path, FileTime> filesAndTheirAge() throws IOException {
        Map<Path, FileTime> age = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data)) {
            for (Path file : files) {
                age.put(file, Files.getLastModifiedTime(file));
            }
        }
        return age;
    }

    private int serve(String... options) {
        List<String> all = new ArrayList<>(List.of("serve", "--data", data.toString()));
        all.addAll(List.of(options));
        PrintStream said = new PrintStream(out, true, StandardCharsets.UTF_8);
        return ControlPlane.run(
                new Serve(environment, said, termination),
                said,
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                all.toArray(String[]::new));
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
