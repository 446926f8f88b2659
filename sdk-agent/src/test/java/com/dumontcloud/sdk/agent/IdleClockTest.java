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

/** Every threshold is that of the lifecycle rules, principle 3. Samples come every five seconds. */
class IdleClockTest {

    private static final Duration ZERO = Duration.ZERO;

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final BusyBoard program = new BusyBoard(time);
    private final IdleClock clock = new IdleClock(time, Duration.ofSeconds(30), program);

    private @Nullable List<GpuReading> gpus = List.of(Gpus.plain(0, 0.0), Gpus.plain(1, 0.0));
    private HostReading host = host(1.0, 0L, 0L, 0L, 0L);
    private PeopleReading people = new PeopleReading(0, null, null);

    @Test
    void knowsNothingBeforeTheFirstSamples() {
        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void countsFromTheFirstSampleOfEverySignal() {
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(seconds(55)); // what the host moves is known from its second sample on
    }

    @Test
    void reachesNoFurtherThanTheNewestSampleOfEverySignal() {
        idle(65);
        time.advance(Duration.ofSeconds(4));
        clock.host(host);

        assertThat(clock.idleFor()).isEqualTo(seconds(55));
    }

    @ParameterizedTest
    @CsvSource({"4.99, true", "5, false", "7.99, false", "100, false"})
    void aGpuIsAtWorkFromItsThresholdOn(double percent, boolean idle) {
        gpus = List.of(Gpus.plain(0, 0.0), Gpus.plain(1, percent));
        idle(60);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(50) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"5, true", "7.99, true", "8, false"})
    void aMachineOnceIdleIsWokenByMore(double percent, boolean idle) {
        idle(60);
        gpus = List.of(Gpus.plain(0, percent), Gpus.plain(1, 0.0));
        idle(40);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(90) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"49.99, true", "50, false"})
    void onePeakIsEnough(double peak, boolean idle) {
        idle(60);
        gpus = List.of(
                Gpus.ok(0)
                        .utilizationMeanPercent(1.0)
                        .utilizationMaxPercent(peak)
                        .memoryUsedMib(1000.0)
                        .build(),
                Gpus.plain(1, 0.0));
        idle(5);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"47.9, true", "48, false"})
    void oneBusySampleCountsByItsShareOfHalfAMinute(double percent, boolean idle) {
        idle(60);
        gpus = List.of(Gpus.plain(0, percent), Gpus.plain(1, 0.0)); // 5 s of 48 % in 30 s are 8 %
        idle(5);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"1255.9, true", "1256, false", "744, false", "744.1, true"})
    void memoryThatMovesIsWork(double mib, boolean idle) {
        idle(60);
        gpus = List.of(Gpus.full(0, 0.0, mib, null, null, null), Gpus.plain(1, 0.0));
        idle(5);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"19.99, true", "20, false"})
    void theCpuIsAtWorkFromItsThresholdOn(double percent, boolean idle) {
        host = host(percent, 0L, 0L, 0L, 0L);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"4.99, true", "5, false"})
    void onAMachineWithoutGpusTheCpuStandsForThem(double percent, boolean idle) {
        gpus = List.of();
        host = host(percent, 0L, 0L, 0L, 0L);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"2499999, 2500000, true", "2500000, 2500000, false", "0, 5000000, false", "5000000, 0, false"})
    void aMegabyteASecondOverTheNetworkIsWork(long received, long sent, boolean idle) {
        host = host(1.0, 0L, 0L, received, sent);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"12499999, 12500000, true", "12500000, 12500000, false", "0, 25000000, false", "25000000, 0, false"})
    void fiveMegabytesASecondOnDisksAreWork(long read, long written, boolean idle) {
        host = host(1.0, read, written, 0L, 0L);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @Test
    void theReportersOwnTrafficIsNoWork() {
        host = host(1.0, 0L, 0L, 5_000L, 5_000L); // some kB, twice in a while
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(seconds(55));
    }

    @ParameterizedTest
    @CsvSource({"600, true", "599.9, false", "0, false"})
    void somebodyWhoTypedWithinTenMinutesIsStillThere(double seconds, boolean idle) {
        people = new PeopleReading(1, seconds, null);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void aNotebookAtWorkIsWork(boolean busy, boolean idle) {
        people = new PeopleReading(0, null, busy);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(idle ? seconds(55) : ZERO);
    }

    @Test
    void anOpenSessionAloneIsNoWork() {
        people = new PeopleReading(3, 7200.0, null);
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(seconds(55));
    }

    @Test
    void theProgramsWordIsWorkUntilItsScopeIsClosed() {
        idle(60);
        BusyScope scope = program.open("training");
        assertThat(clock.idleFor()).isEqualTo(ZERO);

        idle(60);
        assertThat(clock.idleFor()).isEqualTo(ZERO);

        scope.close();
        idle(30);
        assertThat(clock.idleFor()).isEqualTo(seconds(30));
    }

    @Test
    void workBetweenTwoSamplesIsNotMissed() {
        idle(60);
        program.open("short").close();
        idle(10);

        assertThat(clock.idleFor()).isEqualTo(seconds(10));
    }

    @Test
    void aProgramThatNeitherMovesNorWorksForTwoHoursIsNoLongerBelieved() {
        program.open("hung");
        idle(7195);
        assertThat(clock.idleFor()).isEqualTo(ZERO);

        idle(5);
        assertThat(clock.idleFor()).isEqualTo(ZERO); // from here on

        idle(60);
        assertThat(clock.idleFor()).isEqualTo(seconds(60));
    }

    @Test
    void aProgramWhoseGpuWorksIsBelievedHoweverLongItsProgressStands() {
        program.open("no progress");
        gpus = List.of(Gpus.plain(0, 90.0), Gpus.plain(1, 0.0));
        idle(3600);
        gpus = List.of(Gpus.plain(0, 0.0), Gpus.plain(1, 0.0));
        idle(7200 - 60);

        assertThat(clock.idleFor()).isEqualTo(ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "host", "people"})
    void whatCanNoLongerBeReadIsNotIdleAndBridgesNothing(String signal) {
        people = new PeopleReading(1, 3600.0, false);
        idle(60);
        time.advance(Duration.ofSeconds(5));
        switch (signal) {
            case "gpu" -> clock.gpusUnreadable();
            case "host" -> clock.host(HostReading.UNKNOWN);
            default -> clock.people(PeopleReading.UNKNOWN);
        }
        assertThat(clock.idleFor()).isNull();

        idle(60);
        assertThat(clock.idleFor()).isEqualTo(seconds(55));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "disk", "network", "utilization", "memory", "input", "jupyter"})
    void oneSignalThatIsNoLongerKnownIsEnough(String signal) {
        people = new PeopleReading(1, 3600.0, false);
        idle(60);
        switch (signal) {
            case "cpu" -> host = host(null, 0L, 0L, 0L, 0L);
            case "disk" -> host = host(1.0, null, 0L, 0L, 0L);
            case "network" -> host = host(1.0, 0L, 0L, null, null);
            case "utilization" -> gpus = List.of(Gpus.plain(0, 0.0), Gpus.plain(1, null));
            case "memory" -> gpus = List.of(Gpus.plain(0, 0.0), Gpus.full(1, 0.0, null, null, null, null));
            case "input" -> people = new PeopleReading(1, null, false);
            default -> people = new PeopleReading(1, 3600.0, null);
        }
        idle(60);

        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void aSignalThatWasNeverThereIsNotMissed() {
        host = host(1.0, null, null, 0L, 0L);
        people = PeopleReading.UNKNOWN;
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(seconds(55));
    }

    @Test
    void aDirectionThatIsNotCountedCanShowWorkButNotItsAbsence() {
        host = host(1.0, 100_000_000L, null, 0L, 0L);
        idle(65);
        assertThat(clock.idleFor()).isEqualTo(ZERO);

        host = host(1.0, 0L, null, 0L, 0L);
        idle(65);
        assertThat(clock.idleFor()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOST", "RESET_REQUIRED", "DENIED", "UNKNOWN", "UNSUPPORTED"})
    void aGpuThatDoesNotAnswerIsNotIdle(GpuReading.State state) {
        gpus = List.of(
                Gpus.plain(0, 0.0), Gpus.plain(1, 0.0).toBuilder().state(state).build());
        idle(65);

        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void aGpuThatDisappearsMayBeTheOneThatWorks() {
        idle(60);
        gpus = List.of(Gpus.plain(0, 0.0));
        idle(60);

        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void workOfOneGpuIsCertainWhateverAnotherHides() {
        gpus = List.of(Gpus.plain(0, 90.0), GpuReading.of(1, GpuReading.State.LOST));
        idle(65);

        assertThat(clock.idleFor()).isEqualTo(ZERO);
    }

    @Test
    void knowsNothingWhereTheGpusWereNeverRead() {
        gpus = null;
        idle(65);

        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void knowsNothingOfAMachineWithoutGpusWhoseCpuIsNotKnown() {
        gpus = List.of();
        host = host(null, 0L, 0L, 0L, 0L);
        idle(65);

        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void aSampleThatStaysOutForThirtySecondsMakesItUnknown() {
        idle(65);
        time.advance(Duration.ofSeconds(30));
        assertThat(clock.idleFor()).isEqualTo(seconds(55));

        time.advance(Duration.ofNanos(1));
        assertThat(clock.idleFor()).isNull();
    }

    @Test
    void aGapBridgesNothing() {
        idle(600);
        time.advance(Duration.ofMinutes(10)); // the process was frozen
        idle(60);

        assertThat(clock.idleFor()).isEqualTo(seconds(55));
    }

    @Test
    void settingTheClockChangesNothing() {
        idle(60);
        time.jumpWall(Duration.ofDays(-700));
        idle(60);
        time.jumpWall(Duration.ofDays(1400));
        idle(60);

        assertThat(clock.idleFor()).isEqualTo(seconds(170));
    }

    /** Takes a sample every five seconds for this long, the first after five. */
    private void idle(int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            time.advance(Duration.ofSeconds(5));
            if (gpus != null) {
                clock.gpus(gpus);
            }
            clock.host(host);
            clock.people(people);
        }
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static HostReading host(
            @Nullable Double cpu,
            @Nullable Long read,
            @Nullable Long written,
            @Nullable Long received,
            @Nullable Long sent) {
        return new HostReading(cpu, null, null, null, read, written, received, sent);
    }
}
