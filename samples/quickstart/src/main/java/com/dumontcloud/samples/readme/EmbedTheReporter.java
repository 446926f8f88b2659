package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.util.function.IntConsumer;

/** A training job that reports the machine it runs on. */
final class EmbedTheReporter {

    private EmbedTheReporter() {}

    static void main(int epochs, IntConsumer train) {
        try (var reporter = HeartbeatReporter.start(ReporterOptions.fromEnvironment(System.getenv()))) {
            try (var busy = reporter.busy("training")) {
                for (int epoch = 0; epoch < epochs; epoch++) {
                    train.accept(epoch);
                    busy.progress((epoch + 1.0) / epochs);
                }
            }
            reporter.finish();
        }
    }
}
