package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeTest {

    @TempDir
    private Path data;

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
        assertThat(serve("--provider", "vast", "--port", "0")).isEqualTo(1);
        assertThat(said(errors)).contains("VAST_API_KEY");
    }

    @Test
    void saysThatAFileOfATokenIsMissing() {
        String missing = data.resolve("no-such-token").toString();

        assertThat(serve("--provider", "simulated", "--port", "0", "--metrics-token-file", missing))
                .isEqualTo(1);
        assertThat(said(errors)).contains("/metrics", "no-such-token");
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

    private int serve(String... options) {
        List<String> all = new ArrayList<>(List.of("serve", "--data", data.toString()));
        all.addAll(List.of(options));
        PrintStream said = new PrintStream(out, true, StandardCharsets.UTF_8);
        return ControlPlane.run(
                new Serve(Map.of(), said, termination),
                said,
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                all.toArray(String[]::new));
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
