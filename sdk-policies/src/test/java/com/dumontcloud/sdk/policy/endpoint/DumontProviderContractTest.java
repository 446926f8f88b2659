package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.MachineProviderContract;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.Preset;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A control plane taken for a provider: client, HTTP, endpoint, monitor, and a simulated cloud behind them. */
class DumontProviderContractTest extends MachineProviderContract {

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);
    private final DumontClient client = client(fleet.server.uri());
    private int rented;

    @AfterEach
    void close() {
        client.close();
        fleet.close();
    }

    @Override
    protected MachineProvider provider() {
        return client.provider();
    }

    @Override
    protected MachineId rentRunning() {
        MachineId id = MachineId.of("gpu-" + ++rented);
        fleet.rent(id.value());
        return id;
    }

    @Override
    protected Optional<OfferQuery> rentable() {
        for (String id : List.of("offer-1", "offer-2")) {
            fleet.cloud.putOnOffer(Offer.builder(id, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
                    .parkedRate(HourlyRate.ofUsd("0.01"))
                    .region("US")
                    .build());
        }
        return Optional.of(OfferQuery.builder().gpuName("RTX 4090").build());
    }

    @Override
    protected void pass(Duration passed) {
        fleet.time.advance(passed);
    }

    @Override
    protected Optional<MachineProvider> unreachable() {
        return Optional.of(client(URI.create("http://127.0.0.1:1")).provider());
    }

    @Test
    void tellsOfAMachineWhatTheControlPlaneTells() {
        Instant rentedAt = fleet.time.wall();
        fleet.cloud.rent(Machine.builder(MachineId.of("gpu-1"), fleet.cloud.name(), MachineState.RUNNING)
                .name("trainer")
                .labels(Map.of("team", "research"))
                .gpu(GpuSpec.of("RTX 4090", 2))
                .region("US")
                .image("pytorch/pytorch")
                .diskGb(100)
                .interruptible(true)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build());
        fleet.monitor.poll();

        Machine shown = provider().list().machines().get(0);

        assertThat(shown.provider()).isEqualTo("dumont");
        assertThat(shown.name()).isEqualTo("trainer");
        assertThat(shown.labels()).containsEntry("team", "research");
        assertThat(shown.gpu()).isEqualTo(GpuSpec.of("RTX 4090", 2));
        assertThat(shown.region()).isEqualTo("US");
        assertThat(shown.image()).isEqualTo("pytorch/pytorch");
        assertThat(shown.diskGb()).isEqualTo(100);
        assertThat(shown.interruptible()).isTrue();
        assertThat(shown.runningRate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(shown.parkedRate()).isEqualTo(HourlyRate.ofUsd("0.01"));
        assertThat(shown.createdAt()).as("when it was rented").isEqualTo(rentedAt);
    }

    private DumontClient client(URI uri) {
        return DumontClient.create(ClientOptions.builder(uri.toString(), CredentialSource.of(ServedFleet.USER_TOKEN))
                .timeSource(fleet.time)
                .sleeper(fleet.time::advance)
                .build());
    }
}
