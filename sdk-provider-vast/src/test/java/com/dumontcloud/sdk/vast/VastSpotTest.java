package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VastSpotTest {

    private SimulatedVast vast;

    @BeforeEach
    void start() {
        vast = new SimulatedVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void tellsAnOutbidMachineFromOneThatItStopped() {
        MachineId outbid = running("token0001");
        MachineId stopped = running("token0002");

        vast.simulator.machine(outbid).preempt("outbid");
        vast.provider.stop(stopped);
        vast.pass(Duration.ofMinutes(1));

        assertThat(read(outbid).state()).isEqualTo(MachineState.FAILED);
        assertThat(read(outbid).stateReason()).contains("interrupted");
        assertThat(read(stopped).state()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void resumesAnOutbidMachineWithAHigherBid() {
        MachineId id = running("token0001");
        vast.simulator.machine(id).preempt("outbid");

        Outcome outcome = vast.provider.resume(id, HourlyRate.ofUsd("0.35")).outcome();
        vast.pass(Duration.ofMinutes(1));

        assertThat(outcome).isEqualTo(Outcome.ACCEPTED);
        assertThat(read(id).state()).isEqualTo(MachineState.RUNNING);
        assertThat(read(id).runningRate()).isGreaterThan(HourlyRate.ofUsd("0.35"));
    }

    @Test
    void bidsForNothingThatIsNotInterruptible() {
        MachineId id = vast.rent("token0001");

        assertThat(Thrown.anyBy(() -> vast.provider.resume(id, HourlyRate.ofUsd("0.35")))
                        .kind())
                .isEqualTo(Kind.CONFLICT);
    }

    @Test
    void readsAnOutbidMachineThatItStopsAsStopped() {
        MachineId id = running("token0001");
        vast.simulator.machine(id).preempt("outbid");
        assertThat(read(id).state()).isEqualTo(MachineState.FAILED);

        vast.provider.stop(id);

        assertThat(read(id).state()).isEqualTo(MachineState.STOPPED);
    }

    private MachineId running(String token) {
        MachineId id = vast.rentSpot(token);
        vast.pass(Duration.ofMinutes(1));
        assertThat(read(id).state()).isEqualTo(MachineState.RUNNING);
        return id;
    }

    private Machine read(MachineId id) {
        return vast.provider.read(id).orElseThrow();
    }
}
