package com.dumontcloud.samples.controlplane.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code deploy/prometheus}, by the tools of those who read them. */
class AlertRulesTest {

    @TempDir
    private Path folder;

    @Test
    void fireAndResolveOnBothSidesOfEachThreshold() throws Exception {
        run(Tool.require("promtool"), "test", "rules", file("dumont-rules-test.yml"));
    }

    @Test
    void arePartOfAConfigurationThatPrometheusTakes() throws Exception {
        for (String file : new String[] {"prometheus.yml", "dumont-rules.yml"}) {
            Files.copy(DeployFile.path("prometheus/" + file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("metrics-token"), "of-a-scraper");

        run(
                Tool.require("promtool"),
                "check",
                "config",
                folder.resolve("prometheus.yml").toString());
    }

    @Test
    void areSentOnByAConfigurationThatAlertmanagerTakes() throws Exception {
        run(Tool.require("amtool"), "check-config", file("alertmanager.yml"));
    }

    private static String file(String name) {
        return DeployFile.path("prometheus/" + name).toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
    }
}
