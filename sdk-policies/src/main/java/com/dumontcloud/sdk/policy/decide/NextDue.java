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
