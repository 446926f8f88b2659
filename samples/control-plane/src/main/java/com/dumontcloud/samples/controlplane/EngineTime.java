package com.dumontcloud.samples.controlplane;

import com.dumontcloud.samples.controlplane.simulation.ScaledTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Sees to it that a demonstration's clock never goes back from one start to the next: after an hour at a scale of 60 the engine is
 * days ahead of the real calendar, and its journal says so.
 */
final class EngineTime {

    private static final String FILE = "engine-time";

    private EngineTime() {}

    /**
     * Returns a clock that goes on where the one before it on this directory would be now, or with the real calendar where there was
     * none.
     */
    static ScaledTime resume(Path directory, int scale, String threadName, int threads) {
        Path file = directory.resolve(FILE);
        Instant now = Instant.now();
        Instant start = now;
        try {
            if (Files.exists(file)) {
                start = passed(Files.readString(file).strip().split(" "), now);
            }
            if (scale > 1 || !start.equals(now)) {
                Path unfinished = file.resolveSibling(FILE + ".new");
                Files.writeString(unfinished, now + " " + start + " " + scale + "\n");
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be read or written", failure);
        } catch (DateTimeParseException | NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            throw new IllegalStateException(
                    file + " is damaged; delete the directory to begin the demonstration anew", damaged);
        }
        return ScaledTime.from(start, scale, threadName, threads);
    }

    /** Since the line was written the engine's time ran on at that scale, also while nobody looked. */
    private static Instant passed(String[] line, Instant now) {
        Duration real = Duration.between(Instant.parse(line[0]), now);
        Duration scaled = real.isNegative() ? Duration.ZERO : real.multipliedBy(Long.parseLong(line[2]));
        return Instant.parse(line[1]).plus(scaled);
    }
}
