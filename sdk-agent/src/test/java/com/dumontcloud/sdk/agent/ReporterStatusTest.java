package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReporterStatusTest {

    private static final HeartbeatReply PLAIN =
            HeartbeatReply.builder().nextHeartbeatIn(Duration.ofSeconds(60)).build();
    private static final DumontException REFUSED =
            new DumontException(Kind.UNAUTHENTICATED, "refused, as the test has it");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final RecordingSink sink = new RecordingSink(time);
    private HeartbeatReporter reporter;

    @BeforeEach
    void start() {
        sink.answer = heartbeat -> PLAIN;
        reporter = HeartbeatReporter.start(ReporterOptions.builder(MachineId.of("28864630"))
                .sink(sink)
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .timeSource(time)
                .random(new SplittableRandom(1))
                .build());
    }

    @AfterEach
    void close() {
        sink.answer = heartbeat -> PLAIN;
        reporter.close();
    }

    @Test
    void knowsNothingBeforeTheFirstHeartbeat() {
        ReporterStatus status = reporter.status();

        assertThat(status.heartbeatsCounted()).isZero();
        assertThat(status.heartbeatsFailed()).isZero();
        assertThat(status.failuresInARow()).isZero();
        assertThat(status.sinceCounted()).isNull();
        assertThat(status.failure()).isNull();
        assertThat(status.hibernateIn()).isNull();
        assertThat(status.interval()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void countsWhatWasCountedAndMeasuresSinceThen() {
        time.runDue();
        time.advance(Duration.ofSeconds(20));

        ReporterStatus status = reporter.status();

        assertThat(status.heartbeatsCounted()).isEqualTo(1);
        assertThat(status.sinceCounted()).isEqualTo(Duration.ofSeconds(20));
        assertThat(status.interval()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void countsFailuresInARowUntilOneIsCounted() {
        time.runDue();
        fail();
        time.advance(Duration.ofMinutes(4));

        ReporterStatus broken = reporter.status();
        sink.answer = heartbeat -> PLAIN;
        time.advance(Duration.ofMinutes(5));
        ReporterStatus mended = reporter.status();

        assertThat(broken.heartbeatsCounted()).isEqualTo(1);
        assertThat(broken.failuresInARow())
                .isEqualTo((int) broken.heartbeatsFailed())
                .isGreaterThan(1);
        assertThat(broken.failure()).isSameAs(REFUSED);
        assertThat(broken.sinceCounted()).isEqualTo(Duration.ofMinutes(4));
        assertThat(mended.heartbeatsFailed()).isGreaterThanOrEqualTo(broken.heartbeatsFailed());
        assertThat(mended.heartbeatsCounted()).isGreaterThan(1);
        assertThat(mended.failuresInARow()).isZero();
        assertThat(mended.failure()).isNull();
    }

    @Test
    void countsTheTimeUntilAHibernationDownToZero() {
        sink.answer = heartbeat -> HeartbeatReply.builder()
                .nextHeartbeatIn(Duration.ofSeconds(60))
                .hibernateIn(Duration.ofSeconds(40))
                .build();
        time.runDue();

        assertThat(reporter.status().hibernateIn()).isEqualTo(Duration.ofSeconds(40));
        time.advance(Duration.ofSeconds(25));
        assertThat(reporter.status().hibernateIn()).isEqualTo(Duration.ofSeconds(15));
        time.advance(Duration.ofSeconds(20));
        assertThat(reporter.status().hibernateIn()).isEqualTo(Duration.ZERO);
    }

    @Test
    void forgetsAHibernationThatWasCalledOff() {
        sink.answer = heartbeat ->
                HeartbeatReply.builder().hibernateIn(Duration.ofSeconds(300)).build();
        time.runDue();

        sink.answer = heartbeat -> PLAIN;
        time.advance(Duration.ofSeconds(40));

        assertThat(reporter.status().hibernateIn()).isNull();
    }

    private void fail() {
        sink.answer = heartbeat -> {
            throw REFUSED;
        };
    }
}
