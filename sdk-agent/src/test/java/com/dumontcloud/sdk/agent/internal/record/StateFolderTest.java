package com.dumontcloud.sdk.agent.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFolderTest {

    private static final Path BASE = Path.of("/var/lib/dumont");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/d, /s, /x, /home/u, /d",
                "-, /s, /x, /home/u, /s",
                "-, /s:/t, /x, /home/u, /s",
                "-, -, /x, /home/u, /x/dumont",
                "-, -, x, /home/u, /home/u/.local/state/dumont",
                "-, -, -, /home/u, /home/u/.local/state/dumont",
                "' ', '', '', /home/u, /home/u/.local/state/dumont",
                "-, -, -, -, -",
                "-, -, -, ?, -",
            })
    void takesTheFirstThatIsSet(String own, String systemd, String xdg, String home, Path then) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DUMONT_STATE_DIR", own);
        environment.put("STATE_DIRECTORY", systemd);
        environment.put("XDG_STATE_HOME", xdg);
        environment.values().removeIf(java.util.Objects::isNull);

        assertThat(StateFolder.base(environment, home)).isEqualTo(then);
    }

    @Test
    void givesEachReporterAFolderOfItsOwn() {
        Path folder = StateFolder.of(BASE, MachineId.of("28864630"), "executor-3");

        assertThat(folder).isEqualTo(Path.of("/var/lib/dumont/28864630/executor-3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../..", "/etc", "a/b", "a\\b", "\u00e9\u00e9", " ", "a:b", "*"})
    void neverLeavesTheDirectory(String name) {
        Path folder = StateFolder.of(BASE, MachineId.of("7"), name).normalize();

        assertThat(folder.getParent()).isEqualTo(BASE.resolve("7"));
        assertThat(folder.getFileName().toString()).matches("[A-Za-z0-9.%+_-]+");
    }

    @Test
    void keepsLongNamesShortAndApart() {
        Set<Path> folders = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String name = "\u20ac".repeat(120) + i;
            Path folder = StateFolder.of(BASE, MachineId.of("7"), name);
            assertThat(folder.getFileName().toString()).hasSizeLessThanOrEqualTo(255);
            folders.add(folder);
        }

        assertThat(folders).hasSize(100);
    }
}
