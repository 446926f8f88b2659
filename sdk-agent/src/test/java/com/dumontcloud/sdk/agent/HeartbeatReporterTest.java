package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatReporterTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final VirtualTime time = VirtualTime.startingAt(NOON);
    private final RecordingSink sink = new RecordingSink(time);
    private final List<HeartbeatReporter> started = new ArrayList<>();

    @AfterEach
    void closeAll() {
        sink.answer = heartbeat -> RecordingSink.PLAIN;
        started.forEach(HeartbeatReporter::close);
    }

    @Test
    void sendsTheFirstHeartbeatAtOnce() {
        start(options());
        time.runDue();

        assertThat(sink.sent).hasSize(1);
        assertThat(sink.last().instanceId()).isEqualTo(MachineId.of("28864630"));
        assertThat(sink.last().timestamp()).isEqualTo(NOON);
        assertThat(sink.last().agentStatus()).isEqualTo("running");
        assertThat(sink.last().agentVersion()).isNotEqualTo("unknown").doesNotContain("$");
        assertThat(sink.last().goodbye()).isNull();
    }

    @Test
    void keepsToTheIntervalWithinTenPercent() {
        start(options());

        for (int i = 0; i < 200; i++) {
            time.advance(Duration.ofSeconds(30));
        }

        assertThat(sink.sent.size()).isBetween(190, 212);
        for (int i = 1; i < sink.atNanos.size(); i++) {
            long gap = sink.atNanos.get(i) - sink.atNanos.get(i - 1);
            assertThat(Duration.ofNanos(gap)).isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
        }
    }

    @Test
    void looksForGpusLessOftenWhileTheMachineHasNone() {
        List<GpuReading> gpus = new ArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        start(options().gpuProbe(() -> {
            looks.incrementAndGet();
            return gpus;
        }));

        time.advance(Duration.ofSeconds(59));
        assertThat(looks).hasValue(6); // at 0, 10, ... 50 s: a third of the interval

        gpus.add(GpuReading.of(0, GpuReading.State.OK));
        time.advance(Duration.ofSeconds(1)); // the look at 60 s finds it
        looks.set(0);
        time.advance(Duration.ofSeconds(30));
        assertThat(looks).hasValue(6);
    }

    @Test
    void numbersTheHeartbeatsOfItsRun() {
        HeartbeatReporter reporter = start(options());
        time.advance(Duration.ofMinutes(2));

        assertThat(sink.sent).extracting(Heartbeat::seq).startsWith(0L, 1L, 2L);
        assertThat(sink.sent).extracting(Heartbeat::reporter).containsOnly(reporter.reporter());
        assertThat(reporter.reporter().id()).matches("jvm-[0-9a-f]{8}");
        assertThat(reporter.reporter().kind()).isEqualTo("process");
        assertThat(reporter.reporter().startId()).hasSize(36);
    }

    @Test
    void beginsANewRunWithEachStart() {
        HeartbeatReporter first = start(options().random(new SplittableRandom(1)));
        HeartbeatReporter second = start(options().random(new SplittableRandom(2)));

        assertThat(first.reporter().startId()).isNotEqualTo(second.reporter().startId());
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "5, 5", "300, 300", "1, 5", "1000000000, 300", "0, 30", "-1, 30"})
    void adoptsTheIntervalTold(long told, long then) {
        sink.answer = heartbeat -> HeartbeatReply.builder()
                .nextHeartbeatIn(Duration.ofSeconds(told))
                .build();
        start(options());
        time.advance(Duration.ofMinutes(12));

        assertThat(sink.lastGap().toMillis()).isBetween(then * 900, then * 1100);
    }

    @Test
    void tellsTheListenerOfANewIntervalOnce() {
        List<Duration> heard = new ArrayList<>();
        sink.answer = heartbeat ->
                HeartbeatReply.builder().nextHeartbeatIn(Duration.ofSeconds(60)).build();
        start(options().listener(new ReporterListener() {
            @Override
            public void intervalChanged(Duration interval) {
                heard.add(interval);
            }
        }));
        time.advance(Duration.ofMinutes(5));

        assertThat(heard).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void neverHasTwoHeartbeatsUnderWay() {
        start(options());
        time.advance(Duration.ofHours(1));

        assertThat(sink.most).hasValue(1);
    }

    @Test
    void backsOffWhileHeartbeatsFailAndReturnsWithTheFirstThatIsCounted() {
        sink.answer = heartbeat -> {
            throw new DumontException(Kind.SERVER, "down");
        };
        List<String> heard = new ArrayList<>();
        start(options().listener(new ReporterListener() {
            @Override
            public void failed(Throwable failure, int inARow) {
                heard.add("failed " + inARow);
            }

            @Override
            public void recovered(int failedBefore) {
                heard.add("recovered after " + failedBefore);
            }
        }));
        time.advance(Duration.ofSeconds(250));
        assertThat(heard).startsWith("failed 1", "failed 2", "failed 3");
        assertThat(sink.lastGap().toSeconds()).isBetween(108L, 132L);

        int failed = sink.sent.size();
        sink.answer = heartbeat -> RecordingSink.PLAIN;
        time.advance(Duration.ofSeconds(132 + 34));

        assertThat(heard).last().isEqualTo("recovered after " + failed);
        assertThat(sink.lastGap().toSeconds()).isBetween(27L, 33L);
    }

    @Test
    void survivesASinkThatThrowsAnything() {
        AtomicInteger calls = new AtomicInteger();
        sink.answer = heartbeat -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                throw new StackOverflowError();
            }
            if (call == 2) {
                throw new IllegalStateException("broken");
            }
            return call == 3 ? missing() : RecordingSink.PLAIN;
        };
        start(options());

        time.advance(Duration.ofMinutes(10));

        assertThat(sink.sent).hasSizeGreaterThan(10);
    }

    @Test
    void keepsBeatingWhenTheListenerThrows() {
        start(options().listener(new ReporterListener() {
            @Override
            public void replied(Heartbeat sent, HeartbeatReply reply) {
                throw new IllegalStateException("listener");
            }
        }));

        time.advance(Duration.ofMinutes(5));

        assertThat(sink.sent).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void reportsWhatGpusDidBetweenHeartbeats() {
        List<Double> script = new ArrayList<>(List.of(0.0, 100.0, 20.0));
        start(options().gpuProbe(() -> List.of(Gpus.plain(0, script.size() > 1 ? script.remove(0) : script.get(0)))));
        time.advance(Duration.ofSeconds(34));

        GpuReading gpu = sink.last().gpus().get(0);
        assertThat(sink.sent).hasSize(2);
        assertThat(gpu.utilizationMaxPercent()).isEqualTo(100);
        assertThat(gpu.utilizationMeanPercent()).isBetween(33.0, 36.1);
        assertThat(gpu.coveredSeconds()).isBetween(25.0, 30.0);
        assertThat(sink.last().gpuTotals().utilizationPercent()).isEqualTo(gpu.utilizationMeanPercent());
    }

    @Test
    void samplesOftenEnoughForTheShortestInterval() {
        sink.answer = heartbeat ->
                HeartbeatReply.builder().nextHeartbeatIn(Duration.ofSeconds(5)).build();
        start(options().gpuProbe(() -> List.of(Gpus.plain(0, 10.0))));
        time.advance(Duration.ofMinutes(10));

        assertThat(sink.sent)
                .allSatisfy(heartbeat -> assertThat(heartbeat.gpus().get(0).utilizationMeanPercent())
                        .isEqualTo(10));
    }

    @Test
    void anExtraHeartbeatRepeatsTheNewestSampleWithoutCountingItTwice() {
        sink.commandNow(AgentCommand.of("c1", "nonsense"));
        HostProbe host = () -> new HostReading(20.0, 5.0, 9.0, 1.0, 7L, 7L, 7L, 7L);
        start(options().hostProbe(host).gpuProbe(() -> List.of(Gpus.ring(10, 90, 25, 5))));
        time.runDue();

        assertThat(sink.sent).hasSize(2);
        GpuReading gpu = sink.last().gpus().get(0);
        assertThat(gpu.state()).isEqualTo(GpuReading.State.OK);
        assertThat(gpu.utilizationMeanPercent()).isEqualTo(10);
        assertThat(gpu.coveredSeconds()).isZero();
        assertThat(sink.last().host()).isEqualTo(new HostReading(20.0, 5.0, 9.0, 1.0, null, null, null, null));
    }

    @Test
    void aMachineWithoutGpusReportsNone() {
        start(options());
        time.runDue();

        assertThat(sink.last().gpus()).isEmpty();
        assertThat(sink.last().gpuTotals()).isEqualTo(GpuTotals.UNKNOWN);
    }

    @Test
    void aProbeThatThrowsNeverLooksLikeAMachineWithoutGpus() {
        start(options().gpuProbe(() -> {
            throw new IllegalStateException("no such symbol");
        }));
        time.advance(Duration.ofMinutes(2));

        assertThat(sink.sent).hasSizeGreaterThan(3).allSatisfy(heartbeat -> {
            GpuReading gpu = heartbeat.gpus().get(0);
            assertThat(gpu.state()).isEqualTo(GpuReading.State.UNKNOWN);
            assertThat(gpu.utilizationMeanPercent()).isNull();
            assertThat(gpu.absent()).containsEntry("utilization_mean_percent", "IllegalStateException: no such symbol");
        });
    }

    @Test
    void saysWhyGpusCannotBeReadAndForgetsItWhenTheyCan() {
        AtomicInteger call = new AtomicInteger();
        start(options().gpuProbe(() -> {
            if (call.incrementAndGet() < 10) {
                throw new GpuUnreadableException(GpuReading.State.DENIED, "no access to /dev/nvidia0");
            }
            return List.of(Gpus.plain(0, 7.0));
        }));
        time.advance(Duration.ofSeconds(34));
        GpuReading denied = sink.last().gpus().get(0);
        time.advance(Duration.ofMinutes(2));

        assertThat(denied.state()).isEqualTo(GpuReading.State.DENIED);
        assertThat(denied.absent()).containsEntry("power_watts", "no access to /dev/nvidia0");
        assertThat(sink.last().gpus()).singleElement().satisfies(gpu -> {
            assertThat(gpu.state()).isEqualTo(GpuReading.State.OK);
            assertThat(gpu.utilizationMeanPercent()).isEqualTo(7);
        });
    }

    @Test
    void keepsTheNamesOfGpusThatCanNoLongerBeRead() {
        AtomicInteger call = new AtomicInteger();
        start(options().gpuProbe(() -> {
            if (call.incrementAndGet() > 1) {
                throw new GpuUnreadableException(GpuReading.State.LOST, "fell off the bus");
            }
            return List.of(Gpus.plain(0, 7.0), Gpus.plain(1, 8.0));
        }));
        time.advance(Duration.ofMinutes(2));

        assertThat(sink.last().gpus()).extracting(GpuReading::uuid).containsExactly("GPU-0", "GPU-1");
        assertThat(sink.last().gpus()).extracting(GpuReading::state).containsOnly(GpuReading.State.LOST);
    }

    @Test
    void tellsTheErrorAfterWhichGpusCouldNoLongerBeRead() {
        AtomicInteger call = new AtomicInteger();
        start(options().gpuProbe(() -> {
            if (call.incrementAndGet() > 2) {
                throw new GpuUnreadableException(GpuReading.State.LOST, "fell off the bus");
            }
            return List.of(Gpus.ok(0).xid(call.get() == 2 ? 79 : null).build());
        }));
        time.advance(Duration.ofSeconds(34));

        assertThat(sink.last().gpus()).singleElement().satisfies(gpu -> {
            assertThat(gpu.state()).isEqualTo(GpuReading.State.LOST);
            assertThat(gpu.xid()).isEqualTo(79);
        });

        time.advance(Duration.ofMinutes(1));
        assertThat(sink.last().gpus()).extracting(GpuReading::xid).containsOnlyNulls();
    }

    @Test
    void countsTheProcessesThatUseAGpu() {
        start(options()
                .gpuProbe(() -> List.of(
                        Gpus.ok(0).processCount(2).build(),
                        Gpus.ok(1).processCount(1).build())));
        time.runDue();

        assertThat(sink.last().processCount()).isEqualTo(3);
    }

    @Test
    void addsUpEnergyOverAHeartbeatThatFailed() {
        AtomicInteger samples = new AtomicInteger();
        AtomicInteger samplesWhenCounted = new AtomicInteger();
        start(options().gpuProbe(() -> {
            samples.incrementAndGet();
            return List.of(Gpus.ok(0).energyJoules(100.0).pcieSentBytes(7L).build());
        }));
        time.runDue();
        int before = samples.get();
        sink.answer = heartbeat -> {
            throw new DumontException(Kind.NETWORK, "unreachable");
        };
        time.advance(Duration.ofSeconds(34));
        sink.answer = heartbeat -> {
            samplesWhenCounted.set(samples.get());
            return RecordingSink.PLAIN;
        };
        time.advance(Duration.ofSeconds(34));

        int counted = samplesWhenCounted.get() - before;
        assertThat(sink.sent).hasSize(3);
        assertThat(counted).isBetween(10, 14);
        assertThat(sink.last().gpus().get(0).energyJoules()).isEqualTo(100.0 * counted);
        assertThat(sink.last().gpus().get(0).pcieSentBytes()).isEqualTo(7L * counted);
    }

    @Test
    void carriesWhatWasMeasuredOverAHeartbeatThatFailed() {
        AtomicInteger sample = new AtomicInteger();
        HostProbe host = () -> new HostReading(1.0, null, null, null, null, null, 100L, null);
        start(options()
                .hostProbe(host)
                .gpuProbe(() -> List.of(Gpus.plain(0, sample.incrementAndGet() == 3 ? 90.0 : 0.0))));
        time.runDue();
        sink.answer = heartbeat -> {
            throw new DumontException(Kind.NETWORK, "unreachable");
        };
        time.advance(Duration.ofSeconds(34));
        sink.answer = heartbeat -> RecordingSink.PLAIN;
        time.advance(Duration.ofSeconds(34));

        assertThat(sink.sent).hasSize(3);
        assertThat(sink.last().gpus().get(0).utilizationMaxPercent()).isEqualTo(90);
        assertThat(sink.last().gpus().get(0).coveredSeconds()).isBetween(50.0, 66.0);
        assertThat(sink.last().host().netReceivedBytes()).isBetween(1000L, 1300L);
    }

    @Test
    void survivesAHostProbeThatThrows() {
        start(options().hostProbe(() -> {
            throw new UnsupportedOperationException("not here");
        }));
        time.advance(Duration.ofMinutes(2));

        assertThat(sink.sent).hasSizeGreaterThan(3);
        assertThat(sink.last().host()).isEqualTo(HostReading.UNKNOWN);
    }

    @Test
    void tellsWhichMachineItIsAndForHowLongItHasBeenUp() {
        start(options().hostProbe(new HostProbe() {
            private final Instant boot = NOON.minusSeconds(100);

            @Override
            public HostReading sample() {
                return HostReading.UNKNOWN;
            }

            @Override
            public HostFacts facts() {
                return new HostFacts("gpu-7", "b00t", Duration.between(boot, time.wall()));
            }
        }));
        time.advance(Duration.ofSeconds(34));

        assertThat(sink.last().hostname()).isEqualTo("gpu-7");
        assertThat(sink.last().bootId()).isEqualTo("b00t");
        assertThat(sink.last().uptimeSeconds()).isEqualTo(100 + sink.atNanos.get(1) / 1_000_000_000);
    }

    @Test
    void saysNothingOfWorkBeforeTheProgramDoes() {
        start(options());
        time.runDue();

        assertThat(sink.last().busy()).isNull();
    }

    @Test
    void reportsTheScopeOpenedLast() {
        HeartbeatReporter reporter = start(options());
        try (BusyScope training = reporter.busy("training")) {
            training.progress(0.1);
            try (BusyScope epoch = reporter.busy("epoch 3")) {
                epoch.progress(0.4);
                time.runDue();
            }
        }

        var busy = sink.last().busy();
        assertThat(busy).isNotNull();
        assertThat(busy.active()).isTrue();
        assertThat(busy.label()).isEqualTo("epoch 3");
        assertThat(busy.progress()).isEqualTo(0.4);
        assertThat(busy.progressChangedSeconds()).isZero();
        time.advance(Duration.ofSeconds(34));
        assertThat(sink.last().busy().active()).isFalse();
    }

    @Test
    void tellsForHowLongWorkHasNotMoved() {
        HeartbeatReporter reporter = start(options());
        BusyScope scope = reporter.busy("epoch 3");
        scope.progress(0.4);
        time.advance(Duration.ofMinutes(10));
        scope.progress(0.4);
        time.advance(Duration.ofSeconds(34));

        double elapsed = sink.atNanos.get(sink.atNanos.size() - 1) / 1e9;
        assertThat(sink.last().busy().progressChangedSeconds()).isCloseTo(elapsed, within(1e-6));

        scope.progress(0.5);
        time.advance(Duration.ofSeconds(34));
        assertThat(sink.last().busy().progressChangedSeconds()).isLessThan(34);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "1, 1", "1.5, 1", "Infinity, 1"})
    void keepsProgressBetweenNothingAndAll(double said, double sent) {
        HeartbeatReporter reporter = start(options());
        reporter.busy("work").progress(said);
        time.runDue();

        assertThat(sink.last().busy().progress()).isEqualTo(sent);
    }

    @Test
    void ignoresProgressThatIsNotANumber() {
        HeartbeatReporter reporter = start(options());
        reporter.busy("work").progress(Double.NaN);
        time.runDue();

        assertThat(sink.last().busy().progress()).isNull();
    }

    @Test
    void saysGoodbyeOnce() {
        HeartbeatReporter reporter = start(options());
        time.runDue();
        reporter.close();
        reporter.close();
        reporter.finish();
        time.advance(Duration.ofHours(1));

        assertThat(sink.sent).hasSize(2);
        assertThat(sink.last().goodbye()).isEqualTo(Goodbye.STOPPED);
        assertThat(sink.last().seq()).isEqualTo(1);
        assertThat(time.pending()).isZero();
    }

    @Test
    void saysThatTheWorkIsFinished() {
        HeartbeatReporter reporter = start(options());
        reporter.finish();
        reporter.close();

        assertThat(sink.sent).extracting(Heartbeat::goodbye).containsExactly(Goodbye.FINISHED);
    }

    @Test
    void closesQuietlyWhenTheGoodbyeFails() {
        HeartbeatReporter reporter = start(options());
        time.runDue();
        sink.answer = heartbeat -> {
            throw new DumontException(Kind.NETWORK, "unreachable");
        };

        reporter.close();

        assertThat(sink.sent).hasSize(2);
        assertThat(sink.last().goodbye()).isEqualTo(Goodbye.STOPPED);
    }

    @Test
    void saysNoGoodbyeWhereItHasSaidNothing() {
        start(options()).close();

        assertThat(sink.sent).isEmpty();
    }

    @Test
    void mayBeClosedFromItsListener() {
        HeartbeatReporter[] reporter = new HeartbeatReporter[1];
        reporter[0] = start(options().listener(new ReporterListener() {
            @Override
            public void replied(Heartbeat sent, HeartbeatReply reply) {
                reporter[0].close();
            }
        }));

        time.advance(Duration.ofHours(1));

        assertThat(sink.sent).extracting(Heartbeat::goodbye).containsExactly(null, Goodbye.STOPPED);
    }

    @Test
    void tellsTheListenerWhenAHibernationIsAnnouncedMovedAndCalledOff() {
        List<@Nullable Duration> heard = new ArrayList<>();
        start(options().listener(new ReporterListener() {
            @Override
            public void hibernateInChanged(@Nullable Duration hibernateIn) {
                heard.add(hibernateIn);
            }
        }));
        for (Integer seconds : new Integer[] {null, 120, 90, null, null}) {
            Duration left = seconds == null ? null : Duration.ofSeconds(seconds);
            sink.answer =
                    heartbeat -> HeartbeatReply.builder().hibernateIn(left).build();
            time.advance(Duration.ofSeconds(33));
        }

        assertThat(heard).containsExactly(Duration.ofSeconds(120), Duration.ofSeconds(90), null);
    }

    @Test
    void runsTheSameWayWithTheSameSeed() {
        start(options());
        time.advance(Duration.ofHours(1));
        VirtualTime again = VirtualTime.startingAt(NOON);
        RecordingSink other = new RecordingSink(again);
        started.add(
                HeartbeatReporter.start(options().timeSource(again).sink(other).build()));
        again.advance(Duration.ofHours(1));

        assertThat(other.atNanos).isEqualTo(sink.atNanos);
    }

    private HeartbeatReporter start(ReporterOptions.Builder options) {
        HeartbeatReporter reporter = HeartbeatReporter.start(options.build());
        started.add(reporter);
        return reporter;
    }

    private ReporterOptions.Builder options() {
        return ReporterOptions.builder(MachineId.of("28864630"))
                .sink(sink)
                .timeSource(time)
                .random(new SplittableRandom(42))
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none());
    }

    /** What a careless sink of somebody else may return. */
    @SuppressWarnings("NullAway")
    private static HeartbeatReply missing() {
        return Map.<String, HeartbeatReply>of().get("reply");
    }
}
