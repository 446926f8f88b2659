package com.dumontcloud.samples.inprocess;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Trains, reports the machine it runs on, and saves its work when that machine is about to be parked. */
public final class TrainingProgram {

    private static final int EPOCHS = 10_000;

    private TrainingProgram() {}

    /**
     * Trains, by default for about a minute.
     *
     * @param args {@code --demo} to bring a control plane along; else the file of the checkpoint and the number of epochs
     */
    public static void main(String[] args) throws IOException {
        if (List.of(args).equals(List.of("--demo"))) {
            Demo.run(System.out);
            return;
        }
        Path checkpoint = Path.of(args.length > 0 ? args[0] : "training.checkpoint");
        Training training = Training.resume(checkpoint, args.length > 1 ? Integer.parseInt(args[1]) : EPOCHS);
        System.out.println("Epochs done before: " + training.epochsDone());
        train(ReporterOptions.fromEnvironment(System.getenv()), training, checkpoint, () -> {});
        System.out.printf(Locale.ROOT, "Done; the worst weight is off by %.2g%n", training.error());
    }

    /** Trains to the end, with the machine watched. */
    static void train(ReporterOptions machine, Training training, Path checkpoint, Runnable afterEpoch)
            throws IOException {
        ReporterOptions options = machine.toBuilder()
                .beforeHibernate(context -> training.save(checkpoint))
                .build();
        try (var reporter = HeartbeatReporter.start(options)) {
            while (!training.isDone()) {
                try (var busy = reporter.busy("epoch " + (training.epochsDone() + 1))) {
                    busy.progress(training.progress());
                    training.trainEpoch();
                    afterEpoch.run();
                }
            }
            training.save(checkpoint);
            reporter.finish();
        }
    }
}
