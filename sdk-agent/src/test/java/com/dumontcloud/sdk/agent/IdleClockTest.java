package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdleClockTest {

    private static final HostReading QUIET_HOST = host(1.0, 0L, 0L);
    private static final PeopleReading NOBODY = new PeopleReading(0, null, null);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final BusyBoard program = new BusyBoard(time);
    private final IdleClock clock = new IdleClock(time, Duration.ofSeconds(30), program);

    private List<GpuReading> gpus = List.of(Gpus.plain(0, 0.0));
    private HostReading host = QUIET_HOST;
    private PeopleReading people = NOBODY;

    @Test
    void knowsNothingBeforeTheFirstSamples() {
        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void countsFromTheFirstSampleOfEverySignal() {
        sampleFor(65);

        assertThat(clock.idleFor()).isEqualTo(Duration.ofSeconds(60)); // the host's rates are known from the second on
    }

    @ParameterizedTest
    @CsvSource({"4.99, true", "5, false", "7.99, false", "100, false"})
    void aGpuAtItsThresholdIsAtWork(double percent, boolean idle) {
        gpus = List.of(Gpus.plain(0, 0.0), Gpus.plain(1, percent));
        sampleFor(60);

        assertThat(clock.idleFor()).isEqualTo(Duration.ofSeconds(idle ? 55 : 0));
    }

    @ParameterizedTest
    @CsvSource({"5, true", "7.99, true", "8, false"})
    void aMachineThatIsIdleIsLeftByMore(double percent, boolean idle) {
        sampleFor(60);
        gpus = List.of(Gpus.plain(0, percent));
        sampleFor(40);

        assertThat(clock.idleFor()).isEqualTo(Duration.ofSeconds(idle ? 95 : 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "host", "people"})
    void whatCanNoLongerBeReadIsNotIdleAndBridgesNothing(String signal) {
        people = new PeopleReading(1, 3600.0, false);
        sampleFor(60);

        switch (signal) {
            case "gpu" -> clock.gpusUnreadable();
            case "host" -> clock.host(HostReading.UNKNOWN);
            default -> clock.people(PeopleReading.UNKNOWN);
        }
        assertThat(clock.idleFor()).isNull();

        sampleFor(60);
        assertThat(clock.idleFor()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    }

    @Test
    void aSampleThatStaysOutMakesItUnknown() {
        sampleFor(60);
        time.advance(Duration.ofSeconds(30));
        assertThat(clock.idleFor()).isEqualTo(Duration.ofSeconds(55));

        time.advance(Duration.ofNanos(1));
        assertThat(clock.idleFor()).isNull();
    }

    private void sampleFor(int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            clock.gpus(gpus);
            clock.host(host);
            clock.people(people);
            time.advance(Duration.ofSeconds(5));
        }
        clock.gpus(gpus);
        clock.host(host);
        clock.people(people);
    }

    private static HostReading host(@Nullable Double cpu, @Nullable Long disk, @Nullable Long net) {
        return new HostReading(cpu, null, null, null, disk, 0L, net, 0L);
    }
}
