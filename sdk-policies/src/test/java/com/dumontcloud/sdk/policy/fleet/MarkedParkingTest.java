package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever loses its store still reads at the provider which machines were parked, where that keeps a mark. */
class MarkedParkingTest {

    private static final MachineId GPU = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final MarkingProvider provider = new MarkingProvider();
    private FleetMonitor monitor = withoutMemory();

    @BeforeEach
    void rent() {
        cloud.rent(Machine.builder(GPU, cloud.name(), MachineState.RUNNING)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build());
        monitor.start();
        time.advance(Duration.ofMinutes(5));
        assertThat(machine().shownState()).isEqualTo(MachineState.RUNNING);
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void parksWithAMarkThatAnotherReadsWhoKnowsNothing() {
        parkAndForget(Kind.HIBERNATE);

        assertThat(machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine().isBilledAsRunning()).isFalse();
        assertThat(machine().operation()).isEmpty();
    }

    @Test
    void wakesWhatItFoundParkedAndKeepsNoMark() {
        parkAndForget(Kind.HIBERNATE);

        monitor.command(GPU, Kind.WAKE);
        time.advance(Duration.ofMinutes(10));

        assertThat(machine().shownState()).isEqualTo(MachineState.RUNNING);
        assertThat(machine().isParked()).isFalse();
        assertThat(provider.parked).isEmpty();
    }

    @Test
    void leavesNoMarkOnWhatIsStopped() {
        parkAndForget(Kind.STOP);

        assertThat(machine().shownState()).isEqualTo(MachineState.STOPPED);
    }

    /** Nothing is parked that costs what a running machine costs. */
    @Test
    void takesNothingForParkedThatIsBilledAsIfItRan() {
        provider.billsParked = true;

        parkAndForget(Kind.HIBERNATE);

        assertThat(machine().isBilledAsRunning()).isTrue();
        assertThat(machine().isParked()).isFalse();
    }

    private void parkAndForget(Kind kind) {
        monitor.command(GPU, kind);
        time.advance(Duration.ofMinutes(5));
        assertThat(cloud.machine(GPU).state()).isEqualTo(MachineState.STOPPED);
        monitor.close();
        monitor = withoutMemory();
        monitor.start();
        time.advance(Duration.ofMinutes(5));
    }

    private FleetMonitor withoutMemory() {
        return FleetMonitor.builder(Preset.BALANCED.settings(), new MemoryFleetStore())
                .provider(provider)
                .time(time)
                .build();
    }

    private MachineCondition machine() {
        return monitor.machine(GPU).orElseThrow().condition();
    }

    /** A cloud that keeps the mark of a machine that was parked, until it is started or stopped. */
    private final class MarkingProvider extends ForwardingProvider {

        private final Set<MachineId> parked = new HashSet<>();
        private boolean billsParked;

        MarkingProvider() {
            super(cloud);
        }

        @Override
        public ActionReceipt hibernate(MachineId id) {
            parked.add(id);
            return super.stop(id);
        }

        @Override
        public ActionReceipt stop(MachineId id) {
            parked.remove(id);
            return super.stop(id);
        }

        @Override
        public ActionReceipt start(MachineId id) {
            parked.remove(id);
            return super.start(id);
        }

        @Override
        public Optional<Machine> read(MachineId id) {
            return super.read(id).map(this::marked);
        }

        @Override
        public Listing list() {
            Listing all = super.list();
            return new Listing(all.machines().stream().map(this::marked).toList(), all.complete(), all.asOf());
        }

        private Machine marked(Machine machine) {
            boolean isMarked = machine.state() == MachineState.STOPPED && parked.contains(machine.id());
            Machine.Builder shown = machine.toBuilder();
            return isMarked
                    ? shown.state(MachineState.HIBERNATING)
                            .billedRate(billsParked ? machine.runningRate() : machine.parkedRate())
                            .build()
                    : machine;
        }
    }
}
