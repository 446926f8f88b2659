package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One decision in the making: a copy of the condition to write on, and what is to be done. */
final class Draft {

    final MachineCondition next;
    final Moment moment;
    final List<Effect> effects = new ArrayList<>();

    /** No interval that is told now is shorter, since the whole fleet would report too often. */
    long leastIntervalNanos;

    /** The reporter whose heartbeat this is; null for every other event. */
    @Nullable
    String heardReporter;

    private final Set<Precondition> preconditions;

    Draft(MachineCondition next, Moment moment, Set<Precondition> preconditions) {
        this.next = next;
        this.moment = moment;
        this.preconditions = preconditions;
    }

    /** Returns another draft under the same rules, of a condition that is supposed. */
    Draft supposing(MachineCondition supposed, Moment then) {
        return new Draft(supposed, then, preconditions);
    }

    /** Returns whether this must be so before the engine acts: always, but in tests that show what it is there for. */
    boolean requires(Precondition precondition) {
        return preconditions.contains(precondition);
    }

    /** Returns whether something is under way on the machine, so that nothing else is begun. */
    boolean isBusy() {
        return next.operation != null && requires(Precondition.NO_OTHER_OPERATION);
    }

    long now() {
        return moment.observedNanos();
    }

    void breakIdleRun(Activity activity) {
        if (activity == Activity.ACTIVE) {
            next.takenBack = 0;
            next.idleAgainNanos = Long.MIN_VALUE;
            DerivedRule.used(this);
        } else {
            DerivedRule.lost(this);
        }
        next.idleRun = null;
        next.coverage = Coverage.WHOLE;
        next.warning = null;
        next.unwatched = null;
        next.activity = activity;
    }
}
