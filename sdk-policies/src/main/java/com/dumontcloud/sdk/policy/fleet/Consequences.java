package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a plan once it stands: effects are carried out, listeners told, ends of operations counted. Guarded by the
 * fleet's lock, {@link #tell} aside; effects are carried out later, on the time source's threads.
 */
final class Consequences {

    private final TimeSource time;
    private final OperationRunner runner;
    private final ListenerDesk listeners;
    private final ShadowBook shadow;
    private final Map<DecisionCount, DecisionCount> counts = new LinkedHashMap<>();

    Consequences(TimeSource time, OperationRunner runner, ListenerDesk listeners, ShadowBook shadow) {
        this.time = time;
        this.runner = runner;
        this.listeners = listeners;
        this.shadow = shadow;
    }

    void follow(Plan plan) {
        Decision decision = plan.decision();
        shadow.follow(plan);
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.OperationEnded ended) {
                DecisionCount one = DecisionCount.first(ended.operation(), ended.outcome());
                counts.merge(one, one, (soFar, more) -> soFar.oneMore());
            }
            carryOut(decision.next(), effect, plan.now());
        }
        if (decision.counted() && isNews(plan)) {
            listeners.add(listener -> listener.decided(plan.before(), plan.event(), decision, plan.now()));
        }
    }

    void carryOut(MachineCondition machine, Effect effect, Moment decidedAt) {
        time.schedule(Duration.ZERO, () -> runner.carryOut(machine, effect, decidedAt.wall()));
    }

    /** Tells listeners what they have not heard yet; never under the fleet's lock, since they take their time. */
    void tell() {
        listeners.tell();
    }

    List<DecisionCount> counts() {
        return List.copyOf(counts.values());
    }

    private static boolean isNews(Plan plan) {
        MachineCondition before = plan.before();
        MachineCondition next = plan.next();
        return plan.isNewcomer()
                || !plan.decision().effects().isEmpty()
                || before.activity() != next.activity()
                || before.liveness() != next.liveness()
                || before.shownState() != next.shownState()
                || before.isClaimed() != next.isClaimed()
                || before.isWarned() != next.isWarned()
                || phase(before) != phase(next)
                || !before.errand().equals(next.errand())
                || !before.profile().equals(next.profile());
    }

    private static Operation.@Nullable Phase phase(MachineCondition machine) {
        return machine.operation().map(Operation::phase).orElse(null);
    }
}
