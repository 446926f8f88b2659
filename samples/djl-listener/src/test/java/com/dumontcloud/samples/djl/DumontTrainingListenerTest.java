package com.dumontcloud.samples.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.dataset.Dataset;
import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Trainings by DJL's own EasyTrain and Trainer, in virtual time. */
class DumontTrainingListenerTest {

    private static final HeartbeatReply EVERY_FIVE_SECONDS =
            HeartbeatReply.builder().nextHeartbeatIn(Duration.ofSeconds(5)).build();

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final StandInEngine engine = new StandInEngine();
    private final List<Heartbeat> sent = new ArrayList<>();

    @Test
    void saysWhichEpochItIsAtAndHowFar() throws Exception {
        train(2, engine.dataset(4, true, this::passTenSeconds), null);

        assertThat(words())
                .containsExactly(
                        "digits: epoch 1 of 2 0.0",
                        "digits: epoch 1 of 2 0.125",
                        "digits: epoch 1 of 2 0.25",
                        "digits: epoch 1 of 2 0.375",
                        "digits: epoch 2 of 2 0.5",
                        "digits: epoch 2 of 2 0.625",
                        "digits: epoch 2 of 2 0.75",
                        "digits: epoch 2 of 2 0.875",
                        "not busy");
    }

    @Test
    void saysThatItValidatesWithoutGoingBack() throws Exception {
        Dataset validation = engine.dataset(2, true, this::passTenSeconds);

        train(1, engine.dataset(2, true, this::passTenSeconds), validation);

        assertThat(words())
                .containsExactly(
                        "digits: epoch 1 of 1 0.0",
                        "digits: epoch 1 of 1 0.5",
                        "digits: epoch 1 of 1 1.0", // until the first batch is validated
                        "digits: epoch 1 of 1, validation 1.0",
                        "not busy");
    }

    @Test
    void countsEpochsWhereADataSetDoesNotKnowItsLength() throws Exception {
        train(2, engine.dataset(2, false, this::passTenSeconds), null);

        assertThat(words()).containsExactly("digits: epoch 1 of 2 0.0", "digits: epoch 2 of 2 0.5", "not busy");
    }

    @Test
    void movesAsLongAsBatchesEnd() throws Exception {
        train(1, engine.dataset(1000, true, this::passTenSeconds), null);

        assertThat(sent)
                .extracting(Heartbeat::busy)
                .filteredOn(word -> word != null && word.active())
                .allMatch(word -> word.progressChangedSeconds() <= 10);
    }

    @Test
    void saysAtItsEndThatTheWorkIsDone() throws Exception {
        train(1, engine.dataset(2, true, this::passTenSeconds), null);

        assertThat(sent.get(sent.size() - 1).goodbye()).isEqualTo(Goodbye.FINISHED);
    }

    @Test
    void isNotBusyAndDoesNotSayThatItIsDoneAfterATrainingThatFailed() {
        Dataset broken = engine.dataset(2, true, () -> {
            passTenSeconds();
            throw new IllegalStateException("as the test wants it");
        });

        assertThatThrownBy(() -> train(1, broken, null)).hasMessage("as the test wants it");

        assertThat(sent.get(sent.size() - 1).goodbye()).isEqualTo(Goodbye.STOPPED);
        assertThat(sent.get(sent.size() - 1).busy().active()).isFalse();
    }

    @Test
    void countsNoFurtherThanTheEpochsItWasTold() {
        try (HeartbeatReporter reporter = HeartbeatReporter.start(options())) {
            DumontTrainingListener listener = new DumontTrainingListener(reporter, "digits", 1);
            listener.onTrainingBegin(null);
            listener.onEpoch(null);
            listener.onEpoch(null);
            time.advance(Duration.ofSeconds(10));
            listener.onTrainingEnd(null);
            listener.onTrainingEnd(null);
        }

        assertThat(words()).containsExactly("digits: epoch 1 of 1 1.0", "not busy");
    }

    @Test
    void wantsToKnowHowManyEpochsThereAre() {
        try (HeartbeatReporter reporter = HeartbeatReporter.start(options())) {
            assertThatThrownBy(() -> new DumontTrainingListener(reporter, "digits", 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("epochs is 0; it must be 1 or more");
        }
    }

    private void train(int epochs, Dataset training, @Nullable Dataset validation) throws Exception {
        DefaultTrainingConfig config = new DefaultTrainingConfig(engine.loss()).optDevices(new Device[] {Device.cpu()});
        try (Model model = engine.newModel("digits", Device.cpu())) {
            WatchedTraining.train(options(), model, config, epochs, training, validation);
        }
    }

    private ReporterOptions options() {
        return ReporterOptions.builder(MachineId.of("28864630"))
                .sink(heartbeat -> {
                    sent.add(heartbeat);
                    return EVERY_FIVE_SECONDS;
                })
                .timeSource(time)
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .build();
    }

    private void passTenSeconds() {
        time.advance(Duration.ofSeconds(10));
    }

    /** Returns what was said of the program, each once until something else was. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (Heartbeat heartbeat : sent) {
            BusyReading busy = heartbeat.busy();
            String word = busy != null && busy.active() ? busy.label() + " " + busy.progress() : "not busy";
            if (words.isEmpty() || !words.get(words.size() - 1).equals(word)) {
                words.add(word);
            }
        }
        return words;
    }
}
