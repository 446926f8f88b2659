package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MetricSeries;
import com.dumontcloud.sdk.core.model.MetricSeries.Point;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.MetricCodec;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.ForwardingStore;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Series of metrics out of the history that a real store keeps. */
@Timeout(300)
class MetricRoutesTest {

    private static final String USER = "user-token";
    private static final MachineId ID = MachineId.of("gpu-1");
    private static final String METRICS = "/api/v1/instances/gpu-1/metrics";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private FleetStore store;
    private FleetMonitor monitor;
    private ApiEndpoint endpoint;

    @BeforeEach
    void start(@TempDir Path directory) {
        store = SqliteFleetStore.open(directory);
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                .time(time)
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();
        monitor.register(ID, null, null);
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void tellsEachHeartbeatOfTheLastHour() {
        for (int beat = 0; beat < 10; beat++) {
            beat(beat, 100L);
            time.advance(Duration.ofMinutes(1));
        }

        MetricSeries series = series("");

        assertThat(series.machine()).isEqualTo(ID);
        assertThat(series.gpu()).isNull();
        assertThat(series.points()).hasSize(10);
        assertThat(series.points())
                .extracting(point -> point.gpus().utilizationPercent())
                .startsWith(0.0, 1.0, 2.0);
        assertThat(series.points())
                .extracting(point -> point.host().diskReadBytes())
                .containsOnly(100L);
        assertThat(series.points().get(0).host().diskWriteBytes()).isNull();
        assertThat(series.points().get(0).gpus().temperatureCelsius()).isNull();
    }

    @Test
    void leavesAHoleWhereNothingWasHeard() {
        beat(10, null);
        time.advance(Duration.ofMinutes(30));
        beat(20, null);
        time.advance(Duration.ofMinutes(1));

        assertThat(series("period=1h").points()).hasSize(2);
    }

    /** 5 minutes of a day, with ten heartbeats each: the mean of what is a state, the sum of what moved. */
    @Test
    void makesMeansAndSumsOfFiveMinutesOfADay() {
        for (int beat = 0; beat < 40; beat++) {
            beat(beat % 2 == 0 ? 20 : 40, 5L);
            time.advance(Duration.ofSeconds(30));
        }

        MetricSeries day = series("period=24h");

        assertThat(day.step()).isEqualTo(Duration.ofMinutes(5));
        assertThat(day.points()).hasSize(4).allSatisfy(point -> {
            assertThat(point.gpus().utilizationPercent()).isEqualTo(30);
            assertThat(point.host().diskReadBytes()).isEqualTo(50);
        });
        assertThat(day.points()).extracting(Point::at).first().isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
    }

    @Test
    void tellsOfOneGpuWhatIsItsOwn() {
        monitor.accept(Heartbeat.builder(ID)
                .gpus(List.of(
                        GpuReading.builder(0)
                                .utilizationMeanPercent(10.0)
                                .powerWatts(100.0)
                                .build(),
                        GpuReading.builder(1).utilizationMeanPercent(90.0).build()))
                .host(new HostReading(5.0, null, null, null, null, null, null, null))
                .build());
        time.advance(Duration.ofSeconds(10));

        MetricSeries second = series("gpu=1");

        assertThat(second.gpu()).isEqualTo(1);
        assertThat(second.points()).singleElement().satisfies(point -> {
            assertThat(point.gpus()).isEqualTo(GpuTotals.ofUtilization(90));
            assertThat(point.host()).isEqualTo(HostReading.UNKNOWN);
        });
        assertThat(series("").points()).singleElement().satisfies(point -> {
            assertThat(point.gpus().utilizationPercent()).isEqualTo(90);
            assertThat(point.gpus().powerWatts()).isEqualTo(100);
            assertThat(point.host().cpuPercent()).isEqualTo(5);
        });
        assertThat(series("gpu=2").points()).isEmpty();
    }

    /** A heartbeat every 5 s, the most that there is, fills every step that a period has. */
    @ParameterizedTest
    @CsvSource({"1h,5", "24h,60", "7d,600", "30d,3600"})
    void hasAtMostFiveHundredPoints(String period, int secondsApart) {
        Duration length = Duration.ofDays(30).plusHours(3);
        long beats = Math.min(2500, length.toSeconds() / secondsApart);
        for (int beat = 0; beat < beats; beat++) {
            beat(50, 1L);
            time.advance(Duration.ofSeconds(secondsApart));
        }

        MetricSeries series = series("period=" + period);

        assertThat(series.points()).hasSizeBetween(100, MetricSeries.MOST_POINTS);
        assertThat(series.points()).extracting(Point::at).isSorted().doesNotHaveDuplicates();
        assertThat(series.points()).allSatisfy(point -> {
            assertThat(point.at()).isBetween(time.wall().minus(Duration.ofDays(31)), time.wall());
            assertThat(point.gpus().utilizationPercent()).isEqualTo(50);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "period=2h,422,period",
        "period=,422,period",
        "period=1H,422,period",
        "gpu=-1,422,gpu",
        "gpu=1024,422,gpu",
        "gpu=x,400,gpu",
        "gpu=,400,gpu",
        "gpu=1.5,400,gpu"
    })
    void refusesWhatCannotBeAskedFor(String query, int status, String field) {
        ApiResponse reply = answer(METRICS, query);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(Json.at(Json.read(text(reply)), "error.details.field")).isEqualTo(field);
    }

    @Test
    void takesTheHighestIndexThatThereIs() {
        assertThat(series("gpu=1023").points()).isEmpty();
    }

    @Test
    void doesNotKnowAMachineThatNobodyRegistered() {
        ApiResponse reply = answer("/api/v1/instances/nobody/metrics", null);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(text(reply)).contains("unknown_instance");
    }

    /** A disk that is slow keeps readers waiting, so many at most, and not the monitor, whose threads are others. */
    @Test
    void turnsReadersAwayWhereTooManyWaitForTheDisk() throws Exception {
        monitor.close();
        CountDownLatch spun = new CountDownLatch(1);
        monitor = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new SlowHistory(store, spun))
                .time(time)
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();
        beat(10, null);
        List<CompletableFuture<ApiResponse>> admitted =
                Stream.generate(this::ask).limit(66).toList();

        ApiResponse turnedAway = ask().get(5, TimeUnit.SECONDS);

        assertThat(turnedAway.status()).isEqualTo(503);
        assertThat(turnedAway.headers()).containsKey("Retry-After");
        time.advance(Duration.ofSeconds(10));
        assertThat(admitted).noneMatch(CompletableFuture::isDone);
        spun.countDown();
        for (CompletableFuture<ApiResponse> reply : admitted) {
            assertThat(MetricCodec.decode(reply.get(5, TimeUnit.SECONDS).body()).points())
                    .hasSize(1);
        }
    }

    private void beat(double utilization, Long diskReadBytes) {
        monitor.accept(Heartbeat.builder(ID)
                .gpuTotals(GpuTotals.ofUtilization(utilization))
                .host(new HostReading(null, null, null, null, diskReadBytes, null, null, null))
                .build());
    }

    private MetricSeries series(String query) {
        ApiResponse reply = answer(METRICS, query);
        assertThat(reply.status()).as(text(reply)).isEqualTo(200);
        return MetricCodec.decode(reply.body());
    }

    private ApiResponse answer(String path, String query) {
        return ask(path, query).join();
    }

    private CompletableFuture<ApiResponse> ask() {
        return ask(METRICS, "");
    }

    private CompletableFuture<ApiResponse> ask(String path, String query) {
        return endpoint.handle(
                ApiRequest.of("GET", path).withQuery(query).withHeader("Authorization", "Bearer " + USER));
    }

    private static String text(ApiResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    /** A store whose history is not read before the disk has spun up. */
    private static final class SlowHistory extends ForwardingStore {

        private final CountDownLatch spun;

        SlowHistory(FleetStore store, CountDownLatch spun) {
            super(store);
            this.spun = spun;
        }

        @Override
        public List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
            try {
                if (!spun.await(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("the disk never spun up");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return super.history(id, gpu, from, to);
        }
    }
}
