package com.dumontcloud.samples.djl;

import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import com.dumontcloud.sdk.agent.BusyScope;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the machine in use from when a trainer is created until it is closed, and says at which epoch it is and how far.
 *
 * <p>One for each trainer. Not thread-safe: a trainer calls it on the thread that trains.
 */
public final class DumontTrainingListener implements TrainingListener {

    private final HeartbeatReporter reporter;
    private final String name;
    private final int epochs;
    private int epochsDone;
    private double shareOfEpoch;
    private @Nullable BusyScope busy;
    private String label = "";

    /**
     * Creates a listener.
     *
     * @param reporter what reports the machine; yours to close
     * @param name what is trained, for people
     * @param epochs how many epochs there will be, 1 or more
     */
    public DumontTrainingListener(HeartbeatReporter reporter, String name, int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs is " + epochs + "; it must be 1 or more");
        }
        this.reporter = reporter;
        this.name = name;
        this.epochs = epochs;
    }

    @Override
    public void onTrainingBegin(Trainer trainer) {
        say("");
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData data) {
        shareOfEpoch = share(data.getBatch());
        say("");
    }

    /** A validation shows in the label alone: it is no step of the training. */
    @Override
    public void onValidationBatch(Trainer trainer, BatchData data) {
        say(", validation");
    }

    @Override
    public void onEpoch(Trainer trainer) {
        epochsDone++;
        shareOfEpoch = 0;
        say("");
    }

    @Override
    public void onTrainingEnd(Trainer trainer) {
        if (busy != null) {
            busy.close();
            busy = null;
        }
    }

    /** Opens the scope of a new label before it closes that of the old one, so that the work has no gap. */
    private void say(String doing) {
        String newest = name + ": epoch " + Math.min(epochsDone + 1, epochs) + " of " + epochs + doing;
        BusyScope before = busy;
        BusyScope now = before == null || !newest.equals(label) ? reporter.busy(newest) : before;
        now.progress((epochsDone + shareOfEpoch) / epochs);
        if (before != null && before != now) {
            before.close();
        }
        busy = now;
        label = newest;
    }

    /** How much of its epoch is done, this batch included; nothing where its data set does not know how long it is. */
    private static double share(Batch batch) {
        long total = batch.getProgressTotal();
        return total > 0 ? Math.min(1, (double) batch.getProgress() / total) : 0;
    }
}
