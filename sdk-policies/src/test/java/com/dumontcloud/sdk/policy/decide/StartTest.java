package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T18, and what is stopped in word only: T16 and S26. */
class StartTest {

    private static final Duration ALLOWED = Duration.ofMinutes(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void oneThatStartsForLongerThanItsProviderAllowsCountsAsFailed() {
        Scenario machine = starting("loading");

        machine.passes(ALLOWED.minus(SECOND));
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.STARTING);
        assertThat(machine.alerts()).isEmpty();

        machine.passes(SECOND);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.FAILED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.START_FAILED);

        machine.passes(Duration.ofHours(5));
        assertThat(machine.alerts()).hasSize(1);
    }

    @Test
    void oneThatComesUpInTheEndIsNoFailureAnyMore() {
        Scenario machine = starting("loading").passes(ALLOWED.plus(SECOND));

        machine.providerShows(MachineState.RUNNING);

        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void anImageThatIsPulledOnHasItsTimeAgain() {
        Scenario machine = starting("Pulling layer 1").passes(ALLOWED.minus(SECOND));
        machine.providerShows(MachineState.STARTING, "Pulling layer 2").passes(ALLOWED.minus(SECOND));
        machine.providerShows(MachineState.STARTING, "Pulling layer 2").passes(Duration.ZERO);
        assertThat(machine.alerts()).isEmpty();

        machine.passes(SECOND);
        assertThat(machine.alerts()).containsExactly(Reason.Code.START_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting up", "pull access denied", "Error: download failed", "unauthorized"})
    void wordsOfNoProgressGiveNoTime(String words) {
        Scenario machine = starting("loading").passes(ALLOWED.minus(SECOND));

        machine.providerShows(MachineState.STARTING, words).passes(SECOND);

        assertThat(machine.alerts()).containsExactly(Reason.Code.START_FAILED);
    }

    @Test
    void aReadThatFailedDoesNotGiveItMoreTime() {
        Scenario machine = starting("loading").passes(ALLOWED.minus(SECOND));

        machine.providerShows(MachineState.UNKNOWN).passes(SECOND);

        assertThat(machine.alerts()).containsExactly(Reason.Code.START_FAILED);
    }

    /** T16 and T18 differ on how long a wake may take: while it starts its provider's own time holds. */
    @Test
    void aWakeThatStartsIsWaitedForAsLongAsItsProviderAllows() {
        Scenario machine = parked().providerIgnores().commanded(Kind.WAKE);
        machine.providerShows(MachineState.STARTING).passes(ALLOWED.minus(SECOND));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        machine.passes(SECOND);
        assertThat(machine.endings()).endsWith(Reason.Code.START_FAILED);
        assertThat(machine.alerts()).contains(Reason.Code.START_FAILED).doesNotContain(Reason.Code.NOT_CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.FAILED);
        assertThat(machine.executions()).isEqualTo(2);
    }

    @Test
    void aWakeThatNeverEvenStartsNeedsAPersonAfterAQuarterOfAnHour() {
        Scenario machine = parked().providerIgnores().commanded(Kind.WAKE);

        machine.passes(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        machine.passes(SECOND);
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
    }

    /** S26: the GPU's price has to go, not only the word. */
    @Test
    void whatIsStoppedInWordAndBilledAsIfItRanNeedsAPerson() {
        Scenario machine =
                Scenario.rented(Preset.BALANCED).providerBills("0.40").hears(Beat.working());
        machine.commanded(Kind.STOP).passes(Duration.ofMinutes(4));
        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        assertThat(machine.machine().isBilledAsRunning()).isTrue();

        machine.passes(Duration.ofMinutes(15));
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
        assertThat(machine.count(effect -> effect instanceof Effect.Alert alert
                        && alert.reason().text().contains("shows it stopped, billed at 0.40 USD/h")))
                .isOne();

        machine.providerBills("0.01").passes(Duration.ofMinutes(16));
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().isBilledAsRunning()).isFalse();
        assertThat(machine.executions()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "0"})
    void whatIsBilledAsParkedIsStopped(String billed) {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

        machine.providerBills(billed).commanded(Kind.STOP).passes(Duration.ofMinutes(4));

        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
    }

    /** An image that loads, an outbid machine and a host that is gone cost their disk or nothing; and what has stopped may cost its GPU. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            STARTING,    0.01, false
            STARTING,    -,    true
            FAILED,      0.01, false
            FAILED,      0,    false
            FAILED,      0.40, true
            FAILED,      -,    true
            HIBERNATING, 0.40, true
            HIBERNATING, -,    false
            STOPPED,     0.40, true
            STOPPED,     -,    false
            """)
    void isBilledByItsProvidersWordAndByItsPowerWhereThereIsNone(
            MachineState shown, @Nullable String billed, boolean asRunning) {
        Scenario machine = Scenario.rented(Preset.BALANCED);
        if (billed != null) {
            machine.providerBills(billed);
        }

        machine.providerShows(shown);

        assertThat(machine.machine().isBilledAsRunning()).isEqualTo(asRunning);
    }

    /** Parked is parked, in the word of whatever provider; but not where the GPU is billed on. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            HIBERNATE, -,    true
            STOP,      -,    true
            STOP,      0.01, true
            STOP,      0.40, false
            """)
    void whatHibernatesInWordIsStopped(Kind kind, @Nullable String billed, boolean done) {
        Scenario machine = Scenario.rented(Preset.BALANCED).providerIgnores().hears(Beat.working());
        machine.commanded(kind).passes(Duration.ofMinutes(4));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        if (billed != null) {
            machine.providerBills(billed);
        }
        machine.providerShows(MachineState.HIBERNATING);

        if (done) {
            assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        } else {
            assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        }
    }

    private static Scenario starting(String words) {
        return Scenario.rented(Preset.BALANCED).providerShows(MachineState.STARTING, words);
    }

    private static Scenario parked() {
        Scenario machine = Scenario.rented(Preset.BALANCED).commanded(Kind.HIBERNATE);
        assertThat(machine.machine().isParked()).isTrue();
        return machine;
    }
}
