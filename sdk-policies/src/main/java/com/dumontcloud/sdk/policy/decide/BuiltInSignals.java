package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.IdleSignal.Sample;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The signals that every engine has. Thresholds without an option are those of the lifecycle rules, principle 3. */
final class BuiltInSignals {

    private static final double PEAK_PERCENT = 50;
    private static final double MEMORY_CHANGE_MIB = 256;
    private static final double CPU_BUSY_PERCENT = 20;
    private static final double CPU_IDLE_PERCENT = 5;
    private static final double NETWORK_BYTES_PER_SECOND = 1_000_000;
    private static final double DISK_BYTES_PER_SECOND = 5_000_000;
    private static final double RECENT_INPUT_SECONDS = 600;
    private static final double STALLED_FOR_GOOD_SECONDS = 7200;

    private BuiltInSignals() {}

    /** Those that still count while an agent saves its state, which is disk, network and processor work. */
    static List<IdleSignal> whileSaving() {
        return List.of(BuiltInSignals::gpu, BuiltInSignals::input, BuiltInSignals::jupyter, BuiltInSignals::busy);
    }

    static List<IdleSignal> all() {
        List<IdleSignal> signals = new ArrayList<>(whileSaving());
        signals.add(BuiltInSignals::gpuMemory);
        signals.add(BuiltInSignals::cpu);
        signals.add(BuiltInSignals::network);
        signals.add(BuiltInSignals::disk);
        signals.add(BuiltInSignals::lastActivity);
        return List.copyOf(signals);
    }

    static Reading gpu(Sample sample) {
        Evidence.Gpus gpu = sample.now().gpu();
        LifecycleSettings settings = sample.machine().settings().base();
        double bar = sample.isIdleSoFar() ? settings.releaseAtPercent() : settings.idleBelowPercent();
        Double mean = gpu.meanPercent();
        Double peak = gpu.peakPercent();
        if ((mean != null && mean >= bar) || (peak != null && peak >= PEAK_PERCENT)) {
            return Reading.ACTIVE;
        }
        return mean == null || gpu.unreadable() > 0 || isOneMissing(sample) ? Reading.UNKNOWN : Reading.IDLE;
    }

    /** A GPU that the machine is rented with and the reporter does not list may be the busy one. */
    private static boolean isOneMissing(Sample sample) {
        int listed = sample.now().gpu().listed();
        var spec = sample.machine().profile().gpu();
        return listed > 0 && spec != null && listed < spec.count();
    }

    private static Reading gpuMemory(Sample sample) {
        Double now = sample.now().gpu().memoryUsedMib();
        Double before = sample.before() == null ? null : sample.before().gpu().memoryUsedMib();
        if (now == null || before == null) {
            return Reading.UNKNOWN;
        }
        return Math.abs(now - before) >= MEMORY_CHANGE_MIB ? Reading.ACTIVE : Reading.QUIET;
    }

    private static Reading cpu(Sample sample) {
        Double percent = sample.now().cpuPercent();
        if (percent == null) {
            return Reading.UNKNOWN;
        }
        if (sample.machine().profile().isWithoutGpu()) {
            return percent < CPU_IDLE_PERCENT ? Reading.IDLE : Reading.ACTIVE;
        }
        return percent >= CPU_BUSY_PERCENT ? Reading.ACTIVE : Reading.QUIET;
    }

    private static Reading network(Sample sample) {
        return rate(sample.now().networkBytes(), sample, NETWORK_BYTES_PER_SECOND);
    }

    private static Reading disk(Sample sample) {
        return rate(sample.now().diskBytes(), sample, DISK_BYTES_PER_SECOND);
    }

    private static Reading rate(@Nullable Long bytes, Sample sample, double activePerSecond) {
        if (bytes == null || sample.elapsedSeconds() <= 0) {
            return Reading.UNKNOWN;
        }
        return bytes / sample.elapsedSeconds() >= activePerSecond ? Reading.ACTIVE : Reading.QUIET;
    }

    private static Reading input(Sample sample) {
        return recent(sample.now().lastInputSeconds());
    }

    /** A clock that is a little ahead is no reason to doubt; one that is far ahead says nothing. */
    private static Reading lastActivity(Sample sample) {
        Double secondsAgo = sample.now().lastActivitySeconds();
        if (secondsAgo == null || secondsAgo <= -RECENT_INPUT_SECONDS) {
            return Reading.UNKNOWN;
        }
        return recent(secondsAgo);
    }

    private static Reading recent(@Nullable Double secondsAgo) {
        if (secondsAgo == null) {
            return Reading.UNKNOWN;
        }
        return secondsAgo < RECENT_INPUT_SECONDS ? Reading.ACTIVE : Reading.QUIET;
    }

    private static Reading jupyter(Sample sample) {
        Boolean busy = sample.now().jupyterBusy();
        if (busy == null) {
            return Reading.UNKNOWN;
        }
        return busy ? Reading.ACTIVE : Reading.QUIET;
    }

    /** A program's word holds as long as its progress or a GPU moves; after two hours without, it speaks for nothing. */
    private static Reading busy(Sample sample) {
        BusyReading busy = sample.now().busy();
        if (busy == null) {
            return Reading.UNKNOWN;
        }
        boolean holds = sample.stillSeconds() < STALLED_FOR_GOOD_SECONDS;
        return busy.active() && holds ? Reading.ACTIVE : Reading.QUIET;
    }
}
