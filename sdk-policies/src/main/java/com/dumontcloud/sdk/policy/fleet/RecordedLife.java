package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DerivedThreshold;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a machine's journal says that it cost, and how often it was parked and missed. */
final class RecordedLife {

    private RecordedLife() {}

    /**
     * Returns a machine's life in stretches. What it was in one of them shows at its end: in what the next entry was decided on, or
     * in what is known of the machine now.
     */
    static List<Stretch> of(FleetJournal journal, MachineId id, Instant from, Instant to) {
        List<JournalEntry> entries = journal.entries(id, from, to);
        List<Stretch> life = new ArrayList<>();
        for (int i = 0; i + 1 < entries.size(); i++) {
            JournalEntry next = entries.get(i + 1);
            life.add(Stretch.of(entries.get(i), next.before(), next.at().wall()));
        }
        if (!entries.isEmpty()) {
            JournalEntry last = entries.get(entries.size() - 1);
            journal.newest(id).ifPresent(now -> {
                Instant until = now.books().until();
                life.add(Stretch.of(last, now.condition(), until.isBefore(to) ? until : to));
            });
        }
        return life;
    }

    static WhatIf.Outcome outcomeOf(List<Stretch> life) {
        Account account = Account.ZERO;
        long parked = 0;
        long interruptions = 0;
        Instant parkedAt = null;
        for (Stretch stretch : life) {
            boolean isWanted = isWake(stretch.event) || stretch.was.isBilledAsRunning();
            if (parkedAt != null && isWanted) {
                interruptions += isSoon(parkedAt, stretch.from) ? 1 : 0;
                parkedAt = null;
            }
            if (isParkedByEngine(stretch.effects)) {
                parked++;
                parkedAt = stretch.from;
            }
            account = account.plus(Ledger.costOf(stretch.was, Duration.between(stretch.from, stretch.to)));
        }
        return WhatIf.Outcome.of(account, parked, interruptions);
    }

    static boolean isSoon(Instant parkedAt, Instant back) {
        return Duration.between(parkedAt, back).compareTo(DerivedThreshold.WRONG_WITHIN) <= 0;
    }

    static boolean isWake(Event event) {
        return event instanceof Event.Commanded commanded && commanded.kind() == Operation.Kind.WAKE;
    }

    private static boolean isParkedByEngine(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.OperationEnded ended
                    && ended.outcome() == Operation.Outcome.DONE
                    && ended.operation().kind().isParking()
                    && ended.operation().cause() != Cause.PERSON) {
                return true;
            }
        }
        return false;
    }

    /**
     * A stretch of time in which nothing changed.
     *
     * @param from when it began
     * @param to when it ended; never before
     * @param event what it began with
     * @param effects what followed from that
     * @param was what the machine was during it
     */
    record Stretch(Instant from, Instant to, Event event, List<Effect> effects, MachineCondition was) {

        /** A clock that was set back makes no time pass. */
        static Stretch of(JournalEntry begun, MachineCondition was, Instant to) {
            Instant from = begun.at().wall();
            return new Stretch(from, to.isBefore(from) ? from : to, begun.event(), begun.effects(), was);
        }
    }
}
