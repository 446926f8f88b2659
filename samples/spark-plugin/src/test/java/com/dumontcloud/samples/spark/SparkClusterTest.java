package com.dumontcloud.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Evidence;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A driver and two executors, each a process of its own with its own reporter, all on one machine. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the folder of jars is made of symbolic links")
class SparkClusterTest {

    private static final Set<String> REPORTERS = Set.of("driver", "executor-0", "executor-1");

    @Test
    void isInUseWhileTasksRunAnywhereAndUnusedAfterwards() throws Exception {
        try (SparkRun spark = new SparkRun("spark-cluster", "local-cluster[2,1,1024]")) {
            spark.awaitLine("STARTED");
            spark.awaitBusy(REPORTERS, false);
            spark.awaitActivity(Activity.IDLE);

            spark.goOn();
            spark.awaitLine("TASKS RUN");
            spark.awaitBusy(REPORTERS, true);
            spark.awaitActivity(Activity.ACTIVE);
            assertThat(spark.busy("driver").label()).isEqualTo("nightly: job 0");
            assertThat(spark.busy("executor-0").label()).isEqualTo("nightly: stage 0");

            spark.goOn();
            spark.awaitLine("MORE TASKS RUN");
            spark.awaitWords(words -> isAt(words, "driver", 2 / 6.0) && isAt(words, "executor-0", 1 / 6.0));
            spark.awaitActivity(Activity.ACTIVE);

            spark.goOn();
            spark.awaitLine("SUM 91");
            spark.awaitBusy(REPORTERS, false);
            spark.awaitActivity(Activity.IDLE);

            spark.goOn();
            spark.awaitLine("okhttp/3.12.12");
            spark.awaitWords(words -> words.values().stream().allMatch(word -> word.goodbye() == Goodbye.FINISHED));
            OwnOkHttp.assertThatItAloneIsLoaded(spark.classesLoadedUntilTheEnd());
            assertThat(spark.machine().finishedAtNanos()).isPresent();
        }
    }

    private static boolean isAt(Map<String, Evidence> words, String reporter, double progress) {
        return Double.valueOf(progress).equals(words.get(reporter).busy().progress());
    }
}
