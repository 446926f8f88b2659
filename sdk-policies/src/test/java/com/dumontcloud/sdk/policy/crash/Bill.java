package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** What the cloud itself bills for one machine. Not thread-safe. */
final class Bill {

    static final HourlyRate RUNNING = HourlyRate.ofUsd("0.40");
    static final HourlyRate STOPPED = HourlyRate.ofUsd("0.01");

    private MachineState state = MachineState.RUNNING;
    private Instant since;
    private BigDecimal usd = BigDecimal.ZERO;

    Bill(Instant rented) {
        this.since = rented;
    }

    MachineState state() {
        return state;
    }

    void become(MachineState next, Instant now) {
        usd = usdUntil(now);
        since = now;
        state = next;
    }

    BigDecimal usdUntil(Instant now) {
        HourlyRate rate = state == MachineState.RUNNING ? RUNNING : STOPPED;
        return usd.add(rate.costOf(Duration.between(since, now)));
    }
}
