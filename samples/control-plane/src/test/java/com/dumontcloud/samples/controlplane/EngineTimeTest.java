package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.dumontcloud.samples.controlplane.simulation.ScaledTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTimeTest {

    private static final Duration TO_RUN_THE_TEST = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void beginsWithTheCalendar() {
        assertThat(wallAtScale(1)).isBetween(Instant.now().minus(TO_RUN_THE_TEST), Instant.now());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void goesOnWhereItWouldBeNow() throws IOException {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        Files.writeString(folder.resolve("engine-time"), hourAgo + " " + hourAgo + " 60\n");

        assertThat(wallAtScale(60))
                .isBetween(
                        hourAgo.plus(Duration.ofHours(60)),
                        hourAgo.plus(Duration.ofHours(60)).plus(TO_RUN_THE_TEST.multipliedBy(60)));
    }

    @Test
    void neverGoesBackAtASmallerScale() throws IOException {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        Files.writeString(folder.resolve("engine-time"), hourAgo + " " + hourAgo + " 60\n");
        Instant fast = wallAtScale(60);

        assertThat(wallAtScale(1)).isAfter(fast);
        assertThat(wallAtScale(1)).isAfter(fast);
    }

    @Test
    void saysWhatToDoWhenItsFileIsDamaged() throws IOException {
        for (String damaged :
                new String[] {"", "yesterday today 60", "2026-01-01T00:00:00Z 2026-01-01T00:00:00Z fast"}) {
            Files.writeString(folder.resolve("engine-time"), damaged);

            assertThatIllegalStateException()
                    .isThrownBy(() -> wallAtScale(60))
                    .withMessageContaining("delete the directory");
        }
    }

    private Instant wallAtScale(int scale) {
        try (ScaledTime time = EngineTime.resume(folder, scale, "dumont-test", 1)) {
            return time.wall();
        }
    }
}
