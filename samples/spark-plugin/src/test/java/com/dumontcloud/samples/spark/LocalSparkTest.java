package com.dumontcloud.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Spark in one JVM, which is driver and executor in one and reports once. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the folder of jars is made of symbolic links")
class LocalSparkTest {

    private static final Set<String> REPORTERS = Set.of("executor-driver");

    @Test
    void isInUseWhileTasksRunAndUnusedAfterwards() throws Exception {
        try (SparkRun spark = new SparkRun("spark-local", "local[2]")) {
            spark.awaitLine("STARTED");
            spark.awaitBusy(REPORTERS, false);
            spark.awaitActivity(Activity.IDLE);

            spark.goOn();
            spark.awaitLine("TASKS RUN");
            spark.awaitBusy(REPORTERS, true);
            spark.awaitActivity(Activity.ACTIVE);
            assertThat(spark.busy("executor-driver").label()).isEqualTo("nightly: stage 0");

            spark.goOn();
            spark.awaitLine("MORE TASKS RUN");
            spark.goOn();
            spark.awaitLine("SUM 91");
            spark.awaitBusy(REPORTERS, false);
            spark.awaitActivity(Activity.IDLE);

            spark.goOn();
            spark.awaitLine("okhttp/3.12.12");
            OwnOkHttp.assertThatItAloneIsLoaded(spark.classesLoadedUntilTheEnd());
            assertThat(spark.machine().finishedAtNanos()).isPresent();
        }
    }
}
