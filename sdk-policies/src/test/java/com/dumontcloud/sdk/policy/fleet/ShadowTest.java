package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REACTIVE: parked after 5 unused minutes, a heartbeat a minute; it is 20:00 at first, parking saves 0.39 USD an hour. */
class ShadowTest {

    private static final Instant START = Instant.parse("2026-01-05T20:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void changesNothingUntilItIsOverAndActsFromThereOn() {
        shadow(Duration.ofHours(2));
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofHours(2).minusMinutes(1));
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        assertThat(fleet.monitor.modes()).extracting(ModeReport::mode).containsOnly(FleetMode.SHADOW);

        fleet.report(GPU, 0, Duration.ofMinutes(1));
        fleet.park(GPU);

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.monitor.modes()).isEmpty();
        assertThat(Duration.between(START, fleet.time.wall())).isGreaterThan(Duration.ofMinutes(122));
    }

    @Test
    void parksASilentMachineOnceItIsOverThoughNothingIsHeardOfIt() {
        shadow(Duration.ofHours(3));
        fleet.rent(GPU).witness(com.dumontcloud.sdk.core.provider.Witness.DEAD);
        fleet.beat(GPU, 90);

        fleet.time.advance(Duration.ofHours(3).minusSeconds(1));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(report().actions()).extracting(ShadowAction::cause).containsExactly(Cause.ORPHAN);
        fleet.time.advance(Duration.ofMinutes(5));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void goesOnFromTheFirstStartAcrossRestarts() {
        shadow(Duration.ofHours(2));
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofHours(1));

        shadow(Duration.ofHours(2));

        assertThat(report().since()).isEqualTo(START);
        assertThat(report().until()).isEqualTo(START.plus(Duration.ofHours(2)));
        fleet.report(GPU, 0, Duration.ofMinutes(59));
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        fleet.report(GPU, 0, Duration.ofMinutes(1));
        fleet.park(GPU);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void countsWhatWouldHaveBeenSavedUntilTheMachineIsInUseAgain() {
        shadow(DAY);
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(125));
        Instant parked = report().actions().get(0).at();
        fleet.beat(GPU, 90);
        fleet.report(GPU, 90, Duration.ofHours(1));

        ShadowReport report = report();

        ShadowAction action = report.actions().get(0);
        assertThat(report.actions()).hasSize(1);
        assertThat(action.machine()).isEqualTo(GPU);
        assertThat(action.cause()).isEqualTo(Cause.IDLE);
        assertThat(Duration.between(START, parked)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(7));
        assertThat(action.inUseAgain()).isEqualTo(START.plus(Duration.ofMinutes(125)));
        Duration off = Duration.between(parked, START.plus(Duration.ofMinutes(125)));
        assertUsd(report.savedUsd(), new BigDecimal("0.39").multiply(BigDecimal.valueOf(off.toSeconds() / 3600.0)));
        assertThat(report.interruptions()).isZero();
        assertThat(report.summary().code()).isEqualTo(Reason.Code.SHADOW_SUMMARY);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 1", "1, 0"})
    void countsAnInterruptionWhereItIsInUseAgainWithinTheTime(int secondsBeyond, int interruptions) {
        shadow(DAY);
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(10));
        Instant parked = report().actions().get(0).at();
        Instant again = parked.plus(Duration.ofMinutes(30)).plusSeconds(secondsBeyond);
        fleet.report(GPU, 0, Duration.ofMinutes(20));
        fleet.time.advance(Duration.between(fleet.time.wall(), again));

        fleet.beat(GPU, 90);

        assertThat(report().interruptions()).isEqualTo(interruptions);
        assertThat(fleet.monitor
                        .shadowReport(Duration.ofMinutes(31))
                        .orElseThrow()
                        .interruptions())
                .isOne();
        assertThat(fleet.monitor
                        .shadowReport(Duration.ofMinutes(29))
                        .orElseThrow()
                        .interruptions())
                .isZero();
    }

    /** It would be off already: what the engine decides about the running one meanwhile is no second action. */
    @Test
    void parksOnceWhatIsNotUsedInBetween() {
        shadow(DAY);
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(10));
        fleet.time.advance(Duration.ofMinutes(4));
        fleet.report(GPU, 0, Duration.ofMinutes(30));

        assertThat(report().actions()).hasSize(1);
    }

    @Test
    void savesNothingMoreOnceItsOwnerTurnedItOff() {
        shadow(DAY);
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofHours(1));
        fleet.monitor.command(GPU, com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP);
        fleet.time.advance(Duration.ofMinutes(3));
        BigDecimal saved = report().savedUsd();

        fleet.time.advance(Duration.ofHours(5));

        assertThat(report().savedUsd()).isEqualByComparingTo(saved).isPositive();
        assertThat(report().interruptions()).isZero();
    }

    @Test
    void keepsItsReportAcrossRestarts() {
        shadow(DAY);
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(30));
        ShadowReport before = report();

        shadow(DAY);

        assertThat(report().actions()).isEqualTo(before.actions());
        fleet.beat(GPU, 90);
        assertThat(report().interruptions()).isOne();
    }

    @Test
    void isOverWhereTheNextMonitorActs() {
        fleet.monitor.close();
        fleet.monitor = fleet.newShadow();
        fleet.monitor.start();
        fleet.time.runDue();
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(30));
        fleet.time.advance(Duration.ofSeconds(2));
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();
        Instant until = report().until();

        fleet.time.advance(Duration.ofHours(5));

        assertThat(until).isNotNull().isBeforeOrEqualTo(START.plus(Duration.ofMinutes(31)));
        assertThat(report().actions().get(0).over()).isEqualTo(until);
    }

    @Test
    void explainsWhenItIsOver() {
        shadow(DAY);
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(3));

        assertThat(fleet.monitor.explain(GPU).next().get(0).notBefore()).isEqualTo(START.plus(DAY));
    }

    @Test
    void hasNoReportWhereItNeverWas() {
        assertThat(fleet.monitor.shadowReport()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P366D"})
    void refusesALengthThatIsNone(String length) {
        assertThatThrownBy(() -> fleet.newShadow(Duration.parse(length)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 0");
    }

    private void shadow(Duration length) {
        fleet.monitor.close();
        fleet.monitor = fleet.newShadow(length);
        fleet.monitor.start();
        fleet.time.runDue();
    }

    private ShadowReport report() {
        return fleet.monitor.shadowReport().orElseThrow();
    }

    private static void assertUsd(BigDecimal actual, BigDecimal expected) {
        assertThat(actual).isCloseTo(expected, within(new BigDecimal("1e-6")));
    }
}
