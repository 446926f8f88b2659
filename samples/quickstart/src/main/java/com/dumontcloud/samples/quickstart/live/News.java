package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Puts what happens into words, for those who watch: what the engine decides, whom it tells, and what people do. Thread-safe. */
public final class News {

    private static final MachineId WHOLE_FLEET = MachineId.of("fleet");

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

    /** Returns what happened since the call before, oldest first. */
    public List<Line> drain() {
        List<Line> drained = new ArrayList<>();
        for (Line line = lines.poll(); line != null; line = lines.poll()) {
            drained.add(line);
        }
        return drained;
    }

    void tell(Instant at, MachineId machine, String text) {
        lines.add(new Line(at, machine, text));
    }

    /** Takes a message to people; never refuses one. */
    void notified(Notification message) {
        String how = message.severity() == Effect.Severity.CRITICAL ? "ALERT: " : "its owner is told: ";
        MachineId about = Objects.requireNonNullElse(message.machine(), WHOLE_FLEET);
        tell(message.at(), about, how + message.reason().text());
    }

    void decided(MachineCondition before, Event event, Decision decision, Moment now) {
        MachineCondition next = decision.next();
        if (event instanceof Event.HeartbeatAccepted heartbeat
                && heartbeat.evidence().goodbye() == Goodbye.FINISHED) {
            tell(now.wall(), next.id(), "says that its work is done");
        }
        if (before.activity() != Activity.WARNED && next.activity() == Activity.WARNED) {
            tell(now.wall(), next.id(), "unused: its users are warned");
        }
        if (before.activity() == Activity.WARNED && next.activity() == Activity.ACTIVE) {
            tell(now.wall(), next.id(), "in use again: stays");
        }
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.OperationEnded ended) {
                tell(now.wall(), next.id(), words(ended));
            }
        }
    }

    private static String words(Effect.OperationEnded ended) {
        Operation operation = ended.operation();
        if (operation.releases()) {
            return ended.outcome() == Operation.Outcome.DONE
                    ? "given back: " + operation.reason().text()
                    : "not given back: " + ended.reason().text();
        }
        if (operation.kind() == Operation.Kind.FAILOVER) {
            return ended.outcome() == Operation.Outcome.DONE
                    ? "replaced: " + ended.reason().text()
                    : "not replaced: " + ended.reason().text();
        }
        if (ended.outcome() == Operation.Outcome.ABORTED) {
            return "not " + (operation.kind().isParking() ? "parked" : "woken") + ": "
                    + ended.reason().text();
        }
        return operation.kind().isParking() ? "parked: " + operation.reason().text() : "is up again";
    }

    /**
     * One thing that happened. Immutable.
     *
     * @param at when
     * @param machine where
     * @param text what
     */
    public record Line(Instant at, MachineId machine, String text) {}
}
