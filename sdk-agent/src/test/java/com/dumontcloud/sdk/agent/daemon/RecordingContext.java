package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a handler says. */
final class RecordingContext implements CommandContext {

    final List<Double> progress = new CopyOnWriteArrayList<>();
    final List<String> details = new CopyOnWriteArrayList<>();
    Runnable afterwards = () -> {};
    Duration timeLeft = Duration.ofSeconds(60);

    @Override
    public Duration timeLeft() {
        return timeLeft;
    }

    @Override
    public void progress(double done, String detail) {
        progress.add(done);
        details.add(detail);
    }

    @Override
    public void afterwards(Runnable action) {
        afterwards = action;
    }

    @Override
    public CommandResult done(String detail) {
        return CommandResult.of("c-17", Outcome.DONE, detail);
    }

    @Override
    public CommandResult doneWithSnapshot(String snapshotId, String detail) {
        return new CommandResult("c-17", Outcome.DONE, detail, null, snapshotId);
    }

    @Override
    public CommandResult failed(String detail) {
        return CommandResult.of("c-17", Outcome.FAILED, detail);
    }

    @Override
    public CommandResult refused(String detail) {
        return CommandResult.of("c-17", Outcome.REFUSED, detail);
    }
}
