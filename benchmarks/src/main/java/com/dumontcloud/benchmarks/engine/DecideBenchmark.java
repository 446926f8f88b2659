package com.dumontcloud.benchmarks.engine;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision on a heartbeat, of machines in random order: of few the conditions are in the processor's caches, of many they are
 * not. {@link DecideCost} runs it and holds it to its limits.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms5g", "-Xmx5g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {

    /** What a machine does. */
    public enum Kind {
        /** It works. */
        BUSY(3, 80, Activity.ACTIVE),
        /** It has been unused for a few minutes. */
        IDLE(5, 0, Activity.IDLE),
        /** It has been unused for so long that its users are warned. */
        WARNED(25, 0, Activity.WARNED);

        private final int beats;
        private final double gpuPercent;
        private final Activity activity;

        Kind(int beats, double gpuPercent, Activity activity) {
            this.beats = beats;
            this.gpuPercent = gpuPercent;
            this.activity = activity;
        }
    }

    /** What the thread had of a processor: on a machine that others use as well, the clock on the wall says too much. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Processor {

        /** Time on a processor. */
        public long nanos;

        /** How many decisions took it. */
        public long decisions;

        private long begun;

        /** Creates the counters. */
        public Processor() {}

        /** Begins to count. */
        @Setup(Level.Iteration)
        public void begin() {
            begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        /** Ends the count. */
        @TearDown(Level.Iteration)
        public void end() {
            nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
        }
    }

    /** As far apart as heartbeats may come before a machine is late. */
    private static final long APART_NANOS = Duration.ofSeconds(70).toNanos();

    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    /** How many machines there are. */
    @Param({"10000", "1000000"})
    public int machines;

    /** What they do. */
    @Param
    public Kind kind = Kind.BUSY;

    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
    private Surroundings around = new Surroundings(1);
    private MachineCondition[] conditions = {};
    private int[] order = {};
    private int next;
    private Event event = new Event.Ticked();
    private Moment now = at(0);

    /** Creates the benchmark. */
    public DecideBenchmark() {}

    /** Lets every machine come into its condition, heartbeat by heartbeat. */
    @Setup
    public void setUp() {
        around = new Surroundings(machines);
        conditions = new MachineCondition[machines];
        order = shuffled(1);
        int[] inOtherOrder = shuffled(2);
        for (int i = 0; i < machines; i++) {
            MachineId id = MachineId.of("m-" + i);
            MachineProfile profile = MachineProfile.unmanaged(id, null, HourlyRate.ofUsd("0.40"));
            conditions[i] = engine.begin(profile, true, at(0));
        }
        for (int beat = 1; beat <= kind.beats; beat++) {
            for (int machine : beat % 2 == 0 ? order : inOtherOrder) {
                conditions[machine] = decide(conditions[machine], beat(machine, beat), at(beat))
                        .next();
            }
        }
        for (MachineCondition condition : conditions) {
            if (condition.activity() != kind.activity) {
                throw new IllegalStateException(condition + ", and is to be " + kind);
            }
        }
        event = beat(0, kind.beats + 1);
        now = at(kind.beats + 1);
    }

    /** Decides on one heartbeat of the next machine. */
    @Benchmark
    public Decision decide(Processor processor) {
        processor.decisions++;
        next = next + 1 == machines ? 0 : next + 1;
        return decide(conditions[order[next]], event, now);
    }

    private Decision decide(MachineCondition before, Event what, Moment at) {
        return engine.decide(before, what, at, around);
    }

    private Event beat(int machine, int number) {
        Evidence evidence = Evidence.of(
                Beats.of(MachineId.of("m-" + machine), "run", number, kind.gpuPercent, APART_NANOS / 1e9),
                at(number).wall());
        return new Event.HeartbeatAccepted(evidence);
    }

    private static Moment at(int beat) {
        return new Moment(beat * APART_NANOS, beat * APART_NANOS, START.plusNanos(beat * APART_NANOS));
    }

    private int[] shuffled(long seed) {
        int[] numbers = new int[machines];
        Random random = new Random(seed);
        for (int i = 0; i < machines; i++) {
            int other = random.nextInt(i + 1);
            numbers[i] = numbers[other];
            numbers[other] = i;
        }
        return numbers;
    }
}
