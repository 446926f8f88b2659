package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SignalThresholds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The signals that every engine has: principle 3 of the lifecycle rules. */
enum BuiltInSignal implements IdleSignal {
    /** The mean of the busiest GPU. Once it is idle it is held to a higher bar. */
    GPU(Reason.Code.GPU_MEAN) {
        @Override
        Finding find(Sample sample) {
            Evidence.Gpus gpu = sample.now().gpu();
            LifecycleSettings settings = sample.machine().settings().base();
            double bar = sample.isIdleSoFar() ? settings.releaseAtPercent() : settings.idleBelowPercent();
            Finding found = Finding.from(bar, gpu.meanPercent(), Reading.IDLE);
            boolean hidden = found.reading() == Reading.IDLE && (gpu.unreadable() > 0 || isOneMissing(sample));
            return hidden ? new Finding(Reading.UNKNOWN, found.value(), found.bar()) : found;
        }
    },
    /** Its highest sample, for work in short bursts. */
    GPU_PEAK(Reason.Code.GPU_PEAK) {
        @Override
        Finding find(Sample sample) {
            return Finding.from(
                    bars(sample).gpuPeakPercent(), sample.now().gpu().peakPercent(), Reading.QUIET);
        }
    },
    /** Its power: some drivers tell no utilisation worth the name, but nothing works without drawing power. */
    GPU_POWER(Reason.Code.GPU_POWER) {
        @Override
        Finding find(Sample sample) {
            return Finding.from(bars(sample).gpuPowerShare(), sample.powerShare(), Reading.QUIET);
        }

        @Override
        Object shown(double number) {
            return super.shown(100 * number);
        }
    },
    /** Somebody typed. */
    INPUT(Reason.Code.INPUT) {
        @Override
        Finding find(Sample sample) {
            return Finding.until(recentSeconds(sample), sample.now().lastInputSeconds());
        }

        @Override
        Object shown(double number) {
            return seconds(number);
        }
    },
    /** A notebook computes. */
    JUPYTER(Reason.Code.JUPYTER) {
        @Override
        Finding find(Sample sample) {
            Boolean busy = sample.now().jupyterBusy();
            return busy == null ? Finding.UNKNOWN : Finding.said(busy);
        }

        @Override
        Reason reason(Finding found) {
            return Reason.of(code(), found.reading() == Reading.ACTIVE ? "executes" : "executes nothing");
        }
    },
    /** A program's word holds as long as its progress or a GPU moves; long enough without, it speaks for nothing. */
    BUSY(Reason.Code.BUSY) {
        @Override
        Finding find(Sample sample) {
            BusyReading busy = sample.now().busy();
            if (busy == null) {
                return Finding.UNKNOWN;
            }
            return busy.active()
                    ? Finding.until((double) bars(sample).stalledForGood().toSeconds(), sample.stillSeconds())
                    : Finding.said(false);
        }

        @Override
        Object shown(double number) {
            return seconds(number);
        }

        @Override
        Reason reason(Finding found) {
            return found.value() == null ? Reason.of(Reason.Code.NOT_BUSY) : super.reason(found);
        }
    },
    /** Work allocates and frees. */
    GPU_MEMORY(Reason.Code.GPU_MEMORY) {
        @Override
        Finding find(Sample sample) {
            Double now = sample.now().gpu().memoryUsedMib();
            Double before =
                    sample.before() == null ? null : sample.before().gpu().memoryUsedMib();
            Double change = now == null || before == null ? null : (Double) Math.abs(now - before);
            return Finding.from(bars(sample).gpuMemoryChangeMib(), change, Reading.QUIET);
        }
    },
    /** Processors; without a GPU they are what tells whether the machine is used. */
    CPU(Reason.Code.CPU) {
        @Override
        Finding find(Sample sample) {
            boolean alone = sample.machine().profile().isWithoutGpu();
            return Finding.from(
                    alone ? bars(sample).cpuIdlePercent() : bars(sample).cpuBusyPercent(),
                    sample.now().cpuPercent(),
                    alone ? Reading.IDLE : Reading.QUIET);
        }
    },
    /** Data comes or goes. */
    NETWORK(Reason.Code.NETWORK) {
        @Override
        Finding find(Sample sample) {
            return Finding.from(
                    bars(sample).networkBytesPerSecond(),
                    perSecond(sample.now().networkBytes(), sample),
                    Reading.QUIET);
        }
    },
    /** Data is read or written. */
    DISK(Reason.Code.DISK) {
        @Override
        Finding find(Sample sample) {
            return Finding.from(
                    bars(sample).diskBytesPerSecond(), perSecond(sample.now().diskBytes(), sample), Reading.QUIET);
        }
    },
    /** The machine's own account. A clock that is a little ahead is no reason to doubt; one that is far ahead says nothing. */
    LAST_ACTIVITY(Reason.Code.LAST_ACTIVITY) {
        @Override
        Finding find(Sample sample) {
            Double secondsAgo = sample.now().lastActivitySeconds();
            boolean credible = secondsAgo != null && secondsAgo > -recentSeconds(sample);
            return Finding.until(recentSeconds(sample), credible ? secondsAgo : null);
        }

        @Override
        Object shown(double number) {
            return seconds(number);
        }
    };

    private static final List<BuiltInSignal> WHILE_SAVING = List.of(GPU, GPU_PEAK, GPU_POWER, INPUT, JUPYTER, BUSY);

    private final Reason.Code code;

    BuiltInSignal(Reason.Code code) {
        this.code = code;
    }

    /** Those that still count while an agent saves its state, which is disk, network and processor work. */
    static List<BuiltInSignal> whileSaving() {
        return WHILE_SAVING;
    }

    /** Returns whether a GPU works, by this sample. */
    static boolean isGpuActive(Sample sample) {
        return GPU.read(sample) == Reading.ACTIVE
                || GPU_PEAK.read(sample) == Reading.ACTIVE
                || GPU_POWER.read(sample) == Reading.ACTIVE;
    }

    /** Returns what it makes of a sample, and of which numbers. */
    abstract Finding find(Sample sample);

    @Override
    public final Reading read(Sample sample) {
        return find(sample).reading();
    }

    /** Returns what it is called on the wire. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns a finding for people. */
    Reason reason(Finding found) {
        Double value = found.value();
        Double bar = found.bar();
        return value == null || bar == null
                ? Reason.of(Reason.Code.SIGNAL_UNKNOWN, text())
                : Reason.of(code, shown(value), shown(bar));
    }

    /** Returns a number of its kind as people read it. */
    Object shown(double number) {
        return new BigDecimal(number)
                .setScale(1, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    Reason.Code code() {
        return code;
    }

    private static SignalThresholds bars(Sample sample) {
        return sample.machine().settings().base().signals();
    }

    private static double recentSeconds(Sample sample) {
        return (double) bars(sample).recentInput().toSeconds();
    }

    private static Duration seconds(double number) {
        return Duration.ofSeconds(Math.round(number));
    }

    private static @Nullable Double perSecond(@Nullable Long bytes, Sample sample) {
        return bytes == null || sample.elapsedSeconds() <= 0 ? null : (Double) (bytes / sample.elapsedSeconds());
    }

    /** A GPU that the machine is rented with and the reporter does not list may be the busy one. */
    private static boolean isOneMissing(Sample sample) {
        int listed = sample.now().gpu().listed();
        var spec = sample.machine().profile().gpu();
        return listed > 0 && spec != null && listed < spec.count();
    }
}
