package com.dumontcloud.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.ReporterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkReportersTest {

    private static final Map<String, String> COMPLETE = Map.of(
            "DUMONT_INSTANCE_ID", "28864630",
            "DUMONT_API_URL", "https://fleet.example",
            "DUMONT_API_TOKEN", "s3cret");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("file"), "from-a-file");
    }

    @Test
    void takesAllFromTheEnvironment() {
        assertThat(options(COMPLETE, conf()))
                .hasToString("reporter executor-3@app-1 of machine 28864630 to https://fleet.example");
    }

    @Test
    void takesWhatTheConfigurationSaysInItsPlace() {
        SparkConf conf = conf().set("spark.dumont.apiUrl", "https://other.example")
                .set("spark.dumont.instanceIdFile", file.toString())
                .set("spark.dumont.apiTokenFile", file.toString());

        assertThat(options(COMPLETE, conf))
                .hasToString("reporter executor-3@app-1 of machine from-a-file to https://other.example");
    }

    @Test
    void takesAValueOfTheConfigurationInPlaceOfAFileOfTheEnvironment() {
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID_FILE", file.toString(),
                "DUMONT_API_URL", "https://fleet.example",
                "DUMONT_API_TOKEN_FILE", file.toString());

        assertThat(options(environment, conf().set("spark.dumont.instanceId", "28864630")))
                .hasToString("reporter executor-3@app-1 of machine 28864630 to https://fleet.example");
    }

    @Test
    void refusesATokenThatEverybodyCouldRead() {
        SparkConf conf = conf().set("spark.dumont.apiToken", "s3cret");

        assertThatThrownBy(() -> options(COMPLETE, conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spark.dumont.apiToken would be readable")
                .hasMessageContaining("spark.dumont.apiTokenFile")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void refusesASettingThatItDoesNotKnow() {
        SparkConf conf = conf().set("spark.dumont.apiURL", "https://fleet.example");

        assertThatThrownBy(() -> options(COMPLETE, conf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spark.dumont.apiURL is not known; there are"
                        + " spark.dumont.[apiTokenFile, apiUrl, instanceId, instanceIdFile]");
    }

    @Test
    void namesEverythingThatIsMissing() {
        assertThatThrownBy(() -> options(Map.of(), conf()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("DUMONT_INSTANCE_ID", "DUMONT_API_URL", "DUMONT_API_TOKEN");
    }

    @Test
    void startsNothingWhereSomethingIsMissing() {
        SparkReporters reporters = new SparkReporters(Map.of(), UnaryOperator.identity());

        assertThat(reporters.start(conf(), "executor-3@app-1")).isNull();
    }

    private static ReporterOptions options(Map<String, String> environment, SparkConf conf) {
        return new SparkReporters(environment, UnaryOperator.identity()).options(conf, "executor-3@app-1");
    }

    private static SparkConf conf() {
        return new SparkConf(false);
    }
}
