package com.dumontcloud.sdk.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The closed lists of words: each is written in lower case, read in any case, and open to words of newer versions. The build runs
 * tests in a Turkish locale, where the lower case of I is not i.
 */
class WireWordsTest {

    @ParameterizedTest
    @EnumSource
    void readsBackEveryMachineState(MachineState state) {
        assertThat(MachineState.from(state.text())).isEqualTo(state);
        assertThat(MachineState.from(state.name())).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackEveryGpuState(GpuReading.State state) {
        assertThat(GpuReading.State.from(state.text())).isEqualTo(state);
        assertThat(GpuReading.State.from(state.name())).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackEveryMemoryBasis(GpuReading.MemoryBasis basis) {
        assertThat(GpuReading.MemoryBasis.from(basis.text())).isEqualTo(basis);
        assertThat(GpuReading.MemoryBasis.from(basis.name())).isEqualTo(basis);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackEveryOutcome(Outcome outcome) {
        assertThat(Outcome.from(outcome.text())).isEqualTo(outcome);
        assertThat(Outcome.from(outcome.name())).isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackEveryGoodbye(Goodbye goodbye) {
        assertThat(Goodbye.from(goodbye.text())).isEqualTo(goodbye);
        assertThat(Goodbye.from(goodbye.name())).isEqualTo(goodbye);
    }

    @Test
    void writesTheWordsOfTheSpecification() {
        assertThat(MachineState.values())
                .extracting(MachineState::text)
                .containsExactly(
                        "starting", "running", "stopping", "stopped", "hibernating", "failed", "unknown", "deleted");
        assertThat(GpuReading.State.values())
                .extracting(GpuReading.State::text)
                .containsExactly("ok", "lost", "reset_required", "unsupported", "denied", "unknown");
        assertThat(GpuReading.MemoryBasis.values())
                .extracting(GpuReading.MemoryBasis::text)
                .containsExactly("allocated", "with_reserved", "unknown");
        assertThat(Outcome.values())
                .extracting(Outcome::text)
                .containsExactly("running", "done", "failed", "refused", "unknown");
        assertThat(Goodbye.values()).extracting(Goodbye::text).containsExactly("stopped", "finished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exploded", "run", " running"})
    void readsAnyOtherWordAsNotKnown(String word) {
        assertThat(MachineState.from(word)).isEqualTo(MachineState.UNKNOWN);
        assertThat(GpuReading.State.from(word)).isEqualTo(GpuReading.State.UNKNOWN);
        assertThat(GpuReading.MemoryBasis.from(word)).isEqualTo(GpuReading.MemoryBasis.UNKNOWN);
        assertThat(Outcome.from(word)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Goodbye.from(word)).isEqualTo(Goodbye.STOPPED);
    }

    @ParameterizedTest
    @CsvSource({"RUNNING, false", "DONE, true", "FAILED, true", "REFUSED, true", "UNKNOWN, true"})
    void hearsNoMoreOfACommandOnceItIsFinal(Outcome outcome, boolean isFinal) {
        assertThat(outcome.isFinal()).isEqualTo(isFinal);
    }
}
