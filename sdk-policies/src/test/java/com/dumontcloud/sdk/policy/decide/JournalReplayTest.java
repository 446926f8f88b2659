package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(400)
class JournalReplayTest {

    /** I12. What was written down is all that a decision was taken on. */
    @Test
    void decidesWhatWasDecided() {
        LongAdder entries = new LongAdder();
        ForAll.histories(150, JournalReplayTest::ofOneEngine, history -> {
            List<JournalEntry> journal = journalOf(history);
            entries.add(journal.size());
            boolean same = JournalReplay.differences(engine(history), journal).isEmpty();
            return ForAll.unless(same, "I12: other decisions");
        });
        assertThat(entries.sum()).isGreaterThan(2000);
    }

    @Test
    void showsWhatOtherSettingsWouldHaveDecided() {
        History history = ofOneEngine(1);
        LifecyclePolicyEngine other = LifecyclePolicyEngine.of(
                history.world().preset() == Preset.REACTIVE ? Preset.SAVER.settings() : Preset.REACTIVE.settings());

        List<JournalReplay.Difference> differences = JournalReplay.differences(other, journalOf(history));

        assertThat(differences).isNotEmpty();
    }

    @Test
    void noticesAnEntryThatIsNotTrue() {
        List<JournalEntry> journal = journalOf(ofOneEngine(3));
        JournalEntry entry = journal.get(journal.size() / 2);
        JournalEntry forged = new JournalEntry(
                entry.before(), entry.event(), entry.at(), entry.around(), entry.effects(), entry.fingerprint() + 1);

        assertThat(JournalReplay.differences(engine(ofOneEngine(3)), List.of(entry, forged)))
                .extracting(JournalReplay.Difference::then)
                .containsExactly(forged);
    }

    private static History ofOneEngine(long seed) {
        History history = Histories.of(seed);
        return new History(
                history.world(),
                history.steps().stream()
                        .filter(step -> !(step instanceof Step.Configured))
                        .toList());
    }

    /** As it is read from a store: every part of it was text in between. */
    private static List<JournalEntry> journalOf(History history) {
        List<JournalEntry> journal = new ArrayList<>();
        Playback.remembered(history, (before, event, now, around, decision) -> {
            if (decision.counted()) {
                JournalEntry entry = JournalEntry.of(before, event, now, around, decision);
                journal.add(new JournalEntry(
                        ConditionCodec.decodeCondition(ConditionCodec.encode(entry.before())),
                        ConditionCodec.decodeEvent(ConditionCodec.encode(entry.event())),
                        now,
                        ConditionCodec.decodeSurroundings(ConditionCodec.encode(around)),
                        ConditionCodec.decodeEffects(ConditionCodec.encode(entry.effects())),
                        entry.fingerprint()));
            }
            return decision.next();
        });
        return journal;
    }

    private static LifecyclePolicyEngine engine(History history) {
        return LifecyclePolicyEngine.of(history.world().settings());
    }
}
