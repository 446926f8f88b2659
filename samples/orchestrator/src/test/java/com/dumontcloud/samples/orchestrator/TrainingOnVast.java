package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Training runs on a simulated Vast with a market of 12 machines, in virtual time. */
final class TrainingOnVast implements AutoCloseable {

    static final BigDecimal BUDGET = new BigDecimal("2.00");

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-31T12:00:00Z"));
    final SimulatedCloud cloud;
    final VastSimulator simulator;
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Path logbook;

    TrainingOnVast(long seed, Path logbook) {
        this.logbook = logbook;
        this.cloud = SimulatedCloud.builder(time)
                .name("vast")
                .billsStarting(false)
                .billsFailed(false)
                .seed(seed)
                .build();
        this.simulator = VastSimulator.start(cloud, time, seed);
        for (int i = 1; i <= 12; i++) {
            simulator.offer(new VastMarketOffer(40 + i, i, "RTX 4090", 24_564, 0.3 + i / 100.0, 0.1, "Ohio, US", 500));
        }
    }

    static Plan plan(BigDecimal budget, int steps, boolean spot) {
        return plan(budget, steps, spot, 30);
    }

    static Plan plan(BigDecimal budget, int steps, boolean spot, int pauseEvery) {
        OfferQuery query = OfferQuery.builder()
                .maxRate(HourlyRate.ofUsd("0.50"))
                .interruptible(spot)
                .build();
        return new Plan(query, steps, 5, pauseEvery, Duration.ofMinutes(10), budget, Duration.ofMinutes(15));
    }

    /**
     * Lets machines be taken away, containers crash, hosts die and starts be refused or queued, now and then; and with every third
     * seed lists lag.
     */
    TrainingOnVast dangerous(long seed) {
        if (seed % 3 == 1) {
            simulator.listLag(Duration.ofSeconds(90));
        }
        strike(new SplittableRandom(seed));
        return this;
    }

    private void strike(SplittableRandom random) {
        time.schedule(Duration.ofMinutes(random.nextInt(15, 60)), () -> {
            cloud.machines().stream()
                    .filter(machine -> machine.state() == MachineState.RUNNING)
                    .findFirst()
                    .ifPresent(machine -> strike(machine, random.nextInt(5)));
            strike(random);
        });
    }

    private void strike(SimulatedMachine machine, int how) {
        switch (how) {
            case 0 -> machine.killHost();
            case 1 -> machine.preempt("outbid");
            case 2 -> machine.queueStart(Duration.ofMinutes(2));
            case 3 -> simulator.crash(machine.id());
            default -> machine.refuseStarts(2);
        }
    }

    /** Runs until it ends, and returns its exit code. */
    int train(Plan plan) throws InterruptedException {
        return train(plan, () -> false);
    }

    int train(Plan plan, BooleanSupplier isStopped) throws InterruptedException {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (Logbook book = Logbook.open(logbook);
                World world = world()) {
            return new Orchestrator(out, Map.of(), isStopped).train(plan, world, book, isStopped, out);
        }
    }

    World world() {
        PacedTime paced = new PacedTime(time);
        VastProvider vast = VastProvider.create(VastOptions.builder(CredentialSource.of("any-key"))
                .url(simulator.url())
                .connection(connection -> connection
                        .timeSource(paced)
                        .readTimeout(Duration.ofMillis(120))
                        .sleeper(paced::waitFor))
                .build());
        return new World(vast, time, time::advance, id -> Map.of(), vast::close);
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
