package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import java.util.Optional;

/**
 * Where copies of machines' data are kept: takes them, finds them and reads them back. A machine is given back for good on the
 * strength of what it says, so that it says nothing it did not see.
 *
 * <p>Implementations are thread-safe. Every call blocks, a take for as long as copying takes; each has a deadline of its own, and
 * throws {@link DumontException} when it cannot tell. No call deletes anything. Times in a proof are those of the clock by which
 * its machine's activity is told, which is this process's and never the machine's own; they are exact or later, never rounded down.
 */
public interface SnapshotStore extends SnapshotVerifier {

    /**
     * Takes a new snapshot of what is on a machine now, whether or not something changed since the one before.
     *
     * @return the snapshot, whole and listed; it holds nothing older than this call
     * @throws DumontException if it did not come to be, or may not have: one that is not whole is never listed
     */
    SnapshotRef take(MachineId machine);

    /**
     * Returns the whole snapshot of a machine that was taken last.
     *
     * @return the snapshot, or empty when the list was read and has none of this machine
     * @throws DumontException if the list cannot be read; that never reads as "none"
     */
    Optional<SnapshotRef> newest(MachineId machine);

    /**
     * Reads a snapshot back now, all of it, and compares what is read with the checksums made when it was taken.
     *
     * @return the proof, made by this call and not remembered from an earlier one
     * @throws DumontException if it is missing, damaged, empty or cannot be read, so that nothing is proved
     */
    @Override
    SnapshotProof verify(SnapshotRef snapshot);
}
