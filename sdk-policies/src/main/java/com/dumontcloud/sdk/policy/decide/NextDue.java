package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a machine must be looked at again though nothing happened: the only part that notices silence. */
final class NextDue {

    private final long now;
    private long soonest = Long.MAX_VALUE;

    private NextDue(long now) {
        this.now = now;
    }

    static long of(MachineCondition machine, Moment moment) {
        NextDue due = new NextDue(moment.observedNanos());
        due.at(machine.lookAgainNanos);
        due.silence(machine);
        if (machine.idleRun != null) {
            due.at(machine.idleRun.newestNanos() + machine.settings.lateAfterNanos());
        }
        due.wall(machine.keepAlive.idleUntil(), moment);
        due.wall(machine.keepAlive.orphanUntil(), moment);
        due.wall(machine.exemption == null ? null : machine.exemption.until(), moment);
        due.wall(machine.calendar.until(), moment);
        if (machine.starting != null && !machine.starting.failed()) {
            due.at(StartRule.untilNanos(machine, machine.starting));
        }
        if (machine.lease != null) {
            due.wall(LeaseRule.endsAt(machine.lease), moment);
            due.at(LeaseRule.stoodStillAt(machine.lease, machine.leaseSinceNanos));
        }
        if (machine.errand != null) {
            due.at(ErrandRule.untilNanos(machine.errand));
        }
        if (machine.operation != null) {
            due.operation(machine, machine.operation);
        }
        return due.soonest;
    }

    private void silence(MachineCondition machine) {
        if (machine.liveness == Liveness.NEVER_SEEN
                || machine.finishedAtNanos != null
                || !machine.isExpectedToReport()) {
            return;
        }
        EffectiveSettings settings = machine.settings;
        at(machine.silentSinceNanos + settings.lateAfterNanos());
        at(machine.silentSinceNanos + settings.suspectAfterNanos());
        at(machine.silentSinceNanos + settings.orphanAfterNanos());
    }

    private void operation(MachineCondition machine, Operation open) {
        if (open.isRevocable() && machine.witnessHeardNanos != null) {
            at(machine.witnessHeardNanos + BuiltInGuard.WITNESS_RENEWED.toNanos());
            at(machine.witnessHeardNanos + BuiltInGuard.WITNESS_HOLDS.toNanos());
        }
        switch (open.phase()) {
            case INTENDED -> at(open.sinceNanos() + OperationFlow.CLAIM_RETRY_NANOS);
            case QUIESCING -> at(Saving.untilNanos(machine, open));
            case SNAPSHOTTING -> {
                at(open.snapshot() == null ? now : open.snapshot().untilNanos());
                at(open.isWithoutSnapshot() ? open.sinceNanos() + OperationFlow.CLAIM_RETRY_NANOS : Long.MAX_VALUE);
            }
            case VERIFIED -> {
                at(open.sinceNanos() + OperationFlow.CLAIM_RETRY_NANOS);
                at(open.deadlineNanos());
            }
            case EXECUTING -> at(open.sinceNanos() + Confirmation.GIVE_UP_NANOS);
            case CONFIRMING, NEEDS_HUMAN -> {
                long every = open.phase() == Operation.Phase.CONFIRMING
                        ? Confirmation.READ_AGAIN_NANOS
                        : Confirmation.GIVE_UP_NANOS;
                at((machine.powerAskedNanos == null ? now : machine.powerAskedNanos) + every);
                at(open.sinceNanos() + Confirmation.GIVE_UP_NANOS);
                at(open.sinceNanos() + FailoverFlow.limitNanos(machine));
            }
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
