package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.policy.Evidence;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the reporters of a made-up machine say of the commands that reached them, to save or to park the machine themselves: that
 * they have begun, and in the end, with whatever heartbeat comes next, what came of it.
 */
final class Answers {

    private final History.World world;
    private final Map<String, Task> tasks = new HashMap<>();

    Answers(History.World world) {
        this.world = world;
    }

    /** Returns the heartbeat with what its sender has to say. */
    Beat on(Step.Heard heard, long wording) {
        Task own = tasks.get(heard.reporter());
        Beat beat = heard.beat(wording);
        return own == null ? beat : beat.result(own.commandId, own.outcome(heard.second()));
    }

    /** A heartbeat was counted, and this is the command that its reply carried. */
    void counted(Evidence evidence, @Nullable AgentCommand reply, long second) {
        String reporter = evidence.reporter().id();
        boolean isOver =
                evidence.results().stream().anyMatch(result -> result.outcome().isFinal());
        if (isOver) {
            tasks.remove(reporter);
        }
        if (reply != null) {
            boolean saves = reply.args().containsKey(AgentCommand.SAVE_FOR_SECONDS);
            History.Saver does = saves ? world.saver(reporter) : world.parker();
            tasks.put(reporter, new Task(reply.id(), does.outcome(), second + does.after()));
        }
    }

    private record Task(String commandId, @Nullable Outcome outcome, long until) {

        Outcome outcome(long second) {
            return outcome == null || second < until ? Outcome.RUNNING : outcome;
        }
    }
}
