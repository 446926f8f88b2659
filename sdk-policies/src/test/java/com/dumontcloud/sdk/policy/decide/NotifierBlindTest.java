package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Explanation.NextStep;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be said to anybody holds a stop for a day, and a deletion for ever (lifecycle rules, I3 and section 7). */
class NotifierBlindTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration ORPHANED = Duration.ofMinutes(30);

    private Scenario orphan;

    @BeforeEach
    void silent() {
        orphan = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.DEAD)
                .notifierFails()
                .hears(Beat.working());
    }

    @ParameterizedTest(name = "{0} s after a day without a taker: asked for {1} times")
    @CsvSource({"-1, 0", "0, 1", "1, 1"})
    void anOrphanIsParkedADayAfterItsOwnerWasToBeTold(long seconds, int expected) {
        orphan.passesQuickly(ORPHANED.plus(DAY).plusSeconds(seconds));

        assertThat(orphan.executions()).isEqualTo(expected);
        assertThat(orphan.machine().isParked()).isEqualTo(expected == 1);
    }

    @Test
    void theDayCountsFromWhenItsOwnerWasFirstToBeTold() {
        orphan.passesQuickly(ORPHANED.plusHours(20))
                .hears(Beat.working())
                .passes(ORPHANED.plus(DAY).minusSeconds(1));
        assertThat(orphan.intents()).isZero();

        orphan.passesQuickly(Duration.ofSeconds(1));
        assertThat(orphan.executions()).isOne();
    }

    @Test
    void onceItIsTakenNothingWaitsForTheDay() {
        orphan.passesQuickly(Duration.ofHours(5));
        assertThat(orphan.intents()).isZero();

        String notice = orphan.happened().stream()
                .map(Scenario.Happened::effect)
                .filter(Effect.Notice.class::isInstance)
                .map(effect -> ((Effect.Notice) effect).noticeId())
                .findFirst()
                .orElseThrow();
        orphan.tell(new Event.NoticeAccepted(notice));

        assertThat(orphan.executions()).isOne();
    }

    @Test
    void aHoldStillHoldsAfterTheDay() {
        orphan.keptAlive(DAY, KeepAlive.Scope.IDLE_AND_ORPHAN).passesQuickly(DAY.plusHours(23));

        assertThat(orphan.intents()).isZero();
    }

    @Test
    void whoFinishedIsParkedADayAfterItsOwnerWasToBeTold() {
        Scenario finished = Scenario.rented(Preset.BALANCED)
                .witnessSays(Witness.IDLE)
                .notifierFails()
                .hears(Beat.working())
                .hears(Beat.working().goodbye(Goodbye.FINISHED));

        finished.passesQuickly(DAY.minusSeconds(1));
        assertThat(finished.intents()).isZero();

        finished.passesQuickly(Duration.ofSeconds(1));
        assertThat(finished.executions()).isOne();
    }

    @Test
    void whatLosesItsDiskWaitsForATakerForEver() {
        Scenario finished = Scenario.rented(Preset.BALANCED)
                .keepsNoDisk()
                .takesSnapshots()
                .witnessSays(Witness.IDLE)
                .notifierFails()
                .hears(Beat.working())
                .hears(Beat.working().goodbye(Goodbye.FINISHED))
                .passesQuickly(Duration.ofDays(30));

        assertThat(finished.intents()).isZero();
        assertThat(finished.explain().next())
                .filteredOn(step -> step.cause() == Cause.FINISHED)
                .singleElement()
                .satisfies(step ->
                        assertThat(step.conditions()).extracting(Reason::code).contains(Reason.Code.IF_OWNER_TOLD));
    }

    @Test
    void whatIsForgottenIsNeverDeletedUnannounced() {
        LifecycleSettings deletes = Preset.BALANCED.settings().toBuilder()
                .allowDelete(true)
                .orphanDeleteAfter(Duration.ofDays(7))
                .build();
        Scenario forgotten = Scenario.rented(deletes)
                .takesSnapshots()
                .newestSnapshot(Scenario.START.plus(Duration.ofDays(60)))
                .witnessSays(Witness.DEAD)
                .notifierFails()
                .hears(Beat.working())
                .passesQuickly(Duration.ofDays(50));

        assertThat(forgotten.executed()).extracting(Operation::kind).containsExactly(Operation.Kind.HIBERNATE);
        assertThat(forgotten.machine().power()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void itSaysWhenItActsThoughNobodyWasTold() {
        orphan.passesQuickly(ORPHANED.plusHours(3));

        Explanation told = orphan.explain();
        NextStep step = told.next().stream()
                .filter(one -> one.cause() == Cause.ORPHAN)
                .findFirst()
                .orElseThrow();

        assertThat(told.notice().reason().text())
                .isEqualTo(
                        "its owner was to be told at 2026-03-01T12:30:00Z, and no notifier has taken the message yet");
        assertThat(step.conditions())
                .extracting(Reason::text)
                .contains(
                        "once its owner has been told, or at 2026-03-02T12:30:00Z though no notifier took the message");
        assertThat(step.notBefore()).isEqualTo(orphan.now().wall());
    }
}
