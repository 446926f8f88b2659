package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * I12: goes on, every so often, from what was written down rather than from what was decided, and takes those decisions again from
 * their entry in the journal.
 */
final class WrittenDown implements Playback.Memory {

    private static final int ONE_IN = 20;

    private final History.World world;
    private final Deque<Step.Configured> configurations = new ArrayDeque<>();
    private final List<String> problems = new ArrayList<>();
    private LifecyclePolicyEngine engine;
    private int decisions;

    private WrittenDown(History history) {
        this.world = history.world();
        this.engine = LifecyclePolicyEngine.of(world.settings());
        this.decisions = history.chance(-3).nextInt(ONE_IN);
        history.steps().stream()
                .filter(step -> step instanceof Step.Configured)
                .forEach(step -> configurations.add((Step.Configured) step));
    }

    static List<String> judge(History history, Trace straight) {
        WrittenDown memory = new WrittenDown(history);
        if (!Playback.remembered(history, memory).outcomes().equals(straight.outcomes())) {
            memory.problems.add("I12: not the same decisions");
        }
        return memory.problems;
    }

    @Override
    public MachineCondition after(
            MachineCondition before, Event event, Moment now, Surroundings around, Decision decision) {
        if (event instanceof Event.Reconfigured) {
            engine = engine.with(PolicyAssignment.fleet(configurations.remove().settings(world.settings()))
                    .build());
        }
        if (++decisions % ONE_IN != 0 || !decision.counted()) {
            return decision.next();
        }
        JournalEntry entry = JournalEntry.of(before, event, now, around, decision);
        JournalEntry read = new JournalEntry(
                ConditionCodec.decodeCondition(ConditionCodec.encode(entry.before())),
                ConditionCodec.decodeEvent(ConditionCodec.encode(entry.event())),
                now,
                ConditionCodec.decodeSurroundings(ConditionCodec.encode(around)),
                ConditionCodec.decodeEffects(ConditionCodec.encode(entry.effects())),
                entry.fingerprint());
        if (!JournalReplay.differences(engine, List.of(read)).isEmpty()) {
            problems.add("I12: the journal replays to another state, at " + now.wall());
        }
        return ConditionCodec.decodeCondition(ConditionCodec.encode(decision.next()));
    }
}
