package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogbookTest {

    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final HourlyRate RATE = HourlyRate.ofUsd("0.60");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("run");
    }

    @Test
    void theNextProcessKnowsHowFarTheRunIsAndWhatItSpent() {
        String run;
        try (Logbook book = Logbook.open(file)) {
            run = book.run();
            book.asks(RATE, NOON);
            book.rented("7", RATE, BigDecimal.ZERO, NOON);
            book.checkpoint(20, RATE, new BigDecimal("0.25"), NOON);
            book.settle(new BigDecimal("0.30"));
        }

        try (Logbook next = Logbook.open(file)) {
            assertThat(next.run()).isEqualTo(run);
            assertThat(next.stepsDone()).isEqualTo(20);
            assertThat(next.spentUsd(NOON)).isEqualByComparingTo("0.30");
            assertThat(next.open()).isEmpty();
        }
    }

    /** Nobody saw what became of the machine since: it counts as running. */
    @Test
    void aMachineThatMayBeThereCostsUntilItIsKnownToBeGone() {
        try (Logbook book = Logbook.open(file)) {
            book.settle(new BigDecimal("1.00"));
            book.asks(RATE, NOON);
            book.rented("7", RATE, BigDecimal.ZERO, NOON);
            book.checkpoint(20, RATE, new BigDecimal("0.25"), NOON);
        }

        try (Logbook next = Logbook.open(file)) {
            assertThat(next.open()).get().extracting(Logbook.Rental::machine).isEqualTo("7");
            assertThat(next.spentUsd(NOON.plus(Duration.ofHours(2)))).isEqualByComparingTo("2.45");
            assertThat(next.spentUsd(NOON.minus(Duration.ofHours(2))))
                    .as("where the clock was set back")
                    .isEqualByComparingTo("1.25");
        }
    }

    /** What an hour costs is what its provider said last, and not as what it was offered. */
    @Test
    void aMachineThatBecameDearerCostsThatMuchUntilItIsKnownToBeGone() {
        try (Logbook book = Logbook.open(file)) {
            book.asks(RATE, NOON);
            book.rented("7", RATE, BigDecimal.ZERO, NOON);
            book.checkpoint(20, HourlyRate.ofUsd("0.90"), new BigDecimal("0.25"), NOON);
        }

        try (Logbook next = Logbook.open(file)) {
            assertThat(next.spentUsd(NOON.plus(Duration.ofHours(2)))).isEqualByComparingTo("2.05");
        }
    }

    @Test
    void twoProcessesCannotDoOneRun() {
        try (Logbook held = Logbook.open(file)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Logbook.open(file))
                    .withMessageContaining("under way");
            assertThat(held.stepsDone()).isZero();
        }
        Logbook.open(file).close();
    }

    @Test
    void anotherFileIsNotOverwritten() throws Exception {
        Files.writeString(file, "shopping=milk\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Logbook.open(file))
                .withMessageContaining("is no logbook");
        assertThat(file).hasContent("shopping=milk");
    }
}
