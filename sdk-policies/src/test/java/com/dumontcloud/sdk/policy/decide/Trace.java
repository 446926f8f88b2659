package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that went into an engine and all that can be seen of what came out. */
final class Trace {

    /** More than ever happens in one second of a made-up history. */
    private static final int ENDLESS = 10_000;

    private final List<Entry> entries = new ArrayList<>();
    private List<Successors.Rented> rented = List.of();
    private int inThisSecond;

    /** Returns whether so much happened that the engine keeps itself busy. */
    boolean isEndless() {
        return inThisSecond >= ENDLESS;
    }

    void add(Entry entry) {
        boolean goesOn = !entries.isEmpty() && entries.get(entries.size() - 1).second() == entry.second();
        inThisSecond = goesOn ? inThisSecond + 1 : 1;
        entries.add(entry);
    }

    List<Entry> entries() {
        return entries;
    }

    void rented(List<Successors.Rented> all) {
        rented = List.copyOf(all);
    }

    /** Returns what was rented in the place of the machine. */
    List<Successors.Rented> rented() {
        return rented;
    }

    /** Returns what came out alone. */
    List<Entry> outcomes() {
        return entries.stream().map(Entry::outcome).toList();
    }

    /** What changed and what was done, without ids and absolute times. */
    List<String> story() {
        List<String> story = new ArrayList<>();
        Entry before = null;
        for (Entry entry : entries) {
            if (before == null || !entry.isLike(before) || !entry.effects.isEmpty()) {
                story.add(entry.second + "s " + entry.state() + " " + entry.effectNames());
            }
            if (entry.counted && entry.reply != null) {
                story.add(entry.second + "s replies " + entry.reply.type() + " " + entry.reply.args());
            }
            before = entry;
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

    /**
     * One decision.
     *
     * @param step what happened, where it was no answer to an effect
     */
    record Entry(
            long second,
            @Nullable Step step,
            Event event,
            boolean counted,
            List<Effect> effects,
            Liveness liveness,
            Activity activity,
            MachineState shown,
            Operation.@Nullable Phase phase,
            @Nullable Long planned,
            Reason.@Nullable Code pending,
            @Nullable AgentCommand reply) {

        private boolean isLike(Entry other) {
            return liveness == other.liveness
                    && activity == other.activity
                    && shown == other.shown
                    && phase == other.phase
                    && Objects.equals(planned, other.planned)
                    && pending == other.pending;
        }

        private String state() {
            return liveness + " " + activity + " " + shown + " " + phase + " " + planned + " " + pending;
        }

        private Entry outcome() {
            return new Entry(
                    second,
                    null,
                    new Event.Ticked(),
                    counted,
                    effects,
                    liveness,
                    activity,
                    shown,
                    phase,
                    planned,
                    pending,
                    reply);
        }

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
