package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same run over HTTP: a control plane is one more provider. */
class TrainingOnControlPlaneTest {

    private static final String TOKEN = "user-token-of-the-tests";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-31T12:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final FleetMonitor monitor = FleetMonitor.builder(Preset.BALANCED.settings(), new MemoryFleetStore())
            .provider(cloud)
            .time(time)
            .build();
    private final EmbeddedServer server = EmbeddedServer.builder(
                    MachinesEndpoint.builder(monitor).userToken(TOKEN).build())
            .build();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        for (int i = 1; i <= 3; i++) {
            cloud.putOnOffer(Offer.builder("offer-" + i, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.3" + i))
                    .parkedRate(HourlyRate.ofUsd("0.01"))
                    .host("host-" + i)
                    .build());
        }
        monitor.start();
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
        monitor.close();
    }

    @Test
    void rentsTheCheapestParksItBetweenPhasesAndGivesItBack() throws Exception {
        assertThat(train()).as(said.toString(StandardCharsets.UTF_8)).isZero();

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("is parked for 10 min", "done: 40 steps");
        assertThat(cloud.machines()).singleElement().satisfies(machine -> {
            assertThat(machine.shown().runningRate()).isEqualTo(HourlyRate.ofUsd("0.31"));
            assertThat(machine.boots()).as("once rented, once woken").isEqualTo(2);
            assertThat(machine.state()).isEqualTo(MachineState.DELETED);
        });
    }

    /** It is asked twice: something between may have answered once. */
    @Test
    void endsWithAClearMessageWhereItsTokenIsWrong() {
        Throwable end = catchThrowable(() -> train(server, "another-token-of-the-tests"));

        assertThat(end)
                .hasMessageContaining("no machine can be rented at dumont")
                .hasMessageContaining("401");
        assertThat(time.mono()).isLessThan(Duration.ofMinutes(2).toNanos());
        assertThat(cloud.machines()).isEmpty();
    }

    /** A lease is renewed by the clock of its owner: it would run out within seconds, and its machine be given back. */
    @Test
    void rentsNothingWhereTimePassesFasterThanForItself() {
        EmbeddedServer demonstration = EmbeddedServer.builder(MachinesEndpoint.builder(monitor)
                        .userToken(TOKEN)
                        .scaledTime()
                        .build())
                .build();
        try (demonstration) {
            demonstration.start();

            Throwable end = catchThrowable(() -> train(demonstration, TOKEN));

            assertThat(end).hasMessageContaining("no machine can be rented").hasMessageContaining("--time-scale");
            assertThat(cloud.machines()).isEmpty();
        }
    }

    private int train() throws InterruptedException {
        return train(server, TOKEN);
    }

    private int train(EmbeddedServer plane, String token) throws InterruptedException {
        DumontClient client =
                DumontClient.create(ClientOptions.builder(plane.uri().toString(), CredentialSource.of(token))
                        .timeSource(time)
                        .sleeper(time::advance)
                        .build());
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (Logbook book = Logbook.open(folder.resolve("run"));
                World world = new World(client.provider(), time, time::advance, id -> Map.of(), client::close)) {
            Plan plan = TrainingOnVast.plan(TrainingOnVast.BUDGET, 40, false);
            return new Orchestrator(out, Map.of(), () -> false).train(plan, world, book, () -> false, out);
        }
    }
}
