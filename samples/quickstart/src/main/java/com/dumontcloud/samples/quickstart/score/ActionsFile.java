package com.dumontcloud.samples.quickstart.score;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes down what was parked and when, as lines of {@code instance,time_min}. */
public final class ActionsFile {

    private ActionsFile() {}

    /** Writes the file, in place of any that is there. */
    public static void write(Path file, List<Parking> parkings) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("instance,time_min\n");
            for (Parking parking : parkings) {
                out.write(parking.machine() + "," + parking.minute() + "\n");
            }
        }
    }
}
