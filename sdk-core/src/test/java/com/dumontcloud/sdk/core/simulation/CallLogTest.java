package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallLogTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final MachineId ID = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final SimulatedCloud cloud = SimulatedCloud.create(time);

    @Test
    void tellsWhatWasCalledWhenAndWithWhichOutcome() {
        cloud.rent(ID.value(), HourlyRate.FREE, HourlyRate.FREE);
        cloud.faults().next(Operation.STOP, Fault.TIMEOUT_AFTER_EFFECT);

        cloud.list();
        time.advance(Duration.ofSeconds(3));
        ActionReceipt.of(() -> cloud.stop(ID));
        cloud.stop(ID);
        ActionReceipt.of(() -> cloud.start(ID));

        Instant later = START.plusSeconds(3);
        assertThat(cloud.calls().all())
                .containsExactly(
                        new Call(Operation.LIST, null, START, null, null, null),
                        new Call(Operation.STOP, ID, later, null, Kind.TIMEOUT, Fault.TIMEOUT_AFTER_EFFECT),
                        new Call(Operation.STOP, ID, later, Outcome.ACCEPTED, null, null),
                        new Call(Operation.START, ID, later, null, Kind.CONFLICT, null));
    }

    @Test
    void countsByOperationAndMachine() {
        cloud.rent(ID.value(), HourlyRate.FREE, HourlyRate.FREE);

        cloud.stop(ID);
        cloud.read(ID);
        ActionReceipt.of(() -> cloud.stop(MachineId.of("nobody")));

        assertThat(cloud.calls().count(Operation.STOP)).isEqualTo(2);
        assertThat(cloud.calls().count(Operation.STOP, ID)).isEqualTo(1);
        assertThat(cloud.calls().count(Operation.DESTROY)).isZero();
    }

    @Test
    void writesNothingOfWhatHappensBehindTheScenes() {
        SimulatedMachine machine = cloud.rent(ID.value(), HourlyRate.FREE, HourlyRate.FREE);

        machine.preempt("outbid");
        machine.state();
        cloud.billedUsd();

        assertThat(cloud.calls().all()).isEmpty();
    }

    @Test
    void forgetsWhatWasBeforeClear() {
        cloud.list();

        cloud.calls().clear();
        cloud.list();

        assertThat(cloud.calls().count(Operation.LIST)).isEqualTo(1);
    }

    @Test
    void keepsTheNewestCallsOnceFull() {
        CallLog log = new CallLog();
        for (int i = 0; i <= CallLog.CAPACITY; i++) {
            log.add(new Call(Operation.LIST, null, START.plusSeconds(i), null, null, null));
        }

        assertThat(log.all()).hasSize(CallLog.CAPACITY);
        assertThat(log.all().get(0).at()).isEqualTo(START.plusSeconds(1));
    }
}
