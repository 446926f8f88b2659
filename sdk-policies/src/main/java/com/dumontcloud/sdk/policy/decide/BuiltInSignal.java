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

/**
 * The signals that every engine has: principle 3 of the lifecycle rules. Each is a number and a bar; all are read at every heartbeat,
 * so that reading one makes no garbage.
 */
enum BuiltInSignal implements IdleSignal {
    /** The mean of the busiest GPU. Once it is idle it is held to a higher bar. */
    GPU(Reason.Code.GPU_MEAN, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            return known(sample.now().gpu().meanPercent());
        }

        @Override
        double bar(Sample sample) {
            LifecycleSettings settings = sample.machine().settings().base();
            return sample.isIdleSoFar() ? settings.releaseAtPercent() : settings.idleBelowPercent();
        }

        @Override
        Reading unused(Sample sample) {
            return sample.now().gpu().unreadable() > 0 || isOneMissing(sample) ? Reading.UNKNOWN : Reading.IDLE;
        }
    },
    /** Its highest sample, for work in short bursts. */
    GPU_PEAK(Reason.Code.GPU_PEAK, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            return known(sample.now().gpu().peakPercent());
        }

        @Override
        double bar(Sample sample) {
            return bars(sample).gpuPeakPercent();
        }
    },
    /** Its power: some drivers tell no utilisation worth the name, but nothing works without drawing power. */
    GPU_POWER(Reason.Code.GPU_POWER, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            return known(sample.powerShare());
        }

        @Override
        double bar(Sample sample) {
            return bars(sample).gpuPowerShare();
        }

        @Override
        Object shown(double number) {
            return super.shown(100 * number);
        }
    },
    /** Somebody typed. */
    INPUT(Reason.Code.INPUT, Use.BELOW_THE_BAR) {
        @Override
        double number(Sample sample) {
            return known(sample.now().lastInputSeconds());
        }

        @Override
        double bar(Sample sample) {
            return recentSeconds(sample);
        }

        @Override
        Object shown(double number) {
            return seconds(number);
        }
    },
    /** A notebook computes: a plain word, 1 or 0. */
    JUPYTER(Reason.Code.JUPYTER, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            Boolean busy = sample.now().jupyterBusy();
            return busy == null ? UNKNOWN : busy ? 1 : 0;
        }

        @Override
        double bar(Sample sample) {
            return 1;
        }

        @Override
        Finding finding(double number, double bar) {
            return Finding.word(Reason.of(code(), number < bar ? "executes nothing" : "executes"));
        }
    },
    /** A program's word holds as long as its progress or a GPU moves; long enough without, it speaks for nothing. */
    BUSY(Reason.Code.BUSY, Use.BELOW_THE_BAR) {
        @Override
        double number(Sample sample) {
            BusyReading busy = sample.now().busy();
            if (busy == null) {
                return UNKNOWN;
            }
            return busy.active() ? sample.stillSeconds() : Double.POSITIVE_INFINITY;
        }

        @Override
        double bar(Sample sample) {
            return bars(sample).stalledForGood().toSeconds();
        }

        @Override
        Object shown(double number) {
            return seconds(number);
        }

        @Override
        Finding finding(double number, double bar) {
            return Double.isInfinite(number)
                    ? Finding.word(Reason.of(Reason.Code.NOT_BUSY))
                    : super.finding(number, bar);
        }
    },
    /** Work allocates and frees. */
    GPU_MEMORY(Reason.Code.GPU_MEMORY, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            Evidence before = sample.before();
            return before == null
                    ? UNKNOWN
                    : Math.abs(known(sample.now().gpu().memoryUsedMib())
                            - known(before.gpu().memoryUsedMib()));
        }

        @Override
        double bar(Sample sample) {
            return bars(sample).gpuMemoryChangeMib();
        }
    },
    /** Processors; without a GPU they are what tells whether the machine is used. */
    CPU(Reason.Code.CPU, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            return known(sample.now().cpuPercent());
        }

        @Override
        double bar(Sample sample) {
            return isAlone(sample)
                    ? bars(sample).cpuIdlePercent()
                    : bars(sample).cpuBusyPercent();
        }

        @Override
        Reading unused(Sample sample) {
            return isAlone(sample) ? Reading.IDLE : Reading.QUIET;
        }

        private boolean isAlone(Sample sample) {
            return sample.machine().profile().isWithoutGpu();
        }
    },
    /** Data comes or goes. */
    NETWORK(Reason.Code.NETWORK, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            return perSecond(sample.now().networkBytes(), sample);
        }

        @Override
        double bar(Sample sample) {
            return bars(sample).networkBytesPerSecond();
        }
    },
    /** Data is read or written. */
    DISK(Reason.Code.DISK, Use.FROM_THE_BAR_ON) {
        @Override
        double number(Sample sample) {
            return perSecond(sample.now().diskBytes(), sample);
        }

        @Override
        double bar(Sample sample) {
            return bars(sample).diskBytesPerSecond();
        }
    },
    /** The machine's own account. A clock that is a little ahead is no reason to doubt; one that is far ahead says nothing. */
    LAST_ACTIVITY(Reason.Code.LAST_ACTIVITY, Use.BELOW_THE_BAR) {
        @Override
        double number(Sample sample) {
            double secondsAgo = known(sample.now().lastActivitySeconds());
            return secondsAgo > -recentSeconds(sample) ? secondsAgo : UNKNOWN;
        }

        @Override
        double bar(Sample sample) {
            return recentSeconds(sample);
        }

        @Override
        Object shown(double number) {
            return seconds(number);
        }
    };

    /** The number of what is not known. */
    private static final double UNKNOWN = Double.NaN;

    private static final List<BuiltInSignal> WHILE_SAVING = List.of(GPU, GPU_PEAK, GPU_POWER, INPUT, JUPYTER, BUSY);

    private final Reason.Code code;
    private final Use use;

    BuiltInSignal(Reason.Code code, Use use) {
        this.code = code;
        this.use = use;
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

    /** Returns what it looks at; not a number where that is not known. */
    abstract double number(Sample sample);

    /** Returns the number at which the machine counts as used, or no longer does. */
    abstract double bar(Sample sample);

    /** Returns what it says where the machine does not count as used. */
    Reading unused(Sample sample) {
        return Reading.QUIET;
    }

    @Override
    public final Reading read(Sample sample) {
        double number = number(sample);
        if (Double.isNaN(number)) {
            return Reading.UNKNOWN;
        }
        double bar = bar(sample);
        boolean used = use == Use.FROM_THE_BAR_ON ? number >= bar : number < bar;
        return used ? Reading.ACTIVE : unused(sample);
    }

    /** Returns what it is called on the wire. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what it looked at, for people. */
    final Finding find(Sample sample) {
        double number = number(sample);
        return Double.isNaN(number)
                ? Finding.word(Reason.of(Reason.Code.SIGNAL_UNKNOWN, text()))
                : finding(number, bar(sample));
    }

    /** Returns a number that is known beside its bar, for people. */
    Finding finding(double number, double bar) {
        return new Finding(number, bar, Reason.of(code, shown(number), shown(bar)));
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
        return bars(sample).recentInput().toSeconds();
    }

    private static Duration seconds(double number) {
        return Duration.ofSeconds(Math.round(number));
    }

    private static double known(@Nullable Double number) {
        return number == null ? UNKNOWN : number;
    }

    private static double perSecond(@Nullable Long bytes, Sample sample) {
        return bytes == null || sample.elapsedSeconds() <= 0 ? UNKNOWN : bytes / sample.elapsedSeconds();
    }

    /** A GPU that the machine is rented with and the reporter does not list may be the busy one. */
    private static boolean isOneMissing(Sample sample) {
        int listed = sample.now().gpu().listed();
        var spec = sample.machine().profile().gpu();
        return listed > 0 && spec != null && listed < spec.count();
    }

    /** On which side of its bar a number speaks of use. */
    private enum Use {
        FROM_THE_BAR_ON,
        BELOW_THE_BAR
    }
}
