package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.MachineProviderContract;
import com.dumontcloud.sdk.policy.Preset;
import java.net.URI;
import java.time.Duration;
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
