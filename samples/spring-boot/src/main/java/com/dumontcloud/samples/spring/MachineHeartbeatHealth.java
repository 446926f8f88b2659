package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.ReporterStatus;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Is up while heartbeats are counted, down after several failed in a row, and unknown before the first was either. It says
 * nothing of the application itself, which works without anybody watching its machine.
 */
final class MachineHeartbeatHealth extends AbstractHealthIndicator {

    private final MachineHeartbeat heartbeat;
    private final int downAfterFailures;

    MachineHeartbeatHealth(MachineHeartbeat heartbeat, int downAfterFailures) {
        super("The state of the heartbeat cannot be read");
        this.heartbeat = heartbeat;
        this.downAfterFailures = downAfterFailures;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        ReporterStatus status = heartbeat.status();
        if (status == null) {
            health.unknown();
            return;
        }
        Duration sinceCounted = status.sinceCounted();
        Duration hibernateIn = status.hibernateIn();
        Throwable failure = status.failure();
        if (status.failuresInARow() >= downAfterFailures) {
            health.down();
        } else if (sinceCounted == null) {
            health.unknown();
        } else {
            health.up();
        }
        health.withDetail("intervalSeconds", status.interval().toSeconds());
        if (sinceCounted != null) {
            health.withDetail("secondsSinceCounted", sinceCounted.toSeconds());
        }
        if (hibernateIn != null) {
            health.withDetail("hibernateInSeconds", hibernateIn.toSeconds());
        }
        if (failure != null) {
            health.withDetail("failuresInARow", status.failuresInARow());
            health.withDetail("failure", String.valueOf(failure.getMessage()));
        }
    }
}
