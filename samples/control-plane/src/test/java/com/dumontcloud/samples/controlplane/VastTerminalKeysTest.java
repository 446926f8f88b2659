package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.vast.VastKeys;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VastTerminalKeysTest {

    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMq dumont-control-plane";

    private final SystemTime time = SystemTime.create("dumont-test-vast", 1);
    private final SimulatedCloud cloud =
            SimulatedCloud.builder(time).name("vast").build();
    private final VastSimulator vast = VastSimulator.start(cloud, time, 0);
    private final VastProvider provider =
            VastProvider.create(VastOptions.fromEnvironment(Map.of("VAST_URL", vast.url(), "VAST_API_KEY", "any")));
    private final VastKeys keys = provider.client().keys();
    private final VastTerminalKeys authorizer = new VastTerminalKeys(keys);
    private MachineId machine;

    @BeforeEach
    void rent() {
        vast.offer(new VastMarketOffer(41, 1, "RTX 4090", 24_564, 0.31, 0.1, "Ohio, US", 500));
        Offer offer =
                provider.searchOffers(OfferQuery.builder().diskGb(50).build()).get(0);
        provider.rent(RentalRequest.builder(offer, "rental0001").diskGb(50).build());
        machine = vast.billed().get(0);
    }

    @AfterEach
    void close() {
        provider.close();
        vast.close();
        time.close();
    }

    @Test
    void putsTheKeyOnAMachineOnce() {
        assertThat(authorizer.authorize(machine, KEY)).isTrue();
        assertThat(authorizer.authorize(machine, KEY.replace("dumont-control-plane", "renamed by somebody")))
                .isTrue();

        assertThat(keys.list(machine)).extracting(VastKeys.Key::publicKey).containsExactly(KEY);
    }

    @Test
    void takesNoOtherKeyForIt() {
        String other = KEY.replace("IOMq", "IOMr");
        keys.attach(machine, other);

        authorizer.authorize(machine, KEY);

        assertThat(keys.list(machine)).extracting(VastKeys.Key::publicKey).containsExactly(other, KEY);
    }

    @Test
    void failsWhereVastDoes() {
        assertThatExceptionOfType(DumontException.class)
                .isThrownBy(() -> authorizer.authorize(MachineId.of("999999"), KEY));
    }
}
