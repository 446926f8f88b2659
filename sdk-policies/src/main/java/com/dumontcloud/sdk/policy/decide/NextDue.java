package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a machine must be looked at again though nothing happened: the only part that notices silence. */
final class NextDue {

    /** What is held up by a veto is looked at again after this long. */
    private static final long HELD_UP_NANOS = Duration.ofSeconds(15).toNanos();

    private final long now;
    private long soonest = Long.MAX_VALUE;

    private NextDue(long now) {
        this.now = now;
    }

    static long of(MachineCondition machine, Moment moment) {
        NextDue due = new NextDue(moment.observedNanos());
        EffectiveSettings settings = machine.settings;
        if (machine.liveness != Liveness.NEVER_SEEN
                && machine.finishedAtNanos == null
                && machine.isExpectedToReport()) {
            due.at(machine.silentSinceNanos + settings.lateAfterNanos());
            due.at(machine.silentSinceNanos + settings.suspectAfterNanos());
            due.at(machine.silentSinceNanos + settings.orphanAfterNanos());
        }
        if (machine.idleRun != null) {
            due.at(machine.idleRun.newestNanos() + settings.lateAfterNanos());
        }
        if (machine.warning != null) {
            due.at(machine.warning.deliveredNanos() + settings.warnLeadNanos());
        }
        if (machine.liveness == Liveness.ORPHANED) {
            due.at(machine.silentSinceNanos
                    + settings.base().orphanHibernateAfter().toNanos());
        }
        if (machine.finishedAtNanos != null) {
            due.at(machine.finishedAtNanos + settings.idleAfterNanos());
            due.accepted(machine.notified, settings.warnLeadNanos());
        }
        due.wall(machine.keepAlive.idleUntil(), moment);
        due.wall(machine.keepAlive.orphanUntil(), moment);
        if (machine.pending != null && machine.isExpectedToReport()) {
            due.at(due.now + HELD_UP_NANOS);
        }
        if (machine.operation != null) {
            due.operation(machine, machine.operation);
        }
        return due.soonest;
    }

    private void operation(MachineCondition machine, Operation open) {
        switch (open.phase()) {
            case INTENDED -> at(open.sinceNanos() + OperationFlow.CLAIM_RETRY_NANOS);
            case QUIESCING -> at(OperationFlow.savedByNanos(machine, open));
            case EXECUTING -> at(open.sinceNanos() + OperationFlow.GIVE_UP_NANOS);
            case CONFIRMING, NEEDS_HUMAN -> {
                long every = open.phase() == Operation.Phase.CONFIRMING
                        ? OperationFlow.READ_AGAIN_NANOS
                        : OperationFlow.GIVE_UP_NANOS;
                at((machine.powerAskedNanos == null ? now : machine.powerAskedNanos) + every);
                at(open.sinceNanos() + OperationFlow.GIVE_UP_NANOS);
            }
        }
    }

    private void accepted(MachineCondition.@Nullable Notified notified, long leadNanos) {
        if (notified != null && notified.acceptedNanos() != null) {
            at(notified.acceptedNanos() + leadNanos);
        }
    }

    private void wall(@Nullable Instant instant, Moment moment) {
        if (instant != null && instant.isAfter(moment.wall())) {
            at(now + Duration.between(moment.wall(), instant).toNanos());
        }
    }

    private void at(long nanos) {
        if (nanos > now && nanos < soonest) {
            soonest = nanos;
        }
    }
}
