package com.dumontcloud.samples.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

    @TempDir
    private Path folder;

    private Path checkpoint;

    @BeforeEach
    void nameTheCheckpoint() {
        checkpoint = folder.resolve("training.checkpoint");
    }

    @Test
    void beginsAnewWithoutACheckpoint() throws IOException {
        Training training = Training.resume(checkpoint, 3);

        assertThat(training.epochsDone()).isZero();
        assertThat(training.progress()).isZero();
        assertThat(training.isDone()).isFalse();
    }

    @Test
    void goesOnFromTheNewestCheckpointAndLeavesNothingElseBehind() throws IOException {
        Training training = Training.resume(checkpoint, 3);
        training.trainEpoch();
        training.save(checkpoint);
        training.trainEpoch();
        training.save(checkpoint);

        Training resumed = Training.resume(checkpoint, 3);

        assertThat(resumed.epochsDone()).isEqualTo(2);
        assertThat(resumed.weights()).containsExactly(training.weights());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(checkpoint);
        }
    }

    @Test
    void isDoneWhenTheCheckpointHoldsMoreThanIsAskedFor() throws IOException {
        Training training = Training.resume(checkpoint, 2);
        training.trainEpoch();
        training.trainEpoch();
        training.save(checkpoint);

        Training shorter = Training.resume(checkpoint, 1);

        assertThat(shorter.isDone()).isTrue();
        assertThat(shorter.progress()).isEqualTo(1);
    }

    @Test
    void doesNotTakeADamagedOrForeignFileForACheckpoint() throws IOException {
        Training.resume(checkpoint, 1).save(checkpoint);
        byte[] whole = Files.readAllBytes(checkpoint);

        for (byte[] wrong : new byte[][] {
            {}, Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length + 1), {1, 2, 3, 4, 5, 6, 7, 8}
        }) {
            Files.write(checkpoint, wrong);
            assertThatThrownBy(() -> Training.resume(checkpoint, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(checkpoint.toString());
        }
    }
}
