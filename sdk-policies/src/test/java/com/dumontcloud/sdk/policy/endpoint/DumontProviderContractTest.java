package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.MachineProviderContract;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.Preset;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

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

    private DumontClient client(URI uri) {
        return DumontClient.create(ClientOptions.builder(uri.toString(), CredentialSource.of(ServedFleet.USER_TOKEN))
                .timeSource(fleet.time)
                .sleeper(fleet.time::advance)
                .build());
    }
}
