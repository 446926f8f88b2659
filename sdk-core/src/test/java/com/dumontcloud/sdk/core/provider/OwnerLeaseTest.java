package com.dumontcloud.sdk.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerLeaseTest {

    private static final Instant END = Instant.parse("2026-01-05T12:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @Test
    void isWrittenAsPeopleReadIt() {
        assertThat(new OwnerLease("train-7", END, TEN_MINUTES, false).label())
                .isEqualTo(new Label("dumont-lease", "train-7@2026-01-05T12:00:00Z+PT10M"));
        assertThat(new OwnerLease("train-7", END, TEN_MINUTES, true).label())
                .isEqualTo(new Label("dumont-lease", "train-7@2026-01-05T12:00:00Z+PT10M+scratch"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isReadAsItWasWritten(boolean scratch) {
        OwnerLease lease = new OwnerLease("a_B.c-9", END, TEN_MINUTES, scratch);

        assertThat(OwnerLease.parse(lease.label().value())).contains(lease);
    }

    @Test
    void fitsIntoALabelAtItsLongest() {
        Duration wordiest = Duration.ofHours(24).minusSeconds(1);
        OwnerLease longest = new OwnerLease("o".repeat(20), END, wordiest, true);

        assertThat(OwnerLease.parse(longest.label().value())).contains(longest);
    }

    @Test
    void endsOnAWholeSecondAsItsTextDoes() {
        assertThat(new OwnerLease("a", END.plusNanos(1), TEN_MINUTES.plusNanos(1), true))
                .isEqualTo(new OwnerLease("a", END, TEN_MINUTES, true));
    }

    @ParameterizedTest
    @CsvSource({"2026-01-05T11:59:59.999Z, true", "2026-01-05T12:00:00Z, false", "2026-01-05T12:00:01Z, false"})
    void coversTheTimeBeforeItsEnd(Instant wall, boolean covered) {
        assertThat(new OwnerLease("a", END, TEN_MINUTES, true).coversAt(wall)).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "quickstart",
                "a@",
                "@2026-01-05T12:00:00Z+PT10M",
                "a b@2026-01-05T12:00:00Z+PT10M",
                "a@2026-01-05T12:00:00Z",
                "a@2026-01-05T12:00:00+PT10M",
                "a@2026-01-05T12:00Z+PT10M",
                "a@2026-02-30T12:00:00Z+PT10M",
                "a@2026-01-05T12:00:00Z+PTMM",
                "a@2026-01-05T12:00:00Z+PT0S",
                "a@2026-01-05T12:00:00Z+PT25H",
                "a@2026-01-05T12:00:00Z+PT10M+kept",
                "a@2026-01-05T12:00:00Z+PT10M ",
                "ooooooooooooooooooooo@2026-01-05T12:00:00Z+PT10M"
            })
    void isNoLeaseWhereItCannotBeRead(String text) {
        assertThat(OwnerLease.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a@b", "a+b", "ooooooooooooooooooooo"})
    void rejectsOwnersThatItCouldNotReadAgain(String owner) {
        assertThatThrownBy(() -> new OwnerLease(owner, END, TEN_MINUTES, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"PT0.999S, false", "PT1S, true", "PT24H, true", "PT24H1S, false", "PT-1S, false"})
    void isRenewedAtLeastOnceADay(Duration every, boolean valid) {
        ThrowingCallable written = () -> new OwnerLease("a", END, every, true);

        if (valid) {
            assertThatCode(written).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(written).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"})
    void rejectsEndsThatItCouldNotReadAgain(Instant end) {
        assertThatThrownBy(() -> new OwnerLease("a", end, TEN_MINUTES, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
