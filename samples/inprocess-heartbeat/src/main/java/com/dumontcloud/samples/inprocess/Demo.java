package com.dumontcloud.samples.inprocess;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.StateChange;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Lets the training live through a night: its machine is hibernated in the middle, woken in the morning, and parked when the
 * work is done.
 *
 * <p>Engine, server, reporter and heartbeats over loopback are real. The machine is simulated, and so is time: an epoch takes
 * a minute of it.
 */
final class Demo implements AutoCloseable {

    static final int EPOCHS = 24;
    static final int EPOCHS_ON_THE_FIRST_DAY = 9;

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T22:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
            .provider(cloud)
            .notifier(message -> say(message.reason().text()))
            .time(time)
            .build();
    private final EmbeddedServer server = EmbeddedServer.builder(AgentEndpoint.builder(monitor)
                    .userToken(UUID.randomUUID().toString())
                    .build())
            .build();
    private final PrintStream out;

    private Demo(PrintStream out) {
        this.out = out;
    }

    /** Plays the demo and returns the training as it ended. */
    static Training run(PrintStream out) throws IOException {
        Path disk = Files.createTempDirectory("dumont-demo");
        try (Demo demo = new Demo(out)) {
            return demo.play(disk);
        } finally {
            try (Stream<Path> files = Files.walk(disk)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private Training play(Path disk) throws IOException {
        Path checkpoint = disk.resolve("training.checkpoint");
        server.start();
        monitor.start();
        cloud.addListener(this::sayState);
        SimulatedMachine machine = cloud.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        monitor.poll();
        MachineId id = machine.id();
        ReporterOptions options = ReporterOptions.builder(id)
                .apiUrl(server.uri())
                .apiToken(monitor.issueToken(id))
                .stateDirectory(disk.resolve("state"))
                .gpuProbe(GpuProbe.none())
                .listener(new Narrator())
                .timeSource(time)
                .build();

        Training evening = Training.resume(checkpoint, EPOCHS);
        try {
            TrainingProgram.train(options, evening, checkpoint, () -> passMinute(machine, evening));
        } catch (MachineStopped asAsked) {
            say("the program is gone");
        }
        time.advance(Duration.ofHours(9));

        say("its owner wakes it");
        monitor.command(id, Operation.Kind.WAKE);
        time.advance(Duration.ofMinutes(2));
        Training morning = Training.resume(checkpoint, EPOCHS);
        say("the program goes on after epoch " + morning.epochsDone());
        TrainingProgram.train(options, morning, checkpoint, () -> passMinute(machine, morning));
        say("done, " + morning.epochsDone() + " epochs; the program says so and ends");

        time.advance(Duration.ofHours(1));
        Account account = monitor.account();
        say(String.format(Locale.ROOT, "paid %.2f USD, saved %.2f USD", account.billedUsd(), account.savedUsd()));
        return morning;
    }

    private void passMinute(SimulatedMachine machine, Training training) {
        time.advance(Duration.ofMinutes(1));
        if (machine.boots() == 1 && training.epochsDone() == EPOCHS_ON_THE_FIRST_DAY - 1) {
            say("its owner goes to bed and hibernates it");
            monitor.command(machine.id(), Operation.Kind.HIBERNATE);
        }
        if (machine.state() != MachineState.RUNNING) {
            throw new MachineStopped();
        }
    }

    private void sayState(StateChange change) {
        say("gpu-1 is " + change.to().text());
    }

    private void say(String what) {
        out.println(CLOCK.format(time.wall()) + "  " + what);
    }

    @Override
    public void close() {
        server.close();
        monitor.close();
    }

    /** Says what the program did when it was asked to save. */
    private final class Narrator implements ReporterListener {

        @Override
        public void commandEnded(AgentCommand command, CommandResult result) {
            say("the program is asked to save: " + result.outcome().text());
        }
    }

    /** What ends a program whose machine goes down. */
    private static final class MachineStopped extends RuntimeException {}
}
