package com.dumontcloud.samples.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.samples.controlplane.terminal.TerminalOptions;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.policy.Preset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do on the Machines page, and how soon it answers them, in a real browser; {@code src/test/browser} has the steps. */
@Tag("browser")
class MachinesPageTest {

    private static final String TOKEN = "a-user-token-of-the-test";
    private static final Path SCRIPTS = Path.of("src", "test", "browser");
    private static final Path PAGE = Path.of("src", "main", "resources", "page");
    private static final String MARKUP = "<img src=x onerror=\"console.error(1)\">";

    private static final GpuSpec MARKED_UP_GPU = new GpuSpec(MARKUP, 1, 24_000L);

    /** The screenshots stay here, for the documentation. */
    private static final Path WORK = Path.of("target", "browser");

    /** Idle machines are warned after 7 minutes, which are 14 s, and parked 6 s later. */
    private static final int TIME_SCALE = 30;

    @TempDir
    private Path data;

    @TempDir
    private Path sshdFolder;

    @BeforeEach
    void installTheScripts() throws Exception {
        Files.createDirectories(WORK);
        for (String script : List.of("package.json", "package-lock.json", "walk.js", "load.js")) {
            Files.write(WORK.resolve(script), Files.readAllBytes(SCRIPTS.resolve(script)));
        }
        for (String texts : List.of("text.en.js", "text.pt-br.js")) {
            Files.write(WORK.resolve(texts), Files.readAllBytes(PAGE.resolve(texts)));
        }
        run(MachinesPageTest::refuse, Tool.require("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    @Test
    @Timeout(420)
    void letsItsUsersDoTheirWork() throws Exception {
        try (RealSshd sshd = RealSshd.start(sshdFolder);
                Plane plane = start(TIME_SCALE, sshd.address())) {
            sshd.authorize(Files.readString(data.resolve("ssh-key.pub")));
            SimulatedCloud cloud = plane.simulatedCloud().orElseThrow();
            run(
                    wish -> {
                        switch (wish) {
                            case "ignore the next stop" -> cloud.faults().next(Operation.STOP, Fault.IGNORED);
                            case "let the next start of the notebook hang" ->
                                cloud.machine(MachineId.of("notebook-1")).queueStart(Duration.ofHours(1));
                            case "rent a machine elsewhere" -> cloud.rent(stoppedMachine(cloud.name()));
                            case "offer what is marked up" -> {
                                cloud.putOnOffer(markedUpOffer("0.01"));
                                cloud.rent(markedUpMachine(cloud.name()));
                            }
                            case "ask more for what is marked up" -> cloud.putOnOffer(markedUpOffer("0.02"));
                            case "change the host key" -> sshd.changeHostKey();
                            default -> refuse(wish);
                        }
                    },
                    Tool.require("node"),
                    "walk.js",
                    plane.uri().toString(),
                    ".");
        }
    }

    /** The limits are in the script, beside what is measured. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 5000})
    @Timeout(420)
    void answersAtOnceHoweverManyMachinesThereAre(int machines) throws Exception {
        try (Plane plane = start(1, null)) {
            run(
                    MachinesPageTest::refuse,
                    Tool.require("node"),
                    "load.js",
                    plane.uri().toString(),
                    Integer.toString(machines),
                    "25");
        }
    }

    private Plane start(int timeScale, @Nullable SshAddress ssh) {
        return Plane.start(
                new Plane.Settings(
                        Address.loopback(0),
                        data,
                        StoreChoice.SQLITE,
                        ProviderChoice.SIMULATED,
                        Preset.SAVER,
                        timeScale,
                        true,
                        null,
                        TerminalOptions.DEFAULT,
                        ssh,
                        null,
                        null),
                Map.of(UserToken.VARIABLE, TOKEN, MetricsToken.VARIABLE, "of-a-scraper"));
    }

    private static Offer markedUpOffer(String usdPerHour) {
        return Offer.builder("marked-up", MARKED_UP_GPU, HourlyRate.ofUsd(usdPerHour))
                .region("US")
                .host(MARKUP)
                .build();
    }

    /** While it is off no agent reports from it, which would have it claimed. */
    private static Machine stoppedMachine(String provider) {
        return Machine.builder(MachineId.of("elsewhere"), provider, MachineState.STOPPED)
                .runningRate(HourlyRate.ofUsd("0.30"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build();
    }

    private static Machine markedUpMachine(String provider) {
        return Machine.builder(MachineId.of("found"), provider, MachineState.RUNNING)
                .name(MARKUP)
                .labels(Map.of("team", MARKUP, MARKUP, "team"))
                .gpu(MARKED_UP_GPU)
                .region(MARKUP)
                .image(MARKUP)
                .diskGb(100)
                .runningRate(HourlyRate.ofUsd("0.01"))
                .build();
    }

    /** Runs a program, and complies with what it asks for: a line that says please, answered when that is done. */
    private static void run(Wishes wishes, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(WORK.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of(UserToken.VARIABLE, TOKEN, "CHROMIUM", Tool.require("chromium")));
        Process process = builder.start();
        try (BufferedReader output = process.inputReader(UTF_8);
                Writer input = process.outputWriter(UTF_8)) {
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith("please ")) {
                    wishes.grant(line.substring("please ".length()));
                    input.write("done\n");
                    input.flush();
                }
            }
            assertThat(process.waitFor()).as(said.toString()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void refuse(String wish) throws IOException {
        throw new IOException("nobody here can " + wish);
    }

    /** Does what only the world outside the page can do. */
    private interface Wishes {
        void grant(String wish) throws Exception;
    }
}
