package com.dumontcloud.benchmarks.replay;

import com.dumontcloud.samples.quickstart.command.Commands;
import com.dumontcloud.samples.quickstart.command.OutputFile;
import com.dumontcloud.samples.quickstart.command.PackagedVersion;
import com.dumontcloud.samples.quickstart.command.PresetByName;
import com.dumontcloud.samples.quickstart.replay.Replay;
import com.dumontcloud.samples.quickstart.score.ActionsFile;
import com.dumontcloud.samples.quickstart.screen.ReplayProgress;
import com.dumontcloud.samples.quickstart.usage.TraceKind;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.policy.IdleThreshold;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Plays a recording to the real engine as heartbeats on virtual time, and writes down what was parked and when, to be scored by
 * whoever keeps the rules.
 */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = PackagedVersion.class,
        sortOptions = false,
        description = "Plays a recording to the engine as heartbeats on virtual time and writes down what it parked.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, for example because the trace cannot be read",
            "2:wrong options"
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final Duration STEP = Duration.ofHours(1);

    private final PrintStream errors;

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "KIND",
            description = "What the recording is one of: notebooks or serving.")
    private TraceKind kind = TraceKind.NOTEBOOKS;

    @Option(names = "--trace", required = true, paramLabel = "FILE", description = "The recording, plain or gzip.")
    private Path trace = Path.of("");

    @Option(
            names = "--policy",
            required = true,
            paramLabel = "NAME",
            converter = PresetByName.class,
            description = "Which preset decides: reactive, lifecycle, status-api, balanced, saver or derived.")
    private Preset policy = Preset.DERIVED;

    @Option(
            names = "--wrong-usd",
            paramLabel = "USD",
            defaultValue = "0",
            description = "What it costs to interrupt somebody; only derived asks. Default: ${DEFAULT-VALUE}.")
    private BigDecimal wrongUsd = BigDecimal.ZERO;

    @Option(
            names = "--one-account",
            description =
                    "Takes all machines for those of one account, of which the preset parks a share in any 15 min. "
                            + "Else each is on its own: a recording does not say whose they are.")
    private boolean oneAccount;

    @Option(
            names = "--actions-out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write what was parked, as lines of instance,time_min.")
    private Path actionsOut = Path.of("");

    ReplayCommand(PrintStream errors) {
        this.errors = errors;
    }

    /** Runs the command and returns its exit code. */
    public static int run(String... args) {
        return new ReplayCommand(System.err).execute(System.out, args);
    }

    int execute(PrintStream out, String... args) {
        return Commands.run(this, out, errors, args);
    }

    @Override
    public Integer call() throws IOException {
        OutputFile.requireFolderOf(actionsOut);
        LifecycleSettings settings = settings();
        UsageTrace usage = kind.read(trace);
        try (Replay replay = new Replay(usage, settings)) {
            errors.println(usage.machines().size() + " machines under " + policy.text());
            ReplayProgress progress = new ReplayProgress(errors, replay);
            while (replay.passed().compareTo(replay.length()) < 0) {
                Duration left = replay.length().minus(replay.passed());
                replay.advance(left.compareTo(STEP) < 0 ? left : STEP);
                progress.show();
            }
            ActionsFile.write(actionsOut, replay.parkings());
            errors.println("parked " + replay.parkings().size() + " times; see " + actionsOut);
        }
        return 0;
    }

    private LifecycleSettings settings() {
        LifecycleSettings settings = oneAccount
                ? policy.settings()
                : policy.settings().toBuilder().budgetShare(1).build();
        if (policy != Preset.DERIVED) {
            return settings;
        }
        return settings.toBuilder()
                .idleThreshold(IdleThreshold.derived().interruptionUsd(wrongUsd).build())
                .build();
    }
}
