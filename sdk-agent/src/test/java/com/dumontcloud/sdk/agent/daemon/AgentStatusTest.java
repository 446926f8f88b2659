package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running agent says of itself. */
class AgentStatusTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void isReadAsItWasWritten() {
        AgentStatus status = status(NOON, 0, 30);

        assertThat(AgentStatus.parse(status.text())).isEqualTo(status);
    }

    @Test
    void keepsAFailureOnOneLine() {
        AgentStatus status = new AgentStatus(
                new AgentPid(7, null),
                "1.0",
                "m",
                "https://x",
                NOON,
                NOON,
                null,
                2,
                "bad\npid=1\u0000",
                Duration.ofSeconds(30),
                null,
                null);

        AgentStatus read = AgentStatus.parse(status.text());

        assertThat(read.agent().pid()).isEqualTo(7);
        assertThat(read.failure()).isEqualTo("bad pid=1 ");
        assertThat(read.acceptedAt()).isNull();
    }

    /** Two and a half intervals, and 20 s for a heartbeat on its way. */
    @ParameterizedTest
    @CsvSource({"30, 94.999, true", "30, 95, false", "5, 32.499, true", "5, 32.5, false", "300, 769.999, true"})
    void isHealthyWhileHeartbeatsArrive(long interval, double age, boolean healthy) {
        AgentStatus status = status(NOON, 0, interval);

        assertThat(status.isHealthy(NOON.plusMillis(Math.round(age * 1000)))).isEqualTo(healthy);
    }

    @Test
    void isNotHealthyWhileHeartbeatsFail() {
        assertThat(status(NOON, 1, 30).isHealthy(NOON)).isFalse();
        assertThat(status(null, 0, 30).isHealthy(NOON)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pid=x", "pid=1\nversion=1", "\0\0", "{\"pid\":1}"})
    void refusesWhatIsNoStatus(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AgentStatus.parse(text));
    }

    private static AgentStatus status(Instant acceptedAt, int failures, long interval) {
        return new AgentStatus(
                AgentPid.own(),
                "0.1.0",
                "28864630",
                "https://api.example.com",
                NOON,
                NOON,
                acceptedAt,
                failures,
                null,
                Duration.ofSeconds(interval),
                null,
                "1 x RTX 4090: ok");
    }
}
