package com.dumontcloud.samples.quickstart.journal;

import com.dumontcloud.samples.quickstart.command.PresetByName;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.fleet.FleetJournal;
import com.dumontcloud.sdk.policy.fleet.WhatIf;
import com.dumontcloud.sdk.policy.fleet.WhatIf.MachineReport;
import com.dumontcloud.sdk.policy.fleet.WhatIf.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prices another preset on a fleet's own history. */
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        description =
                "Tells what another preset would have cost and saved on a fleet's own history, as its journal keeps it, beside"
                        + " what happened, and what that supposes.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the journal cannot be read", "2:wrong options"})
public final class WhatIfCommand implements Callable<Integer> {

    private static final String ROW = "%-24s %6s  %12s %12s  %12s %12s  %12s %12s  %6s %6s  %6s %6s%n";

    @Mixin
    private final StoredJournal stored = new StoredJournal();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            required = true,
            converter = PresetByName.class,
            description = "The other preset: reactive, lifecycle, status-api, balanced, saver or derived.")
    private Preset preset = Preset.BALANCED;

    @Spec
    private @Nullable CommandSpec command;

    /** Creates the command; picocli fills in its options. */
    public WhatIfCommand() {}

    @Override
    public Integer call() throws IOException {
        if (command == null) {
            throw new IllegalStateException("called by nobody");
        }
        PrintWriter out = command.commandLine().getOut();
        try (FleetJournal journal = stored.open()) {
            WhatIf.Report report = WhatIf.of(journal, preset.settings(), Instant.EPOCH, StoredJournal.EVER);
            print(report, out);
        }
        return 0;
    }

    /** Each pair of columns is what happened and what would have. */
    private static void print(WhatIf.Report report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                ROW,
                "",
                "",
                "billed USD",
                "",
                "saved USD",
                "",
                "wasted USD",
                "",
                "parked",
                "",
                "wrong",
                "");
        out.printf(
                Locale.ROOT,
                ROW,
                "machine",
                "days",
                "was",
                "would be",
                "was",
                "would be",
                "was",
                "would be",
                "was",
                "would",
                "was",
                "would");
        for (MachineReport machine : report.machines()) {
            String days = days(Duration.between(machine.from(), machine.to()));
            row(machine.machine().value(), days, machine.recorded(), machine.supposed(), out);
        }
        row("all", "", report.recorded(), report.supposed(), out);
        out.println();
        out.println(report.summary().text());
        out.println();
        out.println("What this supposes:");
        WhatIf.assumptions().forEach(each -> out.println("- " + each));
    }

    private static void row(String name, String days, Outcome was, Outcome would, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                ROW,
                name,
                days,
                cents(was.billedUsd()),
                cents(would.billedUsd()),
                cents(was.savedUsd()),
                cents(would.savedUsd()),
                cents(was.wastedUsd()),
                cents(would.wastedUsd()),
                was.parked(),
                would.parked(),
                was.interruptions(),
                would.interruptions());
    }

    private static String days(Duration length) {
        return String.format(Locale.ROOT, "%.1f", length.toMinutes() / 1440.0);
    }

    private static String cents(BigDecimal usd) {
        return usd.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
