package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the label of a lease says, and what follows once nobody renews it.
 *
 * <p>Two clocks have to agree that it ran out: the wall, by which its end is written, and our own observed time, in which its label
 * was seen to stand still for longer than its owner ever leaves it. A wall clock that is wrong takes no machine from an owner who
 * lives.
 */
final class LeaseRule {

    /** By how much the clocks of two hosts may differ, and a renewal be late on its way. */
    static final Duration GRACE = Duration.ofSeconds(60);

    private LeaseRule() {}

    /** Takes in the label as it was shown; one that stands as it was goes on standing still. */
    static void read(MachineCondition next, @Nullable String labelBefore, long now) {
        String label = labelOf(next);
        next.claimed |= label != null;
        if (!Objects.equals(label, labelBefore)) {
            begin(next, now);
        }
    }

    /** Takes in the label of a machine of which nothing was known before. */
    static void begin(MachineCondition next, long now) {
        String label = labelOf(next);
        next.lease = label == null ? null : OwnerLease.parse(label).orElse(null);
        next.leaseSinceNanos = now;
    }

    static @Nullable String labelOf(MachineCondition machine) {
        return machine.profile.labels().get(MachineProvider.LEASE_LABEL);
    }

    /** Whoever turns a machine on that its lease's owner left has taken it over. */
    static void takenOver(Draft draft) {
        if (hasRunOut(draft.next, draft.moment)) {
            draft.next.lease = null;
        }
    }

    static boolean hasRunOut(MachineView machine, Moment now) {
        OwnerLease lease = machine.lease().orElse(null);
        return lease != null
                && !now.wall().isBefore(endsAt(lease))
                && now.observedNanos() >= stoodStillAt(lease, machine.leaseSinceNanos());
    }

    /** Returns when, by the wall, it can be taken for run out. */
    static Instant endsAt(OwnerLease lease) {
        return lease.until().plus(GRACE);
    }

    /** Returns when, in observed time, it stood still for longer than an owner who lives leaves it. */
    static long stoodStillAt(OwnerLease lease, long sinceNanos) {
        return sinceNanos + lease.renewedEvery().plus(GRACE).toNanos();
    }

    /** What its owner left behind goes the way they chose: with its disk, or off with the disk kept. */
    static Verdict runOut(MachineView machine, Moment now) {
        OwnerLease lease = machine.lease().orElse(null);
        if (lease == null || machine.isAssumedRunning() || !hasRunOut(machine, now) || isAsLeft(machine, lease)) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.LEASE_EXPIRED,
                Reason.of(Reason.Code.LEASE_EXPIRED, lease.owner(), lease.until()),
                stoodStillAt(lease, machine.leaseSinceNanos()));
    }

    /** Returns what is done with a machine whose lease ran out. A legal hold keeps the disk whatever its owner said. */
    static Kind release(MachineView machine, OwnerLease lease) {
        return lease.scratch() && machine.legalHold().isEmpty() ? Kind.DESTROY : Kind.STOP;
    }

    /** Returns the word of its owner on what is on the disk, given when the machine was rented. */
    static DataLoss dataLoss(OwnerLease lease) {
        return lease.scratch() ? DataLoss.acceptedBy("the lease of " + lease.owner()) : DataLoss.REFUSED;
    }

    private static boolean isAsLeft(MachineView machine, OwnerLease lease) {
        MachineState power = machine.power();
        return power == MachineState.DELETED
                || (release(machine, lease) == Kind.STOP
                        && (power == MachineState.STOPPED
                                || power == MachineState.STOPPING
                                || power == MachineState.HIBERNATING));
    }
}
