package com.dumontcloud.samples.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void savesBeforeTheMachineStopsAndGoesOnFromThereWhenItIsWoken() throws IOException {
        play();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "its owner goes to bed and hibernates it",
                        "the program is asked to save: done",
                        "gpu-1 is stopping",
                        "gpu-1 is stopped",
                        "its owner wakes it",
                        "gpu-1 is running",
                        "the program goes on after epoch 9",
                        "done, 24 epochs");
    }

    @Test
    void isParkedByTheEngineOnceTheProgramSaidThatItsWorkIsDone() throws IOException {
        play();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "the program says so and ends", "gpu-1 is stopping", "gpu-1 is stopped", "saved 3.");
    }

    @Test
    void learnsTheSameAsATrainingThatNobodyInterrupted() throws IOException {
        Training undisturbed = Training.resume(folder.resolve("none"), Demo.EPOCHS);
        while (!undisturbed.isDone()) {
            undisturbed.trainEpoch();
        }

        Training interrupted = play();

        assertThat(interrupted.weights()).containsExactly(undisturbed.weights());
        assertThat(interrupted.error()).isLessThan(0.1);
    }

    private Training play() throws IOException {
        return Demo.run(new PrintStream(out, true, StandardCharsets.UTF_8));
    }
}
