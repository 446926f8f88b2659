package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.MachineProviderContract;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** What the engine relies on holds for Vast, over HTTP. */
class VastProviderContractTest extends MachineProviderContract {

    private final SimulatedVast vast = new SimulatedVast();
    private int rented;

    @AfterEach
    void stop() {
        vast.close();
    }

    @Override
    protected MachineProvider provider() {
        return vast.provider;
    }

    @Override
    protected MachineId rentRunning() {
        MachineId id = vast.rent("contract" + ++rented);
        while (vast.simulator.machine(id).state() != MachineState.RUNNING) {
            pass(Duration.ofSeconds(5));
        }
        return id;
    }

    @Override
    protected void pass(Duration time) {
        vast.pass(time);
    }

    @Override
    protected Optional<OfferQuery> rentable() {
        return Optional.of(OfferQuery.builder().gpuName("RTX 4090").diskGb(20).build());
    }

    @Override
    protected Optional<MachineProvider> unreachable() {
        // Nobody listens on port 1 of the loopback interface.
        return Optional.of(VastProvider.create(
                TestVast.options("http://127.0.0.1:1", vast.time, vast.waits).build()));
    }
}
