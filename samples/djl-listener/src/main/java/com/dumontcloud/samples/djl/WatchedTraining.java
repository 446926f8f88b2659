package com.dumontcloud.samples.djl;

import ai.djl.Model;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.TranslateException;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a program trains with its machine watched. */
final class WatchedTraining {

    private WatchedTraining() {}

    static void train(
            ReporterOptions machine,
            Model model,
            DefaultTrainingConfig config,
            int epochs,
            Dataset training,
            @Nullable Dataset validation)
            throws IOException, TranslateException {
        try (var reporter = HeartbeatReporter.start(machine)) {
            config.addTrainingListeners(new DumontTrainingListener(reporter, model.getName(), epochs));
            try (Trainer trainer = model.newTrainer(config)) {
                EasyTrain.fit(trainer, epochs, training, validation);
            }
            reporter.finish();
        }
    }
}
