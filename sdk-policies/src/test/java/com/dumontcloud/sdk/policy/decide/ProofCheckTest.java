package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of T13, at its threshold: the machine was last used at 1000 s, the proof asked for at 2000 s, and now is 3000 s. */
class ProofCheckTest {

    private static final MachineId MACHINE = MachineId.of("m-1");

    @ParameterizedTest(
            name =
                    "of {0}, taken at {1} ns past last use, read back at {2} ns past the question and {3} before now: {4}")
    @CsvSource({
        "m-1, 0, 500, 500, ",
        "m-1, 1, 500, 500, ",
        "m-1, -1, 500, 500, SNAPSHOT_TOO_OLD",
        "m-2, 0, 500, 500, SNAPSHOT_OF_ANOTHER",
        "m-2, -1, 500, 500, SNAPSHOT_OF_ANOTHER",
        "m-1, 0, 0, 1000, ",
        "m-1, 0, -1, 1001, PROOF_NOT_FRESH",
        "m-1, 0, 1000, 0, ",
        "m-1, 0, 1001, -1, PROOF_NOT_FRESH"
    })
    void provesWhatWasTakenOfTheMachineSinceItsLastUseAndReadBackNow(
            String machine, long afterUse, long afterAsking, long beforeNow, Reason.Code problem) {
        Instant used = Instant.ofEpochSecond(1000);
        Instant asked = Instant.ofEpochSecond(2000);
        Instant readBack = asked.plusNanos(afterAsking);
        SnapshotProof proof = new SnapshotProof(
                new SnapshotRef(MachineId.of(machine), "s-1"), used.plusNanos(afterUse), readBack, 1, "sha256:00");

        Reason found = ProofCheck.problem(proof, MACHINE, used, asked, readBack.plusNanos(beforeNow));

        assertThat(found == null ? null : found.code()).isEqualTo(problem);
    }
}
