package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One monitor takes a fleet over from another, by the store they share. */
class TakeOverTest {

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void leavesTheOlderMonitorNothingToChange() {
        fleet.rent(GPU);
        FleetMonitor older = fleet.monitor;

        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();

        assertThatThrownBy(() -> older.issueToken(GPU)).isInstanceOf(StaleLeaseException.class);
        assertThatThrownBy(() -> older.command(GPU, STOP)).isInstanceOf(StaleLeaseException.class);
        assertThat(older.isActive()).isFalse();
        assertThat(fleet.monitor.isActive()).isTrue();
        fleet.time.advance(Duration.ofMinutes(5));
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
    }

    @Test
    void letsTheOlderMonitorAskTheProviderForNothingThatItHadIntended() {
        fleet.rent(GPU);
        FleetMonitor older = fleet.monitor;
        older.command(GPU, STOP);
        FleetMonitor newer = fleet.newMonitor();
        fleet.monitor = newer;

        fleet.time.advance(Duration.ofMinutes(1));
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        newer.start();
        fleet.time.advance(Duration.ofMinutes(2));

        assertThat(fleet.cloud.calls().count(Operation.STOP)).isEqualTo(1);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    /** I10: what the test before sees is the fencing token's doing, and nothing else's. */
    @Test
    void withoutTheFencingTokenTheOlderMonitorWouldAsk() {
        try (MemoryFleetStore memory = new MemoryFleetStore();
                FleetMonitor older = monitorOver(new Unfenced(memory))) {
            fleet.cloud.rent("other", RentedFleet.RUNNING, RentedFleet.PARKED);
            older.start();
            older.poll();
            older.command(MachineId.of("other"), STOP);
            try (FleetMonitor newer = monitorOver(memory)) {
                assertThat(newer.isActive()).isFalse();
                fleet.time.advance(Duration.ofMinutes(1));

                assertThat(fleet.cloud.calls().count(Operation.STOP)).isOne();
            }
        }
    }

    private FleetMonitor monitorOver(FleetStore store) {
        return FleetMonitor.builder(fleet.engine, store)
                .provider(fleet.cloud)
                .time(fleet.time)
                .build();
    }

    @Test
    void goesOnWithTokensKeepAlivesAndConditions() {
        fleet.rent(GPU);
        String token = fleet.monitor.issueToken(GPU);
        var until = fleet.monitor.keepAlive(GPU, Duration.ofHours(1), KeepAlive.Scope.IDLE);
        fleet.report(GPU, 0, Duration.ofMinutes(2));

        fleet.monitor = fleet.newMonitor();

        assertThat(fleet.monitor.ownerOf(token)).contains(GPU);
        assertThat(fleet.condition(GPU).keepAlive().idleUntil()).isEqualTo(until);
        assertThat(fleet.condition(GPU).isClaimed()).isTrue();
        assertThat(fleet.condition(GPU).idleRun()).isPresent();
    }

    @Test
    void settlesByReadingWhatWasAskedForWhenTheOlderOneEnded() {
        fleet.rent(GPU);
        FleetMonitor[] newer = new FleetMonitor[1];
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor((before, event, decision, now) -> {
            boolean executing = decision.next()
                    .operation()
                    .filter(open -> open.phase() == Phase.EXECUTING)
                    .isPresent();
            if (executing && newer[0] == null) {
                newer[0] = fleet.newMonitor();
            }
        });
        fleet.monitor.start();
        fleet.monitor.command(GPU, STOP);
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(newer[0].machine(GPU)
                        .orElseThrow()
                        .condition()
                        .operation()
                        .orElseThrow()
                        .phase())
                .isEqualTo(Phase.EXECUTING);

        fleet.monitor = newer[0];
        fleet.monitor.start();
        fleet.time.advance(Duration.ofMinutes(3));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isEqualTo(1);
        assertThat(fleet.condition(GPU).operation()).isEmpty();
    }

    @Test
    void goesOnWithTheBooksAndBooksTheTimeBetween() {
        fleet.rent(GPU);
        fleet.report(GPU, 90, Duration.ofMinutes(30));
        fleet.monitor.close();
        fleet.time.advance(Duration.ofHours(5));

        fleet.monitor = fleet.newMonitor();

        BigDecimal billed = fleet.cloud.machine(GPU).billedUsd();
        assertThat(fleet.report(GPU).account().billedUsd()).isCloseTo(billed, within(new BigDecimal("1e-6")));
        assertThat(fleet.report(GPU).account().billedTodayUsd())
                .isCloseTo(RentedFleet.RUNNING.costOf(Duration.ofMinutes(90)), within(new BigDecimal("1e-6")));
    }

    /** Lets everybody write who ever had it. */
    private static final class Unfenced extends ForwardingStore {

        Unfenced(FleetStore store) {
            super(store);
        }

        @Override
        public void append(LeaderLease lease, List<Change> changes) {
            super.append(lease(lease.holder()), changes);
        }
    }
}
