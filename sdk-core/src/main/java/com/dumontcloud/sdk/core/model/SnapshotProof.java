package com.dumontcloud.sdk.core.model;

import java.time.Instant;
import java.util.Objects;

/**
 * Evidence that a snapshot can be restored: made by reading the snapshot back, never by trusting whoever wrote it. Without one
 * no machine is released and no data deleted. Immutable.
 *
 * @param snapshot which snapshot
 * @param createdAt when its data was taken
 * @param verifiedAt when it was read back
 * @param bytes how much data it restores, more than 0
 * @param digest a checksum over what was read, with its algorithm, for example {@code sha256:...}
 */
public record SnapshotProof(SnapshotRef snapshot, Instant createdAt, Instant verifiedAt, long bytes, String digest) {

    /**
     * Checks that it proves something.
     *
     * @throws IllegalArgumentException if it holds no bytes, no digest, or was verified before it was taken
     */
    public SnapshotProof {
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(verifiedAt, "verifiedAt");
        Objects.requireNonNull(digest, "digest");
        if (bytes <= 0) {
            throw new IllegalArgumentException("a snapshot of " + bytes + " bytes proves nothing");
        }
        if (digest.isBlank()) {
            throw new IllegalArgumentException("a snapshot without a digest proves nothing");
        }
        if (verifiedAt.isBefore(createdAt)) {
            throw new IllegalArgumentException(
                    "snapshot taken at " + createdAt + " cannot have been verified at " + verifiedAt);
        }
    }
}
