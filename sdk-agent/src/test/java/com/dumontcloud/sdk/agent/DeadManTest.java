package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.logs.RecordedLogs;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** When the dead man's switch acts, on virtual time. */
class DeadManTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TICK = Duration.ofNanos(1);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final AtomicInteger acts = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<@Nullable Duration> heard = new ArrayList<>();
    private @Nullable Long idleSince = 0L;
    private DeadManWatch watch = watch(DeadMan.after(HOUR, acts::incrementAndGet));

    @BeforeEach
    void forget() {
        RecordedLogs.clear();
    }

    @Test
    void actsOnceAfterAnHourWithoutContactAndUse() {
        watch.contact();
        time.advance(HOUR.minus(TICK));
        assertThat(acts).hasValue(0);

        time.advance(TICK);
        assertThat(acts).hasValue(1);

        time.advance(Duration.ofDays(30));
        assertThat(acts).hasValue(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void warnsFiveMinutesAheadAndThenEveryMinute() {
        watch.contact();
        time.advance(Duration.ofMinutes(55).minus(TICK));
        assertThat(heard).isEmpty();

        time.advance(TICK);
        assertThat(heard).containsExactly(Duration.ofMinutes(5));
        assertThat(RecordedLogs.at(Level.WARN))
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("for 55 min", "acts in 5 min"));

        time.advance(Duration.ofMinutes(5));
        assertThat(heard)
                .containsExactly(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(1),
                        Duration.ZERO);
        assertThat(calls).hasValue(5);
    }

    @Test
    void aHeartbeatThatIsCountedCallsItOff() {
        watch.contact();
        time.advance(HOUR.minus(TICK));
        watch.contact();
        assertThat(heard).endsWith((Duration) null);

        time.advance(HOUR.minus(TICK));
        assertThat(acts).hasValue(0);
        time.advance(TICK);
        assertThat(acts).hasValue(1);
    }

    @Test
    void useCallsItOff() {
        watch.contact();
        time.advance(Duration.ofMinutes(59));
        idleSince = time.mono();
        time.advance(Duration.ofMinutes(2));
        assertThat(acts).hasValue(0);
        assertThat(heard).endsWith((Duration) null);

        time.advance(HOUR.minusMinutes(2).minus(TICK));
        assertThat(acts).hasValue(0);
        time.advance(TICK);
        assertThat(acts).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 60", // idle since before the last contact: silence decides
        "20, 80", // used until 20 min after it: idleness decides
        "59, 119",
    })
    void theLaterOfContactAndUseDecides(int usedUntilMinute, int actsAtMinute) {
        watch.contact();
        idleSince = Duration.ofMinutes(usedUntilMinute).toNanos();
        time.advance(Duration.ofMinutes(actsAtMinute).minus(TICK));
        assertThat(acts).hasValue(0);

        time.advance(TICK);
        assertThat(acts).hasValue(1);
    }

    @Test
    void whatIsNotKnownIsNotIdle() {
        watch.contact();
        idleSince = null;
        time.advance(Duration.ofDays(30));

        assertThat(acts).hasValue(0);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatBecomesUnknownCallsItOff() {
        watch.contact();
        time.advance(Duration.ofMinutes(58));
        idleSince = null;
        time.advance(Duration.ofDays(1));

        assertThat(acts).hasValue(0);
        assertThat(heard).endsWith((Duration) null);
    }

    @Test
    void warnsFiveMinutesAheadEvenWhereIdlenessBecomesKnownAllAtOnce() {
        watch.contact();
        idleSince = null;
        time.advance(Duration.ofHours(5));
        idleSince = 0L;
        time.advance(HOUR);
        Duration warned = heard.get(0);

        assertThat(warned).isEqualTo(Duration.ofMinutes(5));
        assertThat(heard).hasSize(6);
        assertThat(acts).hasValue(1);
    }

    @Test
    void neverActsWhereThereNeverWasContact() {
        watch.start();
        time.advance(Duration.ofDays(30));

        assertThat(acts).hasValue(0);
        assertThat(time.pending()).isZero();
    }

    @Test
    void countsFromItsStartUnderALease() {
        DeadManWatch leased = watch(DeadMan.after(HOUR, acts::incrementAndGet).fromStart());
        leased.start();
        time.advance(HOUR.minus(TICK));
        assertThat(acts).hasValue(0);

        time.advance(TICK);
        assertThat(acts).hasValue(1);
    }

    @Test
    void isSetAgainByContact() {
        watch.contact();
        time.advance(HOUR);
        watch.contact();
        time.advance(HOUR);

        assertThat(acts).hasValue(2);
    }

    @Test
    void aHookThatThrowsIsSaidAndNotRepeated() {
        watch = watch(DeadMan.after(HOUR, () -> {
            acts.incrementAndGet();
            throw new java.io.IOException("poweroff: not found");
        }));
        watch.contact();
        time.advance(Duration.ofDays(1));

        assertThat(acts).hasValue(1);
        assertThat(RecordedLogs.at(Level.WARN)).last().satisfies(line -> {
            assertThat(line.text()).contains("failed");
            assertThat(line.thrown()).hasMessage("poweroff: not found");
        });
    }

    @Test
    void doesNothingOnceStopped() {
        watch.contact();
        time.advance(Duration.ofMinutes(59));
        watch.stop();
        time.advance(Duration.ofDays(1));

        assertThat(acts).hasValue(0);
        assertThat(time.pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {10 * 60, 24 * 60 * 60})
    void takesTenMinutesToADay(long seconds) {
        assertThat(DeadMan.after(Duration.ofSeconds(seconds), () -> {}).after()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 10 * 60 - 1, 24 * 60 * 60 + 1})
    void takesNothingElse(long seconds) {
        assertThatThrownBy(() -> DeadMan.after(Duration.ofSeconds(seconds), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT10M to PT24H");
    }

    @ParameterizedTest
    @CsvSource({"orchestrator-7, true", "0, true", "'', false", "' ', false"})
    void aLeaseIsMarkedByAnyValue(String value, boolean leased) {
        assertThat(DeadMan.isUnderLease(Map.of("DUMONT_OWNER_LEASE", value))).isEqualTo(leased);
        assertThat(DeadMan.isUnderLease(Map.of())).isFalse();
    }

    @Test
    void actsOnAMachineWhoseEverySignalIsIdleWhenItsControlPlaneIsGone() {
        RecordingSink sink = new RecordingSink(time);
        try (HeartbeatReporter reporter = reporter(sink, new HostReading(1.0, null, null, null, 0L, 0L, 0L, 0L))) {
            time.advance(Duration.ofHours(3));
            assertThat(acts).hasValue(0);

            sink.answer = heartbeat -> {
                throw new DumontException(DumontException.Kind.NETWORK, "gone");
            };
            time.advance(HOUR.minusMinutes(1));
            assertThat(acts).hasValue(0);
            time.advance(Duration.ofMinutes(2));
            assertThat(acts).hasValue(1);
            assertThat(reporter).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {90, Double.NaN})
    void leavesAMachineAloneThatIsUsedOrUnreadable(double cpuPercent) {
        RecordingSink sink = new RecordingSink(time);
        Double cpu = Double.isNaN(cpuPercent) ? null : (Double) cpuPercent;
        sink.answer = heartbeat -> {
            throw new DumontException(DumontException.Kind.NETWORK, "gone");
        };
        try (HeartbeatReporter reporter = reporter(sink, new HostReading(cpu, null, null, null, 0L, 0L, 0L, 0L))) {
            time.advance(Duration.ofDays(3));
            assertThat(reporter).isNotNull();
        }

        assertThat(acts).hasValue(0);
        assertThat(heard).isEmpty();
    }

    @Test
    void leavesAMachineAloneWhoseProgramWorks() {
        RecordingSink sink = new RecordingSink(time);
        sink.answer = heartbeat -> {
            throw new DumontException(DumontException.Kind.NETWORK, "gone");
        };
        HostReading idle = new HostReading(1.0, null, null, null, 0L, 0L, 0L, 0L);
        try (HeartbeatReporter reporter = reporter(sink, idle);
                BusyScope work = reporter.busy("download")) {
            for (int step = 0; step < 100; step++) {
                work.progress(step / 100.0);
                time.advance(Duration.ofMinutes(10));
            }
        }

        assertThat(acts).hasValue(0);
    }

    private HeartbeatReporter reporter(RecordingSink sink, HostReading host) {
        return HeartbeatReporter.start(ReporterOptions.builder(MachineId.of("7"))
                .sink(sink)
                .timeSource(time)
                .random(new SplittableRandom(42))
                .gpuProbe(GpuProbe.none())
                .hostProbe(() -> host)
                .peopleProbe(PeopleProbe.none())
                .listener(ear())
                .deadMan(DeadMan.after(HOUR, acts::incrementAndGet).fromStart())
                .build());
    }

    private ReporterListener ear() {
        return new ReporterListener() {
            @Override
            public void deadManIn(@Nullable Duration left) {
                heard.add(left);
            }
        };
    }

    private DeadManWatch watch(DeadMan deadMan) {
        return new DeadManWatch(
                time,
                deadMan,
                this::idleFor,
                CommandThreads.on(time),
                new Notices(ear(), time),
                calls::incrementAndGet);
    }

    private @Nullable Duration idleFor() {
        return idleSince == null ? null : Duration.ofNanos(time.mono() - idleSince);
    }
}
