package com.dumontcloud.sdk.policy.crash;

import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.LeaseSpec;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A program that leases machines and remembers nothing: the one that is killed, and the one that comes after it. */
final class LeaseProgram {

    /** One of our seconds is a minute of theirs. */
    static final int SPEED = 60;

    static final Duration TTL = Duration.ofMinutes(3);

    private LeaseProgram() {}

    /** Arguments: the market's port, the origin of time, how many machines to lease, and where to die, or "never". */
    public static void main(String[] args) throws Exception {
        FastTime time = new FastTime(Instant.parse(args[1]), SPEED);
        MachineProvider market = new Death(args[3]).at(new RemoteMarket(Integer.parseInt(args[0]), time));
        FleetMonitor monitor = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.REACTIVE.settings()), new MemoryFleetStore())
                .provider(market)
                .time(time)
                .build();
        monitor.start();
        LeaseSpec spec =
                LeaseSpec.builder(OfferQuery.builder().build()).scratch().build();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            monitor.lease(spec, TTL, new BigDecimal("1000"));
        }
        System.out.println("READY");
        System.out.flush();
        System.exit(System.in.read() < 0 ? 0 : 1);
    }

    /** Starts it in a JVM of its own; returns once it holds its leases, or is dead. */
    static Process start(int port, Instant origin, int leases, String death) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaseProgram.class.getName(),
                        String.valueOf(port),
                        origin.toString(),
                        String.valueOf(leases),
                        death))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = out.readLine();
        if (ready == null && death.equals("never")) {
            throw new IOException("the program ended before it held its leases");
        }
        return process;
    }
}
