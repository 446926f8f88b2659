package com.dumontcloud.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private Path notebooks;
    private Path actions;

    @BeforeEach
    void write() throws IOException {
        // One machine with 8 GPUs: used for an hour, away for ten, used for an hour, away until a day later.
        notebooks = Files.writeString(
                folder.resolve("notebooks.csv"), "instance,start_min,dur_min,gpus\nn,0,60,8\nn,660,60,8\n");
        actions = folder.resolve("actions.csv");
    }

    @ParameterizedTest(name = "{0}: parked {1} min into a gap")
    @CsvSource({"reactive, 5", "lifecycle, 5", "status-api, 30", "balanced, 30", "saver, 10"})
    void writesDownWhenThePolicyParked(String policy, double idle) throws IOException {
        assertThat(replay(policy)).isZero();

        List<Double> parked = parked();
        assertThat(parked).hasSize(2);
        assertThat(parked.get(0)).isBetween(60 + idle, 60 + idle + 2.2);
        assertThat(parked.get(1)).isBetween(720 + idle, 720 + idle + 2.2);
    }

    @ParameterizedTest(name = "at {0} USD per interruption: parked {1} min into the first gap")
    @CsvSource({"0, 8.42", "2, 23.8", "20, 80"})
    void derivedAsksWhatAnInterruptionCosts(String usd, double idle) throws IOException {
        assertThat(replay("derived", "--wrong-usd", usd)).isZero();

        assertThat(parked().get(0)).isBetween(60 + idle, 60 + idle + 2.2);
    }

    @Test
    void readsServersToo() throws IOException {
        Path serving = Files.writeString(
                folder.resolve("serving.csv"),
                "instance,t_s,gpu_util_pct,gpu_mem_mib\ns,0,50,1\ns,600,0,1\ns,9000,0,1\n");

        assertThat(run("--kind", "serving", "--trace", serving.toString(), "--policy", "balanced"))
                .isZero();

        assertThat(parked())
                .singleElement()
                .satisfies(minute -> assertThat(minute).isBetween(40.0, 42.2));
    }

    @Test
    void saysHowFarItIsOnTheErrorsOnly() {
        assertThat(replay("balanced")).isZero();

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("1 machines under balanced", "parked 2 times; see " + actions);
    }

    @Test
    void namesWhatIsWrongWithItsOptions() {
        assertThat(replay("frugal")).isEqualTo(2);
        assertThat(replay("derived", "--wrong-usd", "many")).isEqualTo(2);
        assertThat(run("--kind", "desktops", "--trace", notebooks.toString(), "--policy", "saver"))
                .isEqualTo(2);
        assertThat(run("--kind", "notebooks", "--policy", "saver")).isEqualTo(2);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains(
                        "no preset is called \"frugal\"",
                        "--wrong-usd",
                        "'many'",
                        "desktops",
                        "Missing required option: '--trace=FILE'");
    }

    @Test
    void namesWhatItCannotRead() {
        Path missing = folder.resolve("missing.csv");

        assertThat(run("--kind", "notebooks", "--trace", missing.toString(), "--policy", "saver"))
                .isOne();
        assertThat(run("--kind", "serving", "--trace", notebooks.toString(), "--policy", "saver"))
                .isOne();

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains(missing + ": there is no such file", "line 1: no column t_s");
    }

    @Test
    void refusesANegativePriceAndAFolderThatIsNotThere() {
        assertThat(replay("derived", "--wrong-usd", "-1")).isOne();
        actions = folder.resolve("nowhere/actions.csv");
        assertThat(replay("saver")).isOne();

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains(
                        "interruptionUsd is -1; it must be 0 to 1000000", "there is no folder " + actions.getParent());
    }

    private int replay(String policy, String... more) {
        String[] first = {"--kind", "notebooks", "--trace", notebooks.toString(), "--policy", policy};
        String[] all = Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new);
        return run(all);
    }

    private int run(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--actions-out";
        all[args.length + 1] = actions.toString();
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new ReplayCommand(new PrintStream(errors, true, StandardCharsets.UTF_8)).execute(out, all);
    }

    private List<Double> parked() throws IOException {
        return Files.readAllLines(actions).stream()
                .skip(1)
                .map(line -> Double.parseDouble(line.split(",", -1)[1]))
                .toList();
    }
}
