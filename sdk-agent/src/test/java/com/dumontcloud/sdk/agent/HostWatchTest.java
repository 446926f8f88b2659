package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HostWatchTest {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private int asked;

    /** The uptime that it tells is wrong by a day once the machine has slept, which a monotonic clock does not see. */
    private final HostProbe probe = new HostProbe() {
        @Override
        public HostReading sample() {
            return HostReading.UNKNOWN;
        }

        @Override
        public HostFacts facts() {
            asked++;
            return new HostFacts("name-" + asked, "boot", Duration.ofDays(asked));
        }
    };

    @Test
    void asksWhichMachineItIsAtOnceAndThenEveryFiveMinutes() {
        HostWatch watch = watch();

        watch.start();
        time.advance(Duration.ofSeconds(299));
        assertThat(asked).isEqualTo(1);
        assertThat(watch.facts())
                .isEqualTo(new HostFacts("name-1", "boot", Duration.ofDays(1).plusSeconds(299)));

        time.advance(Duration.ofSeconds(1));
        assertThat(asked).isEqualTo(2);
        assertThat(watch.facts()).isEqualTo(new HostFacts("name-2", "boot", Duration.ofDays(2)));
    }

    private HostWatch watch() {
        Duration fiveSeconds = Duration.ofSeconds(5);
        IdleClock idle = new IdleClock(time, Duration.ofSeconds(30), new BusyBoard(time));
        return new HostWatch(time, probe, () -> fiveSeconds, Duration.ofSeconds(10), idle, () -> {});
    }
}
