package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.BusyScope;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/** Reports the machine of an executor, which is busy while a task is in flight. Thread-safe, as Spark calls it. */
final class TaskReporter implements ExecutorPlugin {

    private final SparkReporters reporters;
    private final Map<Thread, Task> inFlight = new ConcurrentHashMap<>();
    private final StageProgress progress = new StageProgress();
    private volatile @Nullable HeartbeatReporter reporter;
    private volatile String application = "";

    TaskReporter(SparkReporters reporters) {
        this.reporters = reporters;
    }

    /** The executor waits for this. */
    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
        SparkConf conf = context.conf();
        application = conf.get("spark.app.name", "spark");
        // A local application has no id yet. Two reporters of one name would silence each other.
        String run = conf.get("spark.app.id", "local-" + ProcessHandle.current().pid());
        reporter = reporters.start(conf, "executor-" + context.executorID() + "@" + run);
    }

    /** Called on the thread that runs the task, as are the two that follow. */
    @Override
    public void onTaskStart() {
        HeartbeatReporter started = reporter;
        if (started == null) {
            return;
        }
        TaskContext context = TaskContext.get();
        int stage = context.stageId();
        BusyScope busy = started.busy(application + ": stage " + stage);
        busy.progress(progress.of(stage, context.numPartitions()));
        ended(inFlight.put(Thread.currentThread(), new Task(stage, busy)));
    }

    @Override
    public void onTaskSucceeded() {
        ended(inFlight.remove(Thread.currentThread()));
    }

    /** Also called for a task that failed or was killed before it had started. */
    @Override
    public void onTaskFailed(TaskFailedReason reason) {
        ended(inFlight.remove(Thread.currentThread()));
    }

    /** An executor that is shut down in an orderly way has done its work: its machine need not be watched for silence. */
    @Override
    public void shutdown() {
        HeartbeatReporter started = reporter;
        if (started != null) {
            started.finish();
        }
    }

    private void ended(@Nullable Task task) {
        if (task != null) {
            progress.taskEnded(task.stage());
            task.busy().close();
        }
    }

    private record Task(int stage, BusyScope busy) {}

    /** How much of each stage was done on this executor. Its peers do the rest, so what counts is that it moves. */
    private static final class StageProgress {

        private static final int STAGES_REMEMBERED = 64;

        private final Map<Integer, Integer> tasksEnded = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
                return size() > STAGES_REMEMBERED;
            }
        };

        synchronized void taskEnded(int stage) {
            tasksEnded.merge(stage, 1, Integer::sum);
        }

        synchronized double of(int stage, int tasks) {
            return (double) tasksEnded.getOrDefault(stage, 0) / tasks;
        }
    }
}
