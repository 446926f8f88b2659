package com.dumontcloud.sdk.agent.nvml;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is compiled for the benchmark of NVML: the stand-in library of the agent's tests, and the same calls from C. */
final class CSources {

    private static final String SCENARIO = "gpus 8\ngpu * compute 11:1048576 12:1048576 13:1048576\n";

    private final Path directory;

    private CSources(Path directory) {
        this.directory = directory;
    }

    /** Returns the compiled ones, in a new directory that the operating system clears some day. */
    static CSources compile() throws IOException, InterruptedException {
        CSources sources = new CSources(Files.createTempDirectory("dumont-nvml-benchmark"));
        Path scenario = Files.writeString(sources.directory.resolve("scenario.txt"), SCENARIO);
        sources.cc("standin.c", sources.library(), "-shared", "-fPIC", "-DSCENARIO=\"" + scenario + "\"");
        sources.cc("loop.c", sources.loop());
        return sources;
    }

    /** Returns the library. */
    Path library() {
        return directory.resolve("libnvidia-ml.so.1");
    }

    /** Returns the program that makes the calls from C. */
    Path loop() {
        return directory.resolve("loop");
    }

    private void cc(String name, Path output, String... options) throws IOException, InterruptedException {
        Path source = directory.resolve(name);
        try (InputStream in = CSources.class.getResourceAsStream("/nvml/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("/nvml/" + name);
            }
            Files.copy(in, source);
        }
        List<String> command = new ArrayList<>(List.of("cc", "-O2", "-o", output.toString(), source.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-ldl", "-lpthread"));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("cc does not compile " + name);
        }
    }
}
