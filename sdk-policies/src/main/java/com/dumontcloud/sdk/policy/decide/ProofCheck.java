package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a proof must say before a machine is given back on the strength of it (lifecycle rules T7 and T13). That it holds bytes and
 * a checksum is the proof's own rule; one that could not be read back at all is none.
 */
final class ProofCheck {

    private ProofCheck() {}

    /**
     * Returns what is wrong with it; null when nothing is.
     *
     * @param machine which is to be given back
     * @param notBefore what it holds must not be older than this
     * @param askedAt when it was asked for: it must have been made since
     * @param now it must not be of a time that has not come, since a clock that is wrong proves nothing
     */
    static @Nullable Reason problem(
            SnapshotProof proof, MachineId machine, Instant notBefore, Instant askedAt, Instant now) {
        if (!proof.snapshot().machine().equals(machine)) {
            return Reason.of(
                    Reason.Code.SNAPSHOT_OF_ANOTHER,
                    proof.snapshot().id(),
                    proof.snapshot().machine());
        } else if (proof.createdAt().isBefore(notBefore)) {
            return Reason.of(Reason.Code.SNAPSHOT_TOO_OLD, proof.createdAt(), notBefore);
        } else if (proof.verifiedAt().isBefore(askedAt) || proof.verifiedAt().isAfter(now)) {
            return Reason.of(Reason.Code.PROOF_NOT_FRESH, proof.verifiedAt());
        }
        return null;
    }
}
