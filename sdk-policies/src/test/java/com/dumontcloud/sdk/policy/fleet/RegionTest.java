package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A region is a scope of its own within its provider's account; REACTIVE: suspect and orphaned after 5 min, parked after 30. */
class RegionTest {

    private static final List<MachineId> AMERICAN = named("us", 17);
    private static final List<MachineId> EUROPEAN = named("eu", 3);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.builder(time).build();
    private final MemoryFleetStore store = new MemoryFleetStore();
    private FleetMonitor monitor = monitor();

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void aRegionThatFallsSilentTogetherIsPausedThoughMostOfTheAccountIsHeard() {
        rent(AMERICAN);
        rent(EUROPEAN);

        report(AMERICAN, 90, Duration.ofMinutes(45));

        assertThat(modes()).containsExactly("simulated/eu silence_paused");
        assertThat(EUROPEAN).allMatch(id -> cloud.machine(id).state() == MachineState.RUNNING);
        assertThat(monitor.explain(EUROPEAN.get(0)).toString()).contains("3 of 3");
    }

    @Test
    void theOtherRegionsGoOnMeanwhile() {
        rent(AMERICAN);
        rent(EUROPEAN);

        report(AMERICAN, 0, Duration.ofMinutes(45));

        assertThat(AMERICAN).anyMatch(id -> cloud.machine(id).state() == MachineState.STOPPED);
    }

    @Test
    void thePauseOfARegionOutlivesTheMonitorAndEndsByAnOperatorsWord() {
        rent(AMERICAN);
        rent(EUROPEAN);
        report(AMERICAN, 90, Duration.ofMinutes(10));

        monitor.close();
        monitor = monitor();
        report(AMERICAN, 90, Duration.ofMinutes(12));
        assertThat(modes()).containsExactly("simulated/eu silence_paused");

        assertThat(monitor.resume("simulated/eu")).isTrue();
        report(AMERICAN, 90, Duration.ofMinutes(1));
        assertThat(modes()).isEmpty();
    }

    /** Ten per cent of twenty are two in a quarter of an hour, and one of the three in Europe. */
    @Test
    void aRegionHasABudgetOfItsOwnWithinThatOfTheAccount() {
        rent(AMERICAN);
        rent(EUROPEAN);

        report(Stream.concat(EUROPEAN.stream(), AMERICAN.stream()).toList(), 0, Duration.ofMinutes(12));

        assertThat(stopped(EUROPEAN)).isOne();
        assertThat(stopped(AMERICAN)).isOne();
    }

    @Test
    void oneOfTwoInARegionIsParkedForItsSilenceOnlyIfItsProviderSaysThatItIsUnused() {
        rent(AMERICAN);
        rent(EUROPEAN.subList(0, 2));
        cloud.machine(EUROPEAN.get(0)).witness(Witness.UNKNOWN);
        cloud.machine(EUROPEAN.get(1)).witness(Witness.IDLE);

        report(AMERICAN, 90, Duration.ofMinutes(45));

        assertThat(cloud.machine(EUROPEAN.get(0)).state()).isEqualTo(MachineState.RUNNING);
        assertThat(cloud.machine(EUROPEAN.get(1)).state()).isEqualTo(MachineState.STOPPED);
    }

    /** Three of fifteen are too many to end a pause of the account, had it been one. */
    @Test
    void thePauseOfARegionIsNotTheAccountsAfterARestart() {
        rent(AMERICAN.subList(0, 8));
        rent(EUROPEAN);
        report(AMERICAN.subList(0, 8), 90, Duration.ofMinutes(10));

        monitor.close();
        monitor = monitor();
        report(AMERICAN.subList(0, 8), 90, Duration.ofMinutes(12));

        assertThat(modes()).containsExactly("simulated/eu silence_paused");
    }

    /** One that is due in a paused region stays in the account's line; whoever had its turn and failed to be read does not wait for it. */
    @Test
    void whatWaitsInAPausedRegionKeepsNobodyElsewhereFromGoingOn() {
        AMERICAN.forEach(id -> rent(List.of(id)));
        rent(EUROPEAN);
        EUROPEAN.forEach(id -> cloud.machine(id).witness(Witness.IDLE));
        MachineId silent = AMERICAN.get(0);
        cloud.machine(silent).witness(Witness.IDLE);
        List<MachineId> others = AMERICAN.subList(1, AMERICAN.size());
        report(others, 90, Duration.ofMinutes(29));
        cloud.faults().next(Operation.READ, silent, Fault.SERVER_ERROR);

        report(others, 90, Duration.ofMinutes(15));

        assertThat(modes()).contains("simulated/eu silence_paused");
        assertThat(monitor.waiting(Cause.ORPHAN)).isPositive();
        assertThat(cloud.machine(silent).state()).isEqualTo(MachineState.STOPPED);
    }

    private void rent(List<MachineId> machines) {
        machines.forEach(id -> cloud.rent(id.value(), HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01")));
        monitor.poll();
        machines.forEach(id -> {
            monitor.issueToken(id);
            beat(id, 90);
        });
    }

    private void report(List<MachineId> machines, double percent, Duration length) {
        for (long minute = 0; minute < length.toMinutes(); minute++) {
            for (MachineId id : machines) {
                if (cloud.machine(id).state() == MachineState.RUNNING) {
                    beat(id, percent);
                }
            }
            time.advance(Duration.ofMinutes(1));
        }
    }

    private void beat(MachineId id, double percent) {
        monitor.accept(Heartbeat.builder(id)
                .gpuTotals(GpuTotals.ofUtilization(percent))
                .build());
    }

    private List<String> modes() {
        return monitor.modes().stream()
                .filter(report -> report.mode() != FleetMode.RESTARTING)
                .map(report -> report.scope() + " " + report.mode().name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private long stopped(List<MachineId> machines) {
        return machines.stream()
                .filter(id -> cloud.machine(id).state() == MachineState.STOPPED)
                .count();
    }

    private FleetMonitor monitor() {
        FleetMonitor started = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.REACTIVE.settings()), store)
                .provider(new Placed(cloud))
                .time(time)
                .build();
        started.start();
        time.runDue();
        return started;
    }

    private static List<MachineId> named(String region, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> MachineId.of(region + "-" + i))
                .toList();
    }

    /** Each machine stands where its name begins with. */
    private static final class Placed extends ForwardingProvider {

        Placed(SimulatedCloud cloud) {
            super(cloud);
        }

        @Override
        public Listing list() {
            Listing all = super.list();
            return new Listing(all.machines().stream().map(Placed::placed).toList(), all.complete(), all.asOf());
        }

        @Override
        public Optional<Machine> read(MachineId id) {
            return super.read(id).map(Placed::placed);
        }

        private static Machine placed(Machine machine) {
            return machine.toBuilder()
                    .region(machine.id().value().substring(0, 2))
                    .build();
        }
    }
}
