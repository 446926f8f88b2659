package com.dumontcloud.samples.quickstart;

import com.dumontcloud.samples.quickstart.cast.Cast;
import com.dumontcloud.samples.quickstart.command.Commands;
import com.dumontcloud.samples.quickstart.command.OutputFile;
import com.dumontcloud.samples.quickstart.command.PackagedVersion;
import com.dumontcloud.samples.quickstart.command.PresetByName;
import com.dumontcloud.samples.quickstart.drive.Run;
import com.dumontcloud.samples.quickstart.journal.ReplayJournalCommand;
import com.dumontcloud.samples.quickstart.journal.WhatIfCommand;
import com.dumontcloud.samples.quickstart.live.LiveRun;
import com.dumontcloud.samples.quickstart.live.News;
import com.dumontcloud.samples.quickstart.replay.Replay;
import com.dumontcloud.samples.quickstart.score.ActionsFile;
import com.dumontcloud.samples.quickstart.score.ReplayScore;
import com.dumontcloud.samples.quickstart.score.Summary;
import com.dumontcloud.samples.quickstart.screen.PlainScreen;
import com.dumontcloud.samples.quickstart.screen.ReplayProgress;
import com.dumontcloud.samples.quickstart.screen.Screen;
import com.dumontcloud.samples.quickstart.screen.SummaryText;
import com.dumontcloud.samples.quickstart.screen.TableScreen;
import com.dumontcloud.samples.quickstart.screen.Terminal;
import com.dumontcloud.samples.quickstart.usage.TraceFile;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.policy.Preset;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job in one command: machines report, the unused are parked, the silent are found, the money is counted. */
@Command(
        name = "dumont-quickstart",
        mixinStandardHelpOptions = true,
        versionProvider = PackagedVersion.class,
        sortOptions = false,
        description = {
            "Watches 20 simulated GPU machines and this host for a virtual day, each with a real reporter over HTTP on"
                    + " loopback, and parks what nobody uses. Nothing outside this process is changed.",
            "With --trace, replays a recording through the same engine in process.",
            "replay-journal and what-if ask about the journal of a fleet of your own that is kept on a disk."
        },
        subcommands = {ReplayJournalCommand.class, WhatIfCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, for example because the trace cannot be read",
            "2:wrong options"
        })
public final class Quickstart implements Callable<Integer> {

    private static final long SEED = 20;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WATCHABLE = Duration.ofSeconds(24);

    private final PrintStream out;
    private final boolean terminal;
    private final Interrupt interrupt;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Replays this recording: lines of instance,start_min,dur_min,gpus, plain or gzip.")
    private @Nullable Path trace;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "balanced",
            converter = PresetByName.class,
            description = "How eager the engine is: reactive, lifecycle, status-api, balanced, saver or derived."
                    + " Default: ${DEFAULT-VALUE}.")
    private Preset preset = Preset.BALANCED;

    @Option(names = "--plain", description = "Prints lines of what happens in place of a live table.")
    private boolean plain;

    @Option(names = "--summary-json", paramLabel = "FILE", description = "Writes the summary to this file, as JSON.")
    private @Nullable Path summaryJson;

    @Option(
            names = "--actions-out",
            paramLabel = "FILE",
            description = "Writes what was parked to this file, as lines of instance,time_min.")
    private @Nullable Path actionsOut;

    /**
     * Creates the command.
     *
     * @param terminal whether a person watches the output on a terminal
     */
    Quickstart(PrintStream out, boolean terminal, Interrupt interrupt) {
        this.out = out;
        this.terminal = terminal;
        this.interrupt = interrupt;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        int exitCode;
        try (Interrupt interrupt = Interrupt.listen()) {
            exitCode = new Quickstart(System.out, Terminal.isStandardOutput(), interrupt).run(System.err, args);
        }
        System.exit(exitCode);
    }

    int run(PrintStream errors, String... args) {
        return Commands.run(this, out, errors, args);
    }

    @Override
    public Integer call() throws IOException {
        if (summaryJson != null) {
            OutputFile.requireFolderOf(summaryJson);
        }
        if (actionsOut != null) {
            OutputFile.requireFolderOf(actionsOut);
        }
        Summary summary = trace == null ? live() : replay(TraceFile.read(trace));
        if (!interrupt.isRequested() && summaryJson != null) {
            summary.write(summaryJson);
        }
        return 0;
    }

    private Summary live() throws IOException {
        News news = new News();
        boolean table = terminal && !plain;
        try (LiveRun run = new LiveRun(Cast.ofDay(SEED), DAY, preset.settings(), news)) {
            Duration passed;
            try (Screen screen = table ? new TableScreen(out) : new PlainScreen(out)) {
                Player player = new Player(interrupt, table ? WATCHABLE : Duration.ZERO);
                passed = player.play(run, Duration.ofMinutes(1), () -> screen.show(run, news.drain()));
            }
            return sum(run, passed);
        }
    }

    private Summary replay(UsageTrace usage) throws IOException {
        try (Replay run = new Replay(usage, preset.settings())) {
            ReplayProgress progress = new ReplayProgress(out, run);
            return sum(run, new Player(interrupt, Duration.ZERO).play(run, Duration.ofHours(1), progress::show));
        }
    }

    /** Scores what has passed, says it, and writes down what was parked unless somebody interrupted. */
    private Summary sum(Run run, Duration passed) throws IOException {
        boolean whole = passed.equals(run.length());
        UsageTrace usage = whole ? run.usage() : run.usage().until(passed.toMillis() / 60_000.0);
        Summary summary = Summary.of(ReplayScore.of(usage, run.parkings()), run.account());
        out.print(SummaryText.of(summary, preset, whole));
        if (whole && actionsOut != null) {
            ActionsFile.write(actionsOut, run.parkings());
        }
        return summary;
    }
}
