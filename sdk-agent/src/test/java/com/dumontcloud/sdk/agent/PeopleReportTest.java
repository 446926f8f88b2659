package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What heartbeats say of people and of how long nothing has happened. */
class PeopleReportTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration A_BEAT = Duration.ofSeconds(34);

    private final VirtualTime time = VirtualTime.startingAt(NOON);
    private final RecordingSink sink = new RecordingSink(time);
    private final List<HeartbeatReporter> started = new ArrayList<>();

    private PeopleReading people = new PeopleReading(0, null, false);
    private @Nullable Integer users;
    private int looks;

    @AfterEach
    void closeAll() {
        sink.answer = heartbeat -> RecordingSink.PLAIN;
        started.forEach(HeartbeatReporter::close);
    }

    @Test
    void tellsWhoIsThere() {
        people = new PeopleReading(2, 40.0, true);
        start();
        time.runDue();

        assertThat(sink.last().people()).isEqualTo(new PeopleReading(2, 40.0, true));
        assertThat(sink.last().activeUsers()).isEqualTo(2);
        assertThat(sink.last().lastActivity()).isEqualTo(NOON);
    }

    @Test
    void tellsNothingThatItDoesNotKnow() {
        people = PeopleReading.UNKNOWN;
        start();
        time.runDue();

        assertThat(sink.last().people()).isEqualTo(PeopleReading.UNKNOWN);
        assertThat(sink.last().activeUsers()).isNull();
        assertThat(sink.last().lastActivity()).isNull();
    }

    @Test
    void countsThoseAtNotebooksWhereTheProbeDoes() {
        people = new PeopleReading(2, 40.0, false);
        users = 5;
        start();
        time.runDue();

        assertThat(sink.last().people().sshSessions()).isEqualTo(2);
        assertThat(sink.last().activeUsers()).isEqualTo(5);
    }

    @Test
    void theInputIsOlderByTheTimeOfTheHeartbeat() {
        start(() -> looks == 0 ? new PeopleReading(1, 40.0, false) : broken());
        sink.commandNow(com.dumontcloud.sdk.core.model.AgentCommand.of("c1", "nonsense"));
        time.advance(Duration.ofSeconds(9));

        assertThat(sink.sent.get(0).people().lastInputSeconds()).isEqualTo(40);

        started.get(0).busy("work").close();
        sink.sent.clear();
        started.get(0).finish();
        assertThat(sink.last().people().lastInputSeconds()).isCloseTo(49, within(1e-9));
        assertThat(sink.last().lastActivity()).isEqualTo(NOON.minusSeconds(40));
    }

    @Test
    void remembersWhenSomebodyWasLastNoticed() {
        people = new PeopleReading(1, 5.0, false);
        start();
        time.runDue();
        people = new PeopleReading(0, null, false);
        time.advance(Duration.ofMinutes(30));

        assertThat(sink.last().people().lastInputSeconds()).isNull();
        assertThat(sink.last().lastActivity()).isEqualTo(NOON.minusSeconds(5));
    }

    @Test
    void aNotebookThatWorkedSinceTheLastHeartbeatIsTold() {
        start(() -> new PeopleReading(0, null, looks == 2));
        time.advance(A_BEAT);

        assertThat(sink.sent).hasSize(2);
        assertThat(sink.sent.get(0).people().jupyterBusy()).isFalse();
        assertThat(sink.sent.get(1).people().jupyterBusy()).isTrue();

        time.advance(A_BEAT);
        assertThat(sink.last().people().jupyterBusy()).isFalse();
    }

    @Test
    void aNotebookThatWorkedIsToldByTheNextHeartbeatThatIsCounted() {
        sink.answer = heartbeat -> {
            throw new DumontException(Kind.NETWORK, "unreachable");
        };
        start(() -> new PeopleReading(0, null, looks == 2));
        time.advance(A_BEAT);
        sink.answer = heartbeat -> RecordingSink.PLAIN;
        time.advance(Duration.ofSeconds(66 + 34));

        assertThat(sink.sent).hasSize(4);
        assertThat(sink.sent.get(2).people().jupyterBusy()).isTrue();
        assertThat(sink.last().people().jupyterBusy()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"30, 9, 11", "5, 1, 2", "300, 14, 16", "60, 14, 16"})
    void looksForPeopleThreeTimesAHeartbeatButNoLessThanEveryQuarterOfAMinute(long interval, long least, long most) {
        started.add(HeartbeatReporter.start(
                options().initialInterval(Duration.ofSeconds(interval)).build()));
        time.advance(Duration.ofMinutes(10));

        assertThat(600.0 / looks).isBetween((double) least, (double) most);
    }

    @Test
    void survivesAProbeThatThrowsAndSaysNothingOfPeopleMeanwhile() {
        start(() -> looks > 1 && looks < 20 ? broken() : new PeopleReading(1, 5.0, true));
        time.advance(Duration.ofMinutes(2));
        assertThat(sink.last().people()).isEqualTo(PeopleReading.UNKNOWN);
        assertThat(sink.last().activeUsers()).isNull();
        assertThat(sink.last().idleSeconds()).isNull();

        time.advance(Duration.ofMinutes(2));
        assertThat(sink.last().people().sshSessions()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY, 1e10})
    void takesAnImpossibleTimeForAbsent(double seconds) {
        people = new PeopleReading(1, seconds, false);
        start();
        time.runDue();

        assertThat(sink.last().people()).isEqualTo(new PeopleReading(1, null, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void takesAnImpossibleCountForAbsent(int count) {
        people = new PeopleReading(count, null, false);
        users = count;
        start();
        time.runDue();

        assertThat(sink.last().people().sshSessions()).isNull();
        assertThat(sink.last().activeUsers()).isNull();
    }

    @Test
    void settingTheClockForwardOrBackMovesOnlyTheWallClockTime() {
        people = new PeopleReading(1, 5.0, false);
        start();
        time.runDue();
        people = new PeopleReading(1, 40.0, false);
        time.jumpWall(Duration.ofDays(-10));
        time.advance(A_BEAT);

        double elapsed = sink.atNanos.get(1) / 1e9;
        assertThat(sink.last().people().lastInputSeconds()).isBetween(40.0, 51.0);
        assertThat(sink.last().lastActivity()).isNotNull();
        assertThat(Duration.between(sink.last().lastActivity(), sink.last().timestamp())
                                .toMillis()
                        / 1e3)
                .isBetween(elapsed - 10, elapsed + 5);
    }

    @Test
    void tellsForHowLongNothingHasHappened() {
        start();
        time.advance(Duration.ofMinutes(30));

        double elapsed = sink.atNanos.get(sink.atNanos.size() - 1) / 1e9;
        assertThat(sink.last().idleSeconds()).isBetween(elapsed - 20, elapsed);
        assertThat(sink.sent.get(0).idleSeconds()).isZero();
    }

    @Test
    void theProgramsWordEndsTheIdleTime() {
        HeartbeatReporter reporter = start();
        time.advance(Duration.ofMinutes(30));
        try (BusyScope work = reporter.busy("work")) {
            time.advance(A_BEAT);
            assertThat(work).isNotNull();
            assertThat(sink.last().idleSeconds()).isZero();
        }
        time.advance(Duration.ofMinutes(5));

        assertThat(sink.last().idleSeconds()).isBetween(250.0, 300.0);
    }

    @Test
    void goesOnCountingWhileNobodyCanBeReached() {
        sink.answer = heartbeat -> {
            throw new DumontException(Kind.NETWORK, "unreachable");
        };
        start();
        time.advance(Duration.ofHours(2));

        assertThat(sink.last().idleSeconds()).isGreaterThan(6_900);
    }

    @Test
    void saysNothingOfIdleTimeWhereTheHostCanNoLongerBeRead() {
        started.add(HeartbeatReporter.start(options()
                .hostProbe(() -> {
                    if (time.mono() > Duration.ofMinutes(5).toNanos()) {
                        throw new UnsupportedOperationException("not any more");
                    }
                    return new HostReading(1.0, 5.0, 9.0, 1.0, 0L, 0L, 2_000L, 2_000L);
                })
                .build()));
        time.advance(Duration.ofMinutes(5));
        assertThat(sink.last().idleSeconds()).isPositive();

        time.advance(Duration.ofMinutes(1));
        assertThat(sink.last().idleSeconds()).isNull();
    }

    private HeartbeatReporter start() {
        HeartbeatReporter reporter = HeartbeatReporter.start(options().build());
        started.add(reporter);
        return reporter;
    }

    private void start(Supplier<PeopleReading> readings) {
        started.add(HeartbeatReporter.start(options()
                .peopleProbe(() -> {
                    PeopleReading reading = readings.get();
                    looks++;
                    return reading;
                })
                .build()));
    }

    private ReporterOptions.Builder options() {
        return ReporterOptions.builder(MachineId.of("28864630"))
                .sink(sink)
                .timeSource(time)
                .random(new SplittableRandom(42))
                .gpuProbe(() -> List.of(Gpus.plain(0, 0.0)))
                .hostProbe(() -> new HostReading(1.0, 5.0, 9.0, 1.0, 0L, 0L, 2_000L, 2_000L))
                .peopleProbe(new PeopleProbe() {
                    @Override
                    public PeopleReading sample() {
                        looks++;
                        return people;
                    }

                    @Override
                    public @Nullable Integer activeUsers() {
                        return users;
                    }
                });
    }

    private PeopleReading broken() {
        looks++;
        throw new IllegalStateException("no /dev/pts");
    }
}
