package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found of the environment of whoever called sudo. */
class CallerEnvironmentTest {

    private static final Map<String, String> SUDO = Map.of("SUDO_UID", "1000", "PATH", "/bin");

    @TempDir
    private Path proc;

    @Test
    void findsWhatWasExportedBeforeSudo() throws IOException {
        process(40, 30, "PATH=/bin");
        process(30, 20, "SUDO_UID=1000");
        process(20, 10, "DUMONT_INSTANCE_ID=5", "DUMONT_API_TOKEN=têst=x", "HOME=/home/ana");

        assertThat(CallerEnvironment.of(SUDO, proc, 40))
                .containsEntry("DUMONT_INSTANCE_ID", "5")
                .containsEntry("DUMONT_API_TOKEN", "têst=x")
                .doesNotContainKey("HOME");
    }

    @Test
    void prefersWhatIsNearer() throws IOException {
        process(40, 30);
        process(30, 20, "DUMONT_INSTANCE_ID=near");
        process(20, 10, "DUMONT_INSTANCE_ID=far", "DUMONT_API_URL=https://far");

        assertThat(CallerEnvironment.of(Map.of("SUDO_UID", "0", "DUMONT_API_URL", "https://own"), proc, 40))
                .containsEntry("DUMONT_INSTANCE_ID", "near")
                .containsEntry("DUMONT_API_URL", "https://own");
    }

    @Test
    void looksAtNobodyWithoutSudo() throws IOException {
        process(40, 30);
        process(30, 20, "DUMONT_INSTANCE_ID=5");

        assertThat(CallerEnvironment.of(Map.of("PATH", "/bin"), proc, 40)).doesNotContainKey("DUMONT_INSTANCE_ID");
    }

    @Test
    void neverLooksAtTheFirstProcess() throws IOException {
        process(40, 1);
        process(1, 0, "DUMONT_INSTANCE_ID=5");

        assertThat(CallerEnvironment.of(SUDO, proc, 40)).isEqualTo(SUDO);
    }

    @Test
    void goesUpEightGenerations() throws IOException {
        for (int pid = 100; pid > 90; pid--) {
            process(pid, pid - 1, "DUMONT_AT_" + pid + "=x");
        }

        assertThat(CallerEnvironment.of(SUDO, proc, 100))
                .containsKey("DUMONT_AT_92")
                .doesNotContainKey("DUMONT_AT_91");
    }

    @Test
    void livesWithAncestorsThatAreGone() throws IOException {
        process(40, 30);

        assertThat(CallerEnvironment.of(SUDO, proc, 40)).isEqualTo(SUDO);
    }

    /** The name is one that a careless reader of stat stumbles over. */
    private void process(long pid, long parent, String... environment) throws IOException {
        Path folder = Files.createDirectory(proc.resolve(Long.toString(pid)));
        Files.writeString(folder.resolve("stat"), pid + " (su) S 99 do) S " + parent + " 1 1 0 -1 4194560 0\n");
        Files.writeString(folder.resolve("environ"), String.join("\0", environment) + "\0");
    }
}
