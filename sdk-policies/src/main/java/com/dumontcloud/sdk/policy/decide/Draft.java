package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Moment;
import java.util.ArrayList;
import java.util.List;
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

    Draft(MachineCondition next, Moment moment) {
        this.next = next;
        this.moment = moment;
    }

    long now() {
        return moment.observedNanos();
    }

    void breakIdleRun(Activity activity) {
        if (activity == Activity.ACTIVE) {
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
