package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.SnapshotStore;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots, in memory, of the machines of a {@link SimulatedCloud}: what can be taken of whom, when it was taken, and what is
 * wrong with it.
 *
 * <p>A running or a stopped machine whose data still exist can be copied, anything else is a {@link Kind#CONFLICT}. What is taken
 * outlives its machine. Thread-safe; no call blocks.
 */
public final class SimulatedSnapshots implements SnapshotStore {

    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final long BYTES = 1L << 30;
    private static final MachineId SOMEBODY_ELSE = MachineId.of("somebody-else");

    private final SimulatedCloud cloud;
    private final TimeSource time;
    private final List<Kept> kept = new ArrayList<>();
    private final Deque<SnapshotFault> faults = new ArrayDeque<>();
    private boolean listBroken;
    private boolean unreachable;
    private int takes;
    private int verifications;

    private SimulatedSnapshots(SimulatedCloud cloud) {
        this.cloud = cloud;
        this.time = cloud.time();
    }

    /** Returns an empty store for the machines of this cloud, which lives by the cloud's time. */
    public static SimulatedSnapshots of(SimulatedCloud cloud) {
        return new SimulatedSnapshots(Objects.requireNonNull(cloud, "cloud"));
    }

    /** Lets the next snapshot that is taken go wrong so, behind what was scripted before. */
    public synchronized SimulatedSnapshots next(SnapshotFault fault) {
        faults.add(Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** Lets the list be unreadable from now on, which throws {@link Kind#SERVER}, or readable again. */
    public synchronized SimulatedSnapshots listBroken(boolean broken) {
        listBroken = broken;
        return this;
    }

    /** Lets every call throw {@link Kind#NETWORK} from now on, or none any more. */
    public synchronized SimulatedSnapshots unreachable(boolean now) {
        unreachable = now;
        return this;
    }

    /** Damages every snapshot of a machine that there is. */
    public synchronized SimulatedSnapshots damage(MachineId machine) {
        kept.replaceAll(one -> one.machine.equals(machine) ? one.corrupted() : one);
        return this;
    }

    /** Returns how often a snapshot was asked for, failures included. */
    public synchronized int takes() {
        return takes;
    }

    /** Returns how often one was read back, failures included. */
    public synchronized int verifications() {
        return verifications;
    }

    /** Returns the whole snapshots that are listed for a machine, oldest first, whether or not they are sound. */
    public synchronized List<SnapshotRef> all(MachineId machine) {
        long now = time.mono();
        return kept.stream()
                .filter(one -> one.machine.equals(machine) && now - one.wholeAt >= 0)
                .map(Kept::ref)
                .toList();
    }

    @Override
    public synchronized SnapshotRef take(MachineId machine) {
        takes++;
        requireReachable("snapshot", machine);
        requireData(machine);
        SnapshotFault fault = faults.poll();
        if (fault == SnapshotFault.FAILS) {
            throw new DumontException(Kind.SERVER, "snapshot of " + machine + ": the store failed; try again later");
        }
        boolean slow = fault == SnapshotFault.SLOW;
        SnapshotRef ref = new SnapshotRef(
                fault == SnapshotFault.WRONG_MACHINE ? SOMEBODY_ELSE : machine, "snapshot-" + (kept.size() + 1));
        Instant created = fault == SnapshotFault.STALE ? time.wall().minus(AN_HOUR) : time.wall();
        kept.add(new Kept(ref, machine, created, time.mono() + (slow ? HALF_AN_HOUR.toNanos() : 0), fault));
        if (slow) {
            throw new DumontException(
                    Kind.TIMEOUT, "snapshot of " + machine + ": not whole within the deadline; it may be listed later");
        }
        return ref;
    }

    @Override
    public synchronized Optional<SnapshotRef> newest(MachineId machine) {
        requireReachable("snapshots", machine);
        if (listBroken) {
            throw new DumontException(
                    Kind.SERVER, "snapshots of " + machine + ": the list cannot be read; try again later");
        }
        List<SnapshotRef> all = all(machine);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    @Override
    public synchronized SnapshotProof verify(SnapshotRef snapshot) {
        verifications++;
        requireReachable("verifying a snapshot", snapshot.machine());
        long now = time.mono();
        Kept found = kept.stream()
                .filter(one -> one.ref.equals(snapshot) && now - one.wholeAt >= 0)
                .findFirst()
                .orElseThrow(() -> new DumontException(
                        Kind.NOT_FOUND,
                        "verifying " + snapshot.id() + " of " + snapshot.machine() + ": there is none"));
        if (found.fault == SnapshotFault.CORRUPT || found.fault == SnapshotFault.EMPTY) {
            String what = found.fault == SnapshotFault.EMPTY ? "it holds 0 bytes" : "its checksums do not match";
            throw new DumontException(
                    Kind.INVALID_ANSWER,
                    "verifying " + snapshot.id() + " of " + snapshot.machine() + ": " + what + "; take another one");
        }
        return new SnapshotProof(snapshot, found.created, time.wall(), BYTES, "simulated:" + snapshot.id());
    }

    private void requireReachable(String attempt, MachineId machine) {
        if (unreachable) {
            throw new DumontException(
                    Kind.NETWORK, attempt + " of " + machine + ": the connection failed; try again later");
        }
    }

    private void requireData(MachineId machine) {
        Machine shown = cloud.peek(machine);
        boolean copies = shown != null
                && (shown.state() == MachineState.RUNNING || shown.state() == MachineState.STOPPED)
                && cloud.machine(machine).hasData();
        if (!copies) {
            throw new DumontException(
                    Kind.CONFLICT, "snapshot of " + machine + ": there is nothing to copy, or nobody to copy it");
        }
    }

    /**
     * A snapshot.
     *
     * @param ref its name, with the machine whose data it holds
     * @param machine for which machine it is listed
     * @param created how old what it holds is
     * @param wholeAt from when on it is listed, by the monotonic clock
     * @param fault what is wrong with it; absent where nothing is
     */
    private record Kept(
            SnapshotRef ref,
            MachineId machine,
            Instant created,
            long wholeAt,
            @Nullable SnapshotFault fault) {

        Kept corrupted() {
            return new Kept(ref, machine, created, wholeAt, SnapshotFault.CORRUPT);
        }
    }
}
