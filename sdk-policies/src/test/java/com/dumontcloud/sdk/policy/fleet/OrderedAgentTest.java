package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The agent that comes to a machine that is ordered, and the token that it brings. */
class OrderedAgentTest {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final MemoryFleetStore store = new MemoryFleetStore();
    private final List<String> tokens = new ArrayList<>();
    private FleetMonitor monitor = monitor();

    @BeforeEach
    void start() {
        cloud.putOnOffer(Offer.builder("any", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region("US")
                .build());
        monitor.start();
        time.runDue();
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void rentsWithWhatBringsTheAgentAndKnowsItsToken() {
        MachineId id = monitor.rent(order()).join();

        assertThat(monitor.machine(id).orElseThrow().condition().profile().labels())
                .containsEntry("agent", "comes");
        assertThat(tokens).hasSize(1);
        assertThat(monitor.ownerOf(tokens.get(0))).contains(id);
    }

    @Test
    void knowsTheTokenThoughTheAnswerWasLost() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        cloud.faults().listLag(Duration.ofSeconds(30));

        var rented = monitor.rent(order());
        time.advance(Duration.ofMinutes(3));

        assertThat(monitor.ownerOf(tokens.get(0))).contains(rented.join());
    }

    /** Nobody orders again: a list shows the machine to the process after. */
    @Test
    void knowsTheTokenThoughTheProcessThatRentedDied() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        cloud.faults().listLag(Duration.ofSeconds(30));
        var unused = monitor.rent(order());
        monitor.close();
        monitor = monitor();
        monitor.start();
        time.advance(Duration.ofMinutes(2));
        monitor.close();
        monitor = monitor();
        monitor.start();

        assertThat(monitor.ownerOf(tokens.get(0)))
                .contains(cloud.machines().get(0).id());
    }

    @Test
    void rentsNothingWhereNoAgentCanCome() {
        monitor.close();
        monitor = monitor((order, token) -> {
            throw new IllegalArgumentException("the script is for python");
        });
        monitor.start();

        assertThatThrownBy(() -> monitor.rent(order()).join())
                .cause()
                .isInstanceOfSatisfying(DumontException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.INVALID_REQUEST);
                    assertThat(refused).hasMessageContaining("the script is for python");
                });
        assertThat(cloud.machines()).isEmpty();
    }

    private MachineOrder equip(MachineOrder order, String token) {
        tokens.add(token);
        return order.toBuilder().label(new Label("agent", "comes")).build();
    }

    private FleetMonitor monitor() {
        return monitor(this::equip);
    }

    private FleetMonitor monitor(AgentSetup agents) {
        return FleetMonitor.builder(Preset.BALANCED.settings(), store)
                .provider(cloud)
                .agents(agents)
                .time(time)
                .build();
    }

    private static MachineOrder order() {
        return MachineOrder.builder(
                        OfferQuery.builder().gpuName("RTX 4090").diskGb(50).build())
                .token("order00000000001")
                .build();
    }
}
