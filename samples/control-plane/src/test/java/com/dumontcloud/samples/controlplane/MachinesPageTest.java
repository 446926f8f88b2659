package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.samples.controlplane.terminal.TerminalOptions;
import com.dumontcloud.sdk.policy.Preset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people do on the Machines page, in a real browser; {@code src/test/browser/walk.js} has the steps. */
@Tag("browser")
class MachinesPageTest {

    private static final String TOKEN = "a-user-token-of-the-test";
    private static final Path SCRIPTS = Path.of("src", "test", "browser");

    /** The screenshots stay here, for the documentation. */
    private static final Path WORK = Path.of("target", "browser");

    /** Idle machines are warned after 7 minutes, which are 14 s, and parked 6 s later. */
    private static final int TIME_SCALE = 30;

    @TempDir
    private Path data;

    @TempDir
    private Path sshdFolder;

    @Test
    @Timeout(240)
    void letsItsUsersDoTheirWork() throws Exception {
        String chromium = Tool.require("chromium");
        String node = Tool.require("node");
        String npm = Tool.require("npm");
        Files.createDirectories(WORK);
        for (String script : List.of("package.json", "package-lock.json", "walk.js")) {
            Files.write(WORK.resolve(script), Files.readAllBytes(SCRIPTS.resolve(script)));
        }

        run(Map.of(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        try (RealSshd sshd = RealSshd.start(sshdFolder);
                Plane plane = Plane.start(
                        new Plane.Settings(
                                Address.loopback(0),
                                data,
                                StoreChoice.SQLITE,
                                ProviderChoice.SIMULATED,
                                Preset.SAVER,
                                TIME_SCALE,
                                true,
                                null,
                                TerminalOptions.DEFAULT,
                                sshd.address(),
                                null),
                        Map.of(UserToken.VARIABLE, TOKEN, MetricsToken.VARIABLE, "of-a-scraper"))) {
            sshd.authorize(Files.readString(data.resolve("ssh-key.pub")));
            run(
                    Map.of(UserToken.VARIABLE, TOKEN, "CHROMIUM", chromium),
                    node,
                    "walk.js",
                    plane.uri().toString(),
                    ".");
        }
    }

    private static void run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(WORK.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
