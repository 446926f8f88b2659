package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The unit as systemd understands it. */
class ServiceUnitTest {

    private static final String UNIT = Distribution.text("dumont-agent.service");

    @TempDir
    private Path units;

    private String analyze;

    @BeforeEach
    void prepare() throws IOException {
        analyze = Tool.require("systemd-analyze", "systemd");
        // The one thing that is not on this machine is the program.
        Files.writeString(
                units.resolve("dumont-agent.service"),
                UNIT.replace("/usr/lib/dumont-agent/dumont-agent run", "/bin/true run"));
    }

    @Test
    void isUnderstoodInEveryLine() throws Exception {
        assertThat(analyze("verify", "dumont-agent.service")).isEmpty();
    }

    @Test
    void isExposedNoMoreThanItMustBe() throws Exception {
        String text = analyze("security", "--offline=true", "--no-pager", "./dumont-agent.service");

        assertThat(exposure(text)).isLessThanOrEqualTo(2.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notebooks.conf", "hooks.conf"})
    void staysUnderstoodWithADropIn(String name) throws Exception {
        Path folder = Files.createDirectory(units.resolve("dumont-agent.service.d"));
        Files.writeString(folder.resolve(name), "[Service]\n" + Distribution.text(name));

        assertThat(analyze("verify", "dumont-agent.service")).isEmpty();
    }

    @Test
    void staysTightWhereItMaySeeNotebooks() throws Exception {
        Path folder = Files.createDirectory(units.resolve("dumont-agent.service.d"));
        Files.writeString(folder.resolve("n.conf"), "[Service]\n" + Distribution.text("notebooks.conf"));

        String text = analyze("security", "--offline=true", "--no-pager", "./dumont-agent.service");

        assertThat(exposure(text)).isLessThanOrEqualTo(2.5);
    }

    @Test
    void leavesAloneWhatJavaTheDriverAndTheProbesNeed() {
        assertThat(settings())
                .doesNotContainKeys("MemoryDenyWriteExecute", "PrivateDevices", "PrivateUsers", "PrivateNetwork")
                .containsEntry("ProtectProc", "default")
                .containsEntry("DevicePolicy", "closed");
        assertThat(UNIT).contains("\nDeviceAllow=char-nvidia* rw\n");
    }

    @Test
    void isStartedAgainWhateverHappensButNeverWithAWrongConfiguration() {
        assertThat(settings())
                .containsEntry("Type", "notify")
                .containsEntry("Restart", "always")
                .containsEntry("RestartSec", "10")
                .containsEntry("RestartPreventExitStatus", Integer.toString(ExitCode.USAGE))
                .containsEntry("StartLimitIntervalSec", "0")
                .containsEntry("WatchdogSec", "180");
    }

    @Test
    void handsTheTokenOverWithoutShowingIt() {
        assertThat(settings())
                .containsEntry("LoadCredential", "token:/etc/dumont-agent/token")
                .containsEntry("EnvironmentFile", "-/etc/dumont-agent/agent.env")
                .containsEntry("StateDirectoryMode", "0700");
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new java.util.HashMap<>();
        UNIT.lines().filter(line -> !line.startsWith("#") && line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            settings.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return settings;
    }

    private static double exposure(String text) {
        Matcher level =
                Pattern.compile("Overall exposure level for .*: (\\d+\\.\\d)").matcher(text);
        assertThat(level.find()).as(text).isTrue();
        return Double.parseDouble(level.group(1));
    }

    private String analyze(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(analyze));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(units.toFile()).redirectErrorStream(true);
        builder.environment().put("SYSTEMD_UNIT_PATH", units + ":"); // beside the machine's own
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
