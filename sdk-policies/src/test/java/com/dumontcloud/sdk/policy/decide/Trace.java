package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that went into an engine and all that can be seen of what came out. */
final class Trace {

    private final List<Entry> entries = new ArrayList<>();

    void add(Entry entry) {
        entries.add(entry);
    }

    List<Entry> entries() {
        return entries;
    }

    /** What changed and what was done, without ids and absolute times. */
    List<String> story() {
        List<String> story = new ArrayList<>();
        String before = "";
        for (Entry entry : entries) {
            String now = entry.liveness + " " + entry.activity + " " + entry.shown + " " + entry.phase + " "
                    + entry.planned + " " + entry.pending;
            if (!now.equals(before) || !entry.effects.isEmpty()) {
                story.add(entry.second + "s " + now + " " + entry.effectNames());
            }
            before = now;
        }
        return story;
    }

    /** Seconds at which the machine began to be parked on the engine's own account, or was about to be told so. */
    @Nullable
    Long firstAction() {
        for (Entry entry : entries) {
            for (Effect effect : entry.effects) {
                if (effect instanceof Effect.Claim) {
                    return entry.second;
                }
            }
        }
        return null;
    }

    record Entry(
            long second,
            Event event,
            boolean counted,
            List<Effect> effects,
            Liveness liveness,
            Activity activity,
            MachineState shown,
            Operation.@Nullable Phase phase,
            @Nullable Long planned,
            Reason.@Nullable Code pending) {

        String effectNames() {
            List<String> names = new ArrayList<>();
            for (Effect effect : effects) {
                names.add(name(effect));
            }
            return names.toString();
        }

        private static String name(Effect effect) {
            if (effect instanceof Effect.Alert alert) {
                return "alert " + alert.reason();
            } else if (effect instanceof Effect.Notice notice) {
                return "notice " + notice.reason();
            } else if (effect instanceof Effect.OperationEnded ended) {
                return "ended " + ended.outcome() + " " + ended.reason().code();
            } else if (effect instanceof Effect.Claim claim) {
                return "claim " + claim.operation().kind() + " "
                        + claim.operation().cause();
            }
            return effect.getClass().getSimpleName();
        }
    }
}
