package com.dumontcloud.sdk.policy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process that holds leases is killed, and another, which knows only the account, finds what it left behind. */
class LeaseKillTest {

    private final Instant origin = Instant.now();
    private final SimulatedCloud market = SimulatedCloud.builder(new FastTime(origin, LeaseProgram.SPEED))
            .name("market")
            .build();
    private ServerSocket server;

    @BeforeEach
    void open() throws Exception {
        server = RemoteMarket.serve(market);
        for (int i = 0; i < 6; i++) {
            market.putOnOffer(Offer.builder("offer-" + i, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.60"))
                    .build());
        }
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    /** S33. */
    @Test
    void theMachinesOfAKilledProcessAreReapedByTheNext() throws Exception {
        Process orchestrator = LeaseProgram.start(server.getLocalPort(), origin, 5, "never");
        assertThat(left()).hasSize(5);
        awaitRenewals(5);
        assertThat(left()).as("while it lives").hasSize(5);

        orchestrator.destroyForcibly().waitFor();
        assertThat(left()).as("when it is dead").hasSize(5);
        reapedByTheNext();

        assertThat(market.machines()).hasSize(5);
    }

    /** It dies around the call that rents: whatever came of that, nothing is left, and nothing was rented twice. */
    @Test
    void whatIsRentedAsItDiesIsReapedToo() throws Exception {
        dies("after rent");
    }

    @Tag("crash")
    @ParameterizedTest
    @ValueSource(strings = {"before searchOffers", "before rent", "after rent", "before setLabel", "after setLabel"})
    void whatIsRentedIsReapedWhereverItDies(String death) throws Exception {
        dies(death);
    }

    private void dies(String death) throws Exception {
        Process orchestrator = LeaseProgram.start(server.getLocalPort(), origin, 1, death);
        assertThat(orchestrator.waitFor()).isEqualTo(137);
        int rented = death.equals("before searchOffers") || death.equals("before rent") ? 0 : 1;
        assertThat(left()).hasSize(rented);

        reapedByTheNext();

        assertThat(market.machines()).hasSize(rented);
    }

    private void reapedByTheNext() throws Exception {
        Process next = LeaseProgram.start(server.getLocalPort(), origin, 0, "never");
        try {
            for (int tries = 0; tries < 1500 && !left().isEmpty(); tries++) {
                Thread.sleep(20);
            }
            assertThat(left()).isEmpty();
        } finally {
            next.destroyForcibly().waitFor();
        }
    }

    /** Until each of them was renewed more often than it would last without. */
    private void awaitRenewals(int machines) throws InterruptedException {
        for (int tries = 0; tries < 1500 && market.calls().count(Operation.SET_LABEL) < 4 * machines; tries++) {
            Thread.sleep(20);
        }
        assertThat(market.calls().count(Operation.SET_LABEL)).isGreaterThanOrEqualTo(4 * machines);
    }

    private List<SimulatedMachine> left() {
        return market.machines().stream()
                .filter(machine -> machine.state() != MachineState.DELETED)
                .toList();
    }
}
