package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the decisions of a journal again, offline, and compares. With the settings and extensions of then nothing differs; what
 * does shows what other ones would have decided, or that an engine does not keep its word. Pure; about a microsecond each.
 */
public final class JournalReplay {

    private JournalReplay() {}

    /** Returns the entries on which this engine decides otherwise, in their order; empty when it decides all the same. */
    public static List<Difference> differences(LifecyclePolicyEngine engine, List<JournalEntry> journal) {
        List<Difference> differences = new ArrayList<>();
        for (JournalEntry entry : journal) {
            compare(engine, entry, differences);
        }
        return List.copyOf(differences);
    }

    /**
     * The same under the settings that were in force at each decision, which the next entry of the machine shows. What the newest
     * entry of a machine changed its settings to is not recorded anywhere, so that such a one is left out.
     *
     * @param rules whose added signals and policies to use; its settings do not matter
     * @param journal entries of one machine, in their order and without gaps
     */
    public static List<Difference> underRecordedSettings(LifecyclePolicyEngine rules, List<JournalEntry> journal) {
        List<Difference> differences = new ArrayList<>();
        LifecyclePolicyEngine engine = rules;
        for (int i = 0; i < journal.size(); i++) {
            boolean isNewest = i + 1 == journal.size();
            JournalEntry entry = journal.get(i);
            if (isNewest && entry.event() instanceof Event.Reconfigured) {
                break;
            }
            LifecycleSettings inForce =
                    journal.get(isNewest ? i : i + 1).before().settings().base();
            if (engine == rules || !engine.assignment().fleet().equals(inForce)) {
                engine = rules.with(PolicyAssignment.fleet(inForce).build());
            }
            compare(engine, entry, differences);
        }
        return List.copyOf(differences);
    }

    private static void compare(LifecyclePolicyEngine engine, JournalEntry entry, List<Difference> differences) {
        Decision now = engine.decide(entry.before(), entry.event(), entry.at(), entry.around());
        boolean same =
                now.effects().equals(entry.effects()) && ConditionCodec.fingerprint(now.next()) == entry.fingerprint();
        if (!same) {
            differences.add(new Difference(entry, now));
        }
    }

    /**
     * A decision that turned out otherwise. Immutable.
     *
     * @param then what was decided
     * @param now what is decided on the same grounds now
     */
    public record Difference(JournalEntry then, Decision now) {

        /** Returns where and how it differs, in a sentence. */
        public Reason reason() {
            return then.effects().equals(now.effects())
                    ? Reason.of(Reason.Code.REPLAYED_OTHER_STATE, then.at().wall(), then.id(), name(then.event()))
                    : Reason.of(
                            Reason.Code.REPLAYED_OTHER_EFFECTS,
                            then.at().wall(),
                            then.id(),
                            name(then.event()),
                            then.effects(),
                            now.effects());
        }

        private static String name(Event event) {
            return event.getClass().getSimpleName();
        }
    }
}
