package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.BusyScope;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reports the machine of the driver, which is busy while a job runs, wherever its tasks do. A local application has none: its
 * tasks run in the same JVM, and one reporter there is enough.
 */
final class JobReporter implements DriverPlugin {

    private final SparkReporters reporters;
    private volatile @Nullable HeartbeatReporter reporter;
    private volatile @Nullable SparkContext spark;

    JobReporter(SparkReporters reporters) {
        this.reporters = reporters;
    }

    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
        spark = context;
        return Map.of();
    }

    /** The first call in which the application has an id. */
    @Override
    public void registerMetrics(String applicationId, PluginContext plugin) {
        SparkContext context = spark;
        if (context == null || context.isLocal()) {
            return;
        }
        HeartbeatReporter started = reporters.start(plugin.conf(), "driver@" + applicationId);
        if (started != null) {
            reporter = started;
            context.addSparkListener(new Jobs(started, context.appName()));
        }
    }

    @Override
    public void shutdown() {
        HeartbeatReporter started = reporter;
        if (started != null) {
            started.finish();
        }
    }

    /**
     * The jobs that run. Spark drops events when it cannot keep up; should it drop the end of a job, that job counts as stalled
     * after an hour without progress and as over after two.
     */
    private static final class Jobs extends SparkListener {

        private final HeartbeatReporter reporter;
        private final String application;
        private final Map<Integer, Job> running = new ConcurrentHashMap<>();

        private Jobs(HeartbeatReporter reporter, String application) {
            this.reporter = reporter;
            this.application = application;
        }

        @Override
        public void onJobStart(SparkListenerJobStart started) {
            BusyScope busy = reporter.busy(application + ": job " + started.jobId());
            running.put(started.jobId(), new Job(busy, CollectionConverters.asJava(started.stageInfos())));
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd ended) {
            if (ended.taskInfo().successful()) {
                running.values().forEach(job -> job.taskEnded(ended.stageId()));
            }
        }

        @Override
        public void onJobEnd(SparkListenerJobEnd ended) {
            Job job = running.remove(ended.jobId());
            if (job != null) {
                job.busy.close();
            }
        }
    }

    /** One job. Spark tells of one event at a time. */
    private static final class Job {

        private final BusyScope busy;
        private final Set<Integer> stages = new HashSet<>();
        private int tasks;
        private int tasksEnded;

        private Job(BusyScope busy, Iterable<StageInfo> stages) {
            this.busy = busy;
            for (StageInfo stage : stages) {
                this.stages.add(stage.stageId());
                tasks += stage.numTasks();
            }
        }

        private void taskEnded(int stage) {
            if (stages.contains(stage)) {
                tasksEnded++;
                busy.progress((double) tasksEnded / tasks);
            }
        }
    }
}
