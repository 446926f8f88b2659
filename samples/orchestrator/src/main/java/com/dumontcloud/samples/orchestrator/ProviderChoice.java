package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import com.dumontcloud.sdk.vast.VastSshEndpoint;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who rents the machines out. Another one is another constant: what it needs is a {@code MachineProvider}. */
enum ProviderChoice {
    /** A market in memory, on which every machine is lost after some hours; time passes as fast as it can be computed. */
    SIMULATED {
        @Override
        World open(Map<String, String> environment) {
            VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
            SimulatedCloud market = SimulatedCloud.builder(time).build();
            for (int i = 1; i <= 8; i++) {
                BigDecimal price = new BigDecimal("0.30").add(BigDecimal.valueOf(2L * i, 2));
                market.putOnOffer(Offer.builder("offer-" + i, GpuSpec.of("RTX 4090", 1), new HourlyRate(price))
                        .parkedRate(HourlyRate.ofUsd("0.01"))
                        .host("host-" + i)
                        .build());
            }
            time.schedule(FIRST_LOSS, () -> lose(market, time));
            return new World(market, time, time::advance, id -> Map.of(), () -> {});
        }
    },
    /** Vast.ai, or whatever {@code VAST_URL} leads to. */
    VAST {
        @Override
        World open(Map<String, String> environment) {
            VastProvider vast = VastProvider.create(VastOptions.fromEnvironment(environment));
            SystemTime time = SystemTime.create("dumont-orchestrator", 4);
            return new World(vast, time, pause -> Thread.sleep(pause.toMillis()), id -> logins(vast, id), () -> {
                vast.close();
                time.close();
            });
        }
    },
    /** A control plane, whoever it rents from: {@code DUMONT_API_URL}, with the user token {@code DUMONT_API_TOKEN}. */
    DUMONT {
        @Override
        World open(Map<String, String> environment) {
            DumontClient client = DumontClient.create(ClientOptions.fromEnvironment(environment));
            SystemTime time = SystemTime.create("dumont-orchestrator", 4);
            return new World(
                    client.provider(), time, pause -> Thread.sleep(pause.toMillis()), id -> logins(client, id), () -> {
                        client.close();
                        time.close();
                    });
        }
    };

    private static final Duration FIRST_LOSS = Duration.ofMinutes(100);
    private static final Duration NEXT_LOSS = Duration.ofMinutes(170);

    /** Returns the world of this provider; costs nothing yet. */
    abstract World open(Map<String, String> environment);

    private static void lose(SimulatedCloud market, VirtualTime time) {
        market.machines().stream()
                .filter(machine -> machine.state() == MachineState.RUNNING)
                .findFirst()
                .ifPresent(SimulatedMachine::killHost);
        time.schedule(NEXT_LOSS, () -> lose(market, time));
    }

    private static Map<String, String> logins(DumontClient client, MachineId id) {
        try {
            SshAddress ssh = client.machines().ssh(id);
            return Map.of("DUMONT_SSH_HOST", ssh.host(), "DUMONT_SSH_PORT", Integer.toString(ssh.port()));
        } catch (DumontException unknown) {
            return Map.of(); // As at any provider: the command has to do without.
        }
    }

    private static Map<String, String> logins(VastProvider vast, MachineId id) {
        List<VastSshEndpoint> ways = vast.client()
                .instances()
                .show(id)
                .map(row -> row.sshEndpoints())
                .orElse(List.of());
        Map<String, String> known = new LinkedHashMap<>();
        if (!ways.isEmpty()) {
            known.put("DUMONT_SSH_HOST", ways.get(0).host());
            known.put("DUMONT_SSH_PORT", Integer.toString(ways.get(0).port()));
        }
        return known;
    }
}
