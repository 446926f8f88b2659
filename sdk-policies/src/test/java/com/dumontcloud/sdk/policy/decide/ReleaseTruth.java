package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who rented a machine, what must not be lost with it, and what proves that it is not, recomputed from what really happened. */
final class ReleaseTruth {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final long CLOCKS_DIFFER = 60;
    private static final long PROOF_HOLDS = 900;
    private static final long[] LEADS = {72 * 3600, 24 * 3600, 3600};

    private final History.Place place;
    private Step.@Nullable Leased lease;
    private boolean held;
    private boolean capped;
    private long stoppedAt = -1;
    private long parkedAt = -1;
    private long usedAt = Long.MIN_VALUE;
    private @Nullable MachineState known;
    private final Map<String, Integer> asked = new HashMap<>();
    private final Map<String, SnapshotProof> proofs = new HashMap<>();
    private final Map<String, Long> warnings = new HashMap<>();

    ReleaseTruth(History.Place place) {
        this.place = place;
    }

    void takeIn(Step step) {
        if (step instanceof Step.Leased leased) {
            lease = leased;
        } else if (step instanceof Step.Held newly) {
            held = newly.forbidden();
        } else if (step instanceof Step.Capped newly) {
            capped = newly.reached();
        } else if (step instanceof Step.Heard heard && heard.use() == Step.Use.BUSY) {
            usedAt = step.second();
        }
    }

    void see(MachineState shown, long now) {
        if (shown == MachineState.UNKNOWN || shown == known) {
            return;
        }
        known = shown;
        stoppedAt = shown == MachineState.STOPPED ? now : -1;
        parkedAt = shown == MachineState.RUNNING ? -1 : parkedAt;
    }

    void told(Effect.Notice notice) {
        if (notice.reason().code() == Reason.Code.TO_BE_RELEASED) {
            warnings.put(notice.noticeId(), Long.MAX_VALUE);
        }
    }

    void accepted(String noticeId, long now) {
        warnings.computeIfPresent(noticeId, (id, before) -> Math.min(before, now));
    }

    void asked(String operation) {
        asked.merge(operation, 1, Integer::sum);
    }

    void readBack(String operation, SnapshotProof proof) {
        proofs.put(operation, proof);
    }

    void done(Operation over, boolean orphaned, long now) {
        if (over.cause() == Cause.LEASE_EXPIRED) {
            lease = null;
        }
        parkedAt = over.kind() == Operation.Kind.HIBERNATE && orphaned ? now : -1;
        warnings.clear();
    }

    /** Returns for how long it has been parked as an orphan, in seconds; a negative number where it is not. */
    long liesFor(long now) {
        return parkedAt < 0 ? -1 : now - parkedAt;
    }

    /** Three times since it was parked, each taken long enough ago. */
    boolean isAnnounced(long now) {
        List<Long> taken = new ArrayList<>(
                warnings.values().stream().filter(at -> at <= now).sorted().toList());
        for (int i = 0; i < LEADS.length; i++) {
            if (taken.size() <= i || now - taken.get(i) < LEADS[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns what speaks against doing anything to it for this cause. */
    List<String> problems(Cause cause, boolean managed, long now) {
        List<String> problems = new ArrayList<>();
        boolean stopIsFinal = managed && !place.keepsDisk();
        if (cause == Cause.SPEND_CAP) {
            unless(capped, "T21: no cap is reached", problems);
        } else if (cause == Cause.LEASE_EXPIRED) {
            unless(lease != null && !isLeased(now), "LEASE: it has not run out", problems);
        } else {
            unless(!isLeased(now), "LEASE: takes a machine from whoever rented it", problems);
        }
        unless(cause != Cause.FAILOVER || !capped, "T21: spends more under a cap", problems);
        boolean givesBack = cause == Cause.FORGOTTEN || cause == Cause.REPLACED;
        boolean loses = givesBack || (stopIsFinal && cause != Cause.FAILOVER);
        unless(!held || !loses, "HELD: what must not be deleted", problems);
        boolean copied = cause == Cause.IDLE || cause == Cause.FINISHED;
        boolean parks = copied || cause == Cause.ORPHAN || cause == Cause.NO_EVIDENCE || cause == Cause.SPEND_CAP;
        unless(
                !stopIsFinal || !parks || (copied && place.takesSnapshots()),
                "DISK: stops a machine whose disk nothing copies",
                problems);
        return problems;
    }

    /** I1, and that a machine that can be copied is, before it is parked. */
    List<String> problemsOfAsking(Operation operation, Trace.Entry entry) {
        List<String> problems = new ArrayList<>();
        boolean loses = operation.releases()
                || operation.kind() == Operation.Kind.DESTROY
                || (operation.kind().isParking() && !place.keepsDisk());
        boolean accepted = operation.dataLoss().isAccepted();
        if (loses) {
            unless(!held, "HELD: what must not be deleted is", problems);
            boolean scratch = lease != null && lease.scratch();
            unless(
                    !accepted
                            || operation.cause() == Cause.PERSON
                            || (operation.cause() == Cause.LEASE_EXPIRED && scratch),
                    "I1: nobody said that it may be lost",
                    problems);
            unless(accepted || isProved(operation, entry.second()), "I1: without a proof that holds", problems);
        } else if (operation.kind() == Operation.Kind.HIBERNATE
                && place.takesSnapshots()
                && operation.proof() == null
                && !accepted
                && entry.liveness().isReporting()) {
            unless(asked.getOrDefault(operation.id(), 0) >= 3, "T14: parked without a snapshot too soon", problems);
        }
        return problems;
    }

    /** Read back for this very operation and of this machine, not older than its last use or its stop, and not long ago. */
    private boolean isProved(Operation operation, long now) {
        SnapshotProof proof = operation.proof();
        if (proof == null || !proof.equals(proofs.get(operation.id()))) {
            return false;
        }
        long lastUse = stoppedAt >= 0 ? stoppedAt : operation.cause() == Cause.PERSON ? Long.MIN_VALUE : usedAt;
        return proof.snapshot().machine().equals(Beat.MACHINE)
                && second(proof.createdAt()) >= lastUse
                && now - second(proof.verifiedAt()) < PROOF_HOLDS;
    }

    /** By the wall, by which its end is written, and by how long its label has stood still. */
    private boolean isLeased(long now) {
        return lease != null
                && (now < lease.until() + CLOCKS_DIFFER || now < lease.second() + lease.renewedEvery() + CLOCKS_DIFFER);
    }

    private static long second(Instant wall) {
        return wall.getEpochSecond() - START.getEpochSecond();
    }

    private static void unless(boolean holds, String problem, List<String> problems) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
