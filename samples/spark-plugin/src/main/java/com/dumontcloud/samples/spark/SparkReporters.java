package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Starts reporters from the environment of a machine and what the application's configuration says in its place:
 * {@code spark.dumont.apiUrl}, {@code spark.dumont.instanceId}, {@code spark.dumont.instanceIdFile} and
 * {@code spark.dumont.apiTokenFile}.
 *
 * <p>A token itself is refused there: the configuration travels to every process, stands on command lines and in event logs.
 */
final class SparkReporters {

    private static final Logger log = LoggerFactory.getLogger(DumontSparkPlugin.class);

    private static final String PREFIX = "spark.dumont.";
    private static final String TOKEN = "apiToken";
    private static final Map<String, String> VARIABLES = new TreeMap<>(Map.of(
            "apiUrl", "DUMONT_API_URL",
            "instanceId", "DUMONT_INSTANCE_ID",
            "instanceIdFile", "DUMONT_INSTANCE_ID_FILE",
            "apiTokenFile", "DUMONT_API_TOKEN_FILE"));
    private static final String FILE = "_FILE";

    /** Spark waits for its plugins when it shuts down. */
    private static final Duration PATIENCE_AT_SHUTDOWN = Duration.ofSeconds(3);

    private final Map<String, String> environment;
    private final UnaryOperator<ReporterOptions.Builder> added;

    SparkReporters(Map<String, String> environment, UnaryOperator<ReporterOptions.Builder> added) {
        this.environment = environment;
        this.added = added;
    }

    /**
     * Starts a reporter; returns at once.
     *
     * @param reporterId its name; it must differ from that of any other application on the machine
     * @return null, with the reason in the log, where the settings do not suffice: a job must not fail for want of a watcher
     */
    @Nullable
    HeartbeatReporter start(SparkConf conf, String reporterId) {
        try {
            return HeartbeatReporter.start(options(conf, reporterId));
        } catch (IllegalArgumentException wrong) {
            log.warn("{} does not report its machine: {}", reporterId, wrong.getMessage());
            return null;
        }
    }

    /** Returns the options of a reporter, or throws IllegalArgumentException and names what is wrong. */
    ReporterOptions options(SparkConf conf, String reporterId) {
        ReporterOptions.Builder options = ReporterOptions.fromEnvironment(variables(conf)).toBuilder()
                .reporterId(reporterId)
                .shutdownTimeout(PATIENCE_AT_SHUTDOWN);
        return added.apply(options).build();
    }

    /** Returns the environment with each variable that the configuration names put in place of it and of its file. */
    private Map<String, String> variables(SparkConf conf) {
        Map<String, String> variables = new HashMap<>(environment);
        Map<String, String> given = new HashMap<>();
        for (Tuple2<String, String> setting : conf.getAllWithPrefix(PREFIX)) {
            given.put(variable(setting._1()), setting._2());
        }
        for (String variable : given.keySet()) {
            String plain =
                    variable.endsWith(FILE) ? variable.substring(0, variable.length() - FILE.length()) : variable;
            variables.remove(plain);
            variables.remove(plain + FILE);
        }
        variables.putAll(given);
        return variables;
    }

    private static String variable(String setting) {
        String variable = VARIABLES.get(setting);
        if (variable == null) {
            throw new IllegalArgumentException(
                    setting.equals(TOKEN)
                            ? PREFIX + TOKEN
                                    + " would be readable by everybody who sees the application's configuration;"
                                    + " set DUMONT_API_TOKEN on the machine, or " + PREFIX + "apiTokenFile"
                            : PREFIX + setting + " is not known; there are " + PREFIX + VARIABLES.keySet());
        }
        return variable;
    }
}
