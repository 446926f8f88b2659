package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;

/** Reads a snapshot back and says whether it can be restored. Thread-safe; blocks, for as long as reading takes. */
@FunctionalInterface
public interface SnapshotVerifier {

    /**
     * Verifies a snapshot now.
     *
     * @throws DumontException if it is missing, damaged or cannot be read, so that nothing is proved
     */
    SnapshotProof verify(SnapshotRef snapshot);
}
