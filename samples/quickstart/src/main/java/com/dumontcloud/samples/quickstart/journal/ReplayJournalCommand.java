package com.dumontcloud.samples.quickstart.journal;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.JournalReplay.Difference;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetJournal;
import com.dumontcloud.sdk.policy.fleet.FleetReplay;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes every decision of a journal again, and tells whether each turns out the same. */
@Command(
        name = "replay-journal",
        mixinStandardHelpOptions = true,
        description = {
            "Takes every decision that a fleet's journal keeps again, on what was known then and under the settings that were"
                    + " in force, and compares.",
            "Signals and policies of your own are not known here: decisions that they had a part in turn out otherwise."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every decision turns out the same",
            "1:one does not, or the journal cannot be read",
            "2:wrong options"
        })
public final class ReplayJournalCommand implements Callable<Integer> {

    @Mixin
    private final StoredJournal stored = new StoredJournal();

    @Spec
    private @Nullable CommandSpec command;

    /** Creates the command; picocli fills in its options. */
    public ReplayJournalCommand() {}

    @Override
    public Integer call() throws IOException {
        if (command == null) {
            throw new IllegalStateException("called by nobody");
        }
        PrintWriter out = command.commandLine().getOut();
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings()); // The journal has its own.
        try (FleetJournal journal = stored.open()) {
            FleetReplay.Result result = FleetReplay.of(journal, engine, Instant.EPOCH, StoredJournal.EVER);
            out.println(result.decisions() + " decisions on " + result.machines() + " machines taken again: "
                    + (result.isSame() ? "each turns out the same" : "not each turns out the same"));
            result.firstDifference()
                    .map(Difference::reason)
                    .ifPresent(reason -> out.println("first: " + reason.text()));
            return result.isSame() ? 0 : 1;
        }
    }
}
