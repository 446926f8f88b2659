package com.dumontcloud.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks of a real Spark on one core, whose heartbeats are remembered. */
class TaskReporterTest {

    private static final BusyReading NOT_BUSY = new BusyReading(false, null, null, null);

    private static volatile CountDownLatch began;
    private static volatile CountDownLatch mayEnd;

    @TempDir
    private Path folder;

    private JavaSparkContext spark;

    @BeforeEach
    void start() throws IOException {
        RecordingPlugin.SENT.clear();
        began = new CountDownLatch(1);
        mayEnd = new CountDownLatch(1);
        Path token = Files.writeString(folder.resolve("token"), "s3cret");
        spark = new JavaSparkContext(local(RecordingPlugin.class)
                .set("spark.dumont.apiUrl", "https://fleet.example")
                .set("spark.dumont.instanceId", "28864630")
                .set("spark.dumont.apiTokenFile", token.toString()));
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        spark.stop();
    }

    @Test
    void saysHowManyTasksOfTheStageHaveEnded() throws Exception {
        JavaFutureAction<Long> job = spark.parallelize(numbers(4), 4)
                .filter(number -> {
                    if (number == 2) {
                        waitInTheTask();
                    }
                    return true;
                })
                .countAsync();
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

        BusyReading during = RecordingPlugin.next().busy();
        mayEnd.countDown();
        job.get();
        BusyReading after = RecordingPlugin.next().busy();

        assertThat(during.active()).isTrue();
        assertThat(during.label()).isEqualTo("nightly: stage 0");
        assertThat(during.progress()).isEqualTo(0.5);
        assertThat(after).isEqualTo(NOT_BUSY);
    }

    @Test
    void isNotBusyAfterATaskThatFailed() {
        assertThatThrownBy(() -> spark.parallelize(numbers(2), 2)
                        .filter(number -> {
                            throw new IllegalStateException("as the test wants it");
                        })
                        .count())
                .isInstanceOf(SparkException.class);
        awaitFreeCore(); // The job fails with its first task, though its second may have begun.

        assertThat(RecordingPlugin.next().busy()).isEqualTo(NOT_BUSY);
    }

    @Test
    void isStillBusyWithTheNextTaskAfterOneThatFailedBeforeItBegan() throws Exception {
        assertThatThrownBy(() -> spark.parallelize(List.of(new Unreadable()), 1).count())
                .isInstanceOf(SparkException.class);
        BusyReading afterFailure = RecordingPlugin.next().busy();

        JavaFutureAction<Long> job = spark.parallelize(numbers(1), 1)
                .filter(number -> waitInTheTask())
                .countAsync();
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(afterFailure)
                .satisfiesAnyOf(
                        word -> assertThat(word).isNull(),
                        word -> assertThat(word).isEqualTo(NOT_BUSY));
        assertThat(RecordingPlugin.next().busy().active()).isTrue();
        mayEnd.countDown();
        job.get();
        assertThat(RecordingPlugin.next().busy()).isEqualTo(NOT_BUSY);
    }

    @Test
    void isNotBusyAfterATaskThatWasKilled() throws Exception {
        spark.setJobGroup("doomed", "is cancelled", true);
        JavaFutureAction<Long> job = spark.parallelize(numbers(1), 1)
                .filter(number -> waitInTheTask())
                .countAsync();
        assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();

        spark.cancelJobGroup("doomed");
        assertThatThrownBy(job::get).hasStackTraceContaining("cancelled");
        spark.clearJobGroup();
        awaitFreeCore();

        assertThat(RecordingPlugin.next().busy()).isEqualTo(NOT_BUSY);
    }

    @Test
    void saysOnceUnderItsOwnNameThatItsWorkIsDone() {
        RecordingPlugin.next();
        spark.stop();

        List<Heartbeat> goodbyes = RecordingPlugin.SENT.stream()
                .filter(heartbeat -> heartbeat.goodbye() != null)
                .toList();
        assertThat(goodbyes).hasSize(1);
        assertThat(goodbyes.get(0).goodbye()).isEqualTo(Goodbye.FINISHED);
        assertThat(RecordingPlugin.SENT)
                .extracting(heartbeat -> heartbeat.reporter().id())
                .containsOnly("executor-driver@local-" + ProcessHandle.current().pid());
    }

    @Test
    void letsJobsRunWhereNothingSaysWhomToReportTo() {
        spark.stop();
        spark = new JavaSparkContext(local(RecordingPlugin.class).set("spark.dumont.apiUrl", "nowhere"));

        assertThat(spark.parallelize(numbers(2), 2).count()).isEqualTo(2);
        assertThat(RecordingPlugin.SENT).allMatch(heartbeat -> heartbeat.goodbye() != null);
    }

    private static SparkConf local(Class<? extends SparkPlugin> plugin) {
        return new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("nightly")
                .set("spark.plugins", plugin.getName())
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Runs a task on the single core, which the tasks before it must have left, killed ones too. */
    private void awaitFreeCore() {
        spark.parallelize(numbers(1), 1).count();
    }

    private static boolean waitInTheTask() throws InterruptedException {
        began.countDown();
        return mayEnd.await(30, TimeUnit.SECONDS);
    }

    /** What an executor cannot read when its task arrives. */
    private static final class Unreadable implements Serializable {

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("as the test wants it, from " + in);
        }
    }
}
