package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Missed heartbeats and uptime by the contract; REACTIVE tells 60 s and calls a machine late after 150 s. */
class HeartbeatStatisticsTest {

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void hasNoUptimeBeforeTheFirstHeartbeat() {
        fleet.rent(GPU);
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(fleet.report(GPU).uptimePercent()).isNull();
        assertThat(fleet.report(GPU).missedHeartbeats()).isZero();
        assertThat(fleet.report(GPU).heartbeats()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "60,0", "149,0", "150,2", "209,2", "210,3", "270,4", "269,3"})
    void countsTheMissedFromTheMomentTheMachineIsLateAndEachIntervalAfter(int silentSeconds, long missed) {
        fleet.rent(GPU);
        fleet.beat(GPU, 50);

        fleet.time.advance(Duration.ofSeconds(silentSeconds));

        assertThat(fleet.report(GPU).missedHeartbeats()).isEqualTo(missed);
    }

    @ParameterizedTest
    @CsvSource({"54,0", "60,0", "66,0", "89,0", "90,1", "120,1", "149,1", "150,2", "180,2", "185,2", "600,9"})
    void countsTheMissedWhenAHeartbeatArrives(int silentSeconds, long missed) {
        fleet.rent(GPU);
        fleet.beat(GPU, 50);
        fleet.time.advance(Duration.ofSeconds(silentSeconds));
        long before = fleet.report(GPU).missedHeartbeats();

        fleet.beat(GPU, 50);

        assertThat(fleet.report(GPU).missedHeartbeats()).isEqualTo(missed).isGreaterThanOrEqualTo(before);
    }

    @Test
    void isFullyUpWhileEveryHeartbeatComes() {
        fleet.rent(GPU);
        fleet.report(GPU, 50, Duration.ofHours(3));

        assertThat(fleet.report(GPU).uptimePercent()).isEqualTo(100);
        assertThat(fleet.report(GPU).heartbeats()).isEqualTo(181);
    }

    @Test
    void isUpByTheShareOfTheDueThatCame() {
        fleet.rent(GPU);
        fleet.report(GPU, 50, Duration.ofMinutes(49));
        fleet.time.advance(Duration.ofMinutes(50));

        // Fifty came; the first and one for each of the 99 minutes since were due.
        assertThat(fleet.report(GPU).uptimePercent()).isEqualTo(50);
    }

    @Test
    void isNotUpForLongerBecauseMoreReportersSpeak() {
        fleet.rent(GPU);
        for (int minute = 0; minute < 50; minute++) {
            fleet.beat(GPU, 50);
            fleet.beat(GPU, 50);
            fleet.beat(GPU, 50);
            fleet.time.advance(Duration.ofMinutes(1));
        }
        fleet.time.advance(Duration.ofMinutes(49));

        assertThat(fleet.report(GPU).uptimePercent()).isBetween(50.0, 51.0);
        assertThat(fleet.report(GPU).heartbeats()).isEqualTo(150);
    }

    @Test
    void isNeverMoreThanFullyUp() {
        fleet.rent(GPU);
        for (int i = 0; i < 50; i++) {
            fleet.beat(GPU, 50);
            fleet.time.advance(Duration.ofSeconds(1));
        }

        assertThat(fleet.report(GPU).uptimePercent()).isEqualTo(100);
    }

    @Test
    void expectsNothingWhileTheMachineIsOff() {
        fleet.rent(GPU);
        fleet.report(GPU, 50, Duration.ofMinutes(10));
        fleet.cloud.machine(GPU).preempt("outbid");
        fleet.time.advance(Duration.ofHours(10));

        assertThat(fleet.report(GPU).uptimePercent()).isEqualTo(100);
        assertThat(fleet.report(GPU).missedHeartbeats()).isZero();
    }

    @Test
    void averagesOverTheHeartbeatsThatHadAValue() {
        fleet.rent(GPU);
        fleet.beat(GPU, 80);
        fleet.beat(GPU, 85);

        assertThat(fleet.report(GPU).averageUtilizationPercent()).isEqualTo(82.5);
    }

    /** While nobody watched nothing was due. */
    @Test
    void goesOnWhereTheProcessBeforeEnded() {
        fleet.rent(GPU);
        fleet.report(GPU, 50, Duration.ofMinutes(49));
        fleet.time.advance(Duration.ofMinutes(50));
        MachineReport before = fleet.report(GPU);

        fleet.monitor.close();
        fleet.time.advance(Duration.ofHours(1));
        fleet.monitor = fleet.newMonitor();

        MachineReport after = fleet.report(GPU);
        assertThat(after.heartbeats()).isEqualTo(50);
        assertThat(after.missedHeartbeats())
                .isEqualTo(before.missedHeartbeats())
                .isEqualTo(49);
        assertThat(after.uptimePercent()).isEqualTo(50);
        assertThat(after.averageUtilizationPercent()).isEqualTo(50);
        assertThat(after.firstHeartbeat()).isEqualTo(before.firstHeartbeat());
        assertThat(after.lastHeartbeat()).isEqualTo(before.lastHeartbeat());
        assertThat(after.sinceHeartbeat()).isEqualTo(Duration.ofMinutes(50));
        assertThat(after.newest()).isNull();

        fleet.monitor.start();
        fleet.beat(GPU, 80);
        assertThat(fleet.report(GPU).heartbeats()).isEqualTo(51);
        assertThat(fleet.report(GPU).missedHeartbeats()).isEqualTo(49);
        assertThat(fleet.report(GPU).firstHeartbeat()).isEqualTo(before.firstHeartbeat());
        assertThat(fleet.report(GPU).sinceHeartbeat()).isZero();
    }
}
