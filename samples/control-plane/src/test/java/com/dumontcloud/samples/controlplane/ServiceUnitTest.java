package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd says of the unit in {@code deploy}. */
class ServiceUnitTest {

    private static final String NAME = "dumont-control-plane.service";
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for \\S+: ([0-9.]+)");

    @TempDir
    private Path folder;

    private String analyze;

    @BeforeEach
    void prepare() throws Exception {
        analyze = Tool.require("systemd-analyze");
        String unit = Files.readString(Path.of("..", "..", "deploy", "systemd", NAME));
        // The one thing that need not be on this machine is its Java.
        Files.writeString(folder.resolve(NAME), unit.replace("/usr/bin/java", "/bin/true"));
    }

    @Test
    void isUnderstoodInEveryLine() throws Exception {
        assertThat(analyze("verify", "--man=no", NAME)).isEmpty();
    }

    @Test
    void isExposedNoMoreThanItMustBe() throws Exception {
        Matcher exposure = EXPOSURE.matcher(analyze("security", "--offline=true", "--no-pager", "./" + NAME));

        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(1.5);
    }

    @Test
    void leavesAloneWhatJavaNeeds() throws Exception {
        assertThat(Files.readString(folder.resolve(NAME))).doesNotContainPattern("(?m)^MemoryDenyWriteExecute");
    }

    private String analyze(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = analyze;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
