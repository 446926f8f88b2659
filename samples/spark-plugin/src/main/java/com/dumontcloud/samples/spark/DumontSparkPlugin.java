package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.ReporterOptions;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Reports the machines of a Spark application: that of each executor is in use while tasks run on it, that of the driver while
 * a job runs.
 *
 * <p>Switched on by {@code spark.plugins=com.dumontcloud.samples.spark.DumontSparkPlugin}. Each machine needs its own id and
 * token, so both come from the environment of its executor, by the names of {@link ReporterOptions#fromEnvironment}; see
 * {@link SparkReporters} for what may be said in {@code spark.dumont.*} instead. Where something is missing that is logged, and
 * the application runs without being watched.
 */
public class DumontSparkPlugin implements SparkPlugin {

    /** Creates the plugin, as Spark does by its name. */
    public DumontSparkPlugin() {}

    @Override
    public final DriverPlugin driverPlugin() {
        return new JobReporter(new SparkReporters(System.getenv(), this::options));
    }

    @Override
    public final ExecutorPlugin executorPlugin() {
        return new TaskReporter(new SparkReporters(System.getenv(), this::options));
    }

    /**
     * Adds what the program knows better: override it to read GPUs, or to save state before the machine is parked.
     *
     * @param options what the environment says
     * @return the options to report with
     */
    protected ReporterOptions.Builder options(ReporterOptions.Builder options) {
        return options;
    }
}
