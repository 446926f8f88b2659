package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.Lease;
import com.dumontcloud.sdk.policy.fleet.LeaseSpec;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import com.dumontcloud.sdk.vast.VastProvider;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a lease says that its machine has cost, whatever befalls it, against the meter of the simulated Vast. */
class LeaseBooksTest {

    /** A list may be so old, and with it a change that nobody could expect. */
    private static final Duration OF_A_LIST = Duration.ofSeconds(35);

    @TempDir
    private Path folder;

    private TrainingOnVast vast;
    private World world;
    private FleetMonitor fleet;

    @BeforeEach
    void open() {
        vast = new TrainingOnVast(0, folder.resolve("run"));
        world = vast.world();
        fleet = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .provider(world.provider())
                .time(vast.time)
                .build();
        fleet.start();
    }

    @AfterEach
    void close() {
        fleet.close();
        world.close();
        vast.close();
    }

    /** What may befall a machine; each takes some minutes. */
    enum Misfortune {
        NOTHING {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                test.pass(Duration.ofMinutes(30));
            }
        },
        CONTAINER_CRASHED {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                test.vast.simulator.crash(lease.machine());
                test.pass(Duration.ofMinutes(30));
            }
        },
        HOST_OFFLINE {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                test.machine(lease).killHost();
                test.pass(Duration.ofMinutes(30));
            }
        },
        OUTBID {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                test.machine(lease).preempt("outbid");
                test.pass(Duration.ofMinutes(30));
            }
        },
        OUTBID_AND_BACK_UNSEEN {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                test.machine(lease).preempt("outbid");
                test.pass(Duration.ofMinutes(5));
                test.vast.cloud.start(lease.machine());
                test.unseenFor(lease, Duration.ofMinutes(10));
                test.pass(Duration.ofMinutes(5));
            }
        },
        PARKED_AND_WOKEN_FROM_A_QUEUE {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                test.fleet.command(lease.machine(), Kind.HIBERNATE);
                test.pass(Duration.ofMinutes(20));
                test.machine(lease).queueStart(Duration.ofMinutes(3));
                test.vast.simulator.faults().next(Call.STOP, VastFault.BAD_GATEWAY, 20);
                test.fleet.command(lease.machine(), Kind.WAKE);
                test.unseenFor(lease, Duration.ofMinutes(10));
                test.pass(Duration.ofMinutes(5));
            }
        },
        BID_RAISED {
            @Override
            void strike(LeaseBooksTest test, Lease lease) {
                ((VastProvider) test.world.provider())
                        .client()
                        .instances()
                        .changeBid(lease.machine(), new BigDecimal("0.30"), 1);
                test.pass(Duration.ofMinutes(30));
            }
        };

        abstract void strike(LeaseBooksTest test, Lease lease);
    }

    @ParameterizedTest
    @EnumSource
    void bookNoLessThanVastBills(Misfortune misfortune) throws Exception {
        Lease lease = leased(misfortune.name().contains("BID"));
        pass(Duration.ofMinutes(10));
        assertThat(machine(lease).state()).isEqualTo(MachineState.RUNNING);

        misfortune.strike(this, lease);

        assertBooked(lease);
    }

    /** It loads for half a minute; then it runs, and for ten minutes no answer says so. */
    @Test
    void bookWhatRunsBeforeAnybodySeesIt() throws Exception {
        Lease lease = leased(false);
        pass(Duration.ofSeconds(5));
        unseenFor(lease, Duration.ofMinutes(10));
        pass(Duration.ofMinutes(5));

        assertBooked(lease);
    }

    private void assertBooked(Lease lease) {
        BigDecimal ofAList = ofAList(lease);
        assertThat(lease.spentUsd()).isGreaterThanOrEqualTo(billed(lease).subtract(ofAList));
        assertThat(lease.spentUsd())
                .as("and hardly more")
                .isLessThanOrEqualTo(billed(lease).add(ofAList.multiply(BigDecimal.TEN)));
    }

    private BigDecimal ofAList(Lease lease) {
        return machine(lease).shown().runningRate().costOf(OF_A_LIST);
    }

    private BigDecimal billed(Lease lease) {
        return vast.cloud.billedUsd(lease.machine());
    }

    private Lease leased(boolean spot) throws InterruptedException {
        OfferQuery query = OfferQuery.builder()
                .maxRate(HourlyRate.ofUsd("0.50"))
                .interruptible(spot)
                .build();
        CompletableFuture<Lease> asked = fleet.leaseLater(
                LeaseSpec.builder(query).owner("books").build(), Duration.ofMinutes(15), new BigDecimal("5.00"));
        while (!asked.isDone()) {
            vast.time.advance(Duration.ofSeconds(1));
        }
        return asked.join();
    }

    /** Nothing that Vast is asked about machines is answered. */
    private void unseenFor(Lease lease, Duration time) {
        vast.simulator
                .faults()
                .next(Call.LIST, VastFault.BAD_GATEWAY, 1_000)
                .next(Call.SHOW, VastFault.BAD_GATEWAY, 1_000);
        pass(time);
        assertThat(lease.spentUsd()).isGreaterThanOrEqualTo(billed(lease).subtract(ofAList(lease)));
        vast.simulator.faults().clear();
    }

    private void pass(Duration time) {
        vast.time.advance(time);
    }

    private SimulatedMachine machine(Lease lease) {
        return vast.cloud.machine(lease.machine());
    }
}
