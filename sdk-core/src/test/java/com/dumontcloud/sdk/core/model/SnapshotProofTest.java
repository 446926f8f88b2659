package com.dumontcloud.sdk.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotProofTest {

    private static final SnapshotRef SNAPSHOT = new SnapshotRef(MachineId.of("m-1"), "s-1");
    private static final Instant TAKEN = Instant.parse("2025-01-01T00:00:00Z");

    @Test
    void provesWhatWasReadBackAtOrAfterTheMomentItWasTaken() {
        assertThat(new SnapshotProof(SNAPSHOT, TAKEN, TAKEN, 1, "sha256:00").bytes())
                .isEqualTo(1);
        assertThatThrownBy(() -> new SnapshotProof(SNAPSHOT, TAKEN, TAKEN.minusNanos(1), 1, "sha256:00"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void doesNotTakeAnEmptySnapshotForAProof(long bytes) {
        assertThatThrownBy(() -> new SnapshotProof(SNAPSHOT, TAKEN, TAKEN, bytes, "sha256:00"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void doesNotTakeASnapshotWithoutDigestForAProof(String digest) {
        assertThatThrownBy(() -> new SnapshotProof(SNAPSHOT, TAKEN, TAKEN, 1, digest))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
