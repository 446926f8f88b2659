package com.dumontcloud.sdk.core.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one GPU did since the heartbeat before.
 *
 * <p>Immutable. Only the index and the state are always there. An absent number was not measured; {@link #absent()} may say
 * why. It never stands for zero. Values are not checked here: what arrives from outside is checked where it is decoded, and
 * the ranges given below are those that a heartbeat can carry.
 */
public final class GpuReading {

    private final GpuValues values;

    private GpuReading(GpuValues values) {
        this.values = new GpuValues(values);
    }

    /** Returns the reading of a GPU that gave nothing but its state. */
    public static GpuReading of(int index, State state) {
        return builder(index).state(state).build();
    }

    /** Returns a builder of the reading of the GPU at this position on the machine, from 0 to 255. */
    public static Builder builder(int index) {
        return new Builder(new GpuValues(index));
    }

    /** Returns a builder that starts from this reading. */
    public Builder toBuilder() {
        return new Builder(new GpuValues(values));
    }

    /** Returns the position on the machine, from 0. */
    public int index() {
        return values.index;
    }

    /** Returns the driver's stable id of the device. */
    public @Nullable String uuid() {
        return values.uuid;
    }

    /** Returns the model. */
    public @Nullable String name() {
        return values.name;
    }

    /** Returns whether the device answered at all. */
    public State state() {
        return values.state;
    }

    /** Returns the mean over the samples, 0 to 100. */
    public @Nullable Double utilizationMeanPercent() {
        return values.utilizationMeanPercent;
    }

    /** Returns the highest sample, 0 to 100. */
    public @Nullable Double utilizationMaxPercent() {
        return values.utilizationMaxPercent;
    }

    /** Returns how many samples the mean and the maximum stand for, 0 or more. */
    public @Nullable Integer samples() {
        return values.samples;
    }

    /** Returns how much of the time since the heartbeat before the samples cover, 0 or more. */
    public @Nullable Double coveredSeconds() {
        return values.coveredSeconds;
    }

    /** Returns MiB in use; {@link #memoryBasis()} says what counts as used. */
    public @Nullable Double memoryUsedMib() {
        return values.memoryUsedMib;
    }

    /** Returns MiB installed. */
    public @Nullable Double memoryTotalMib() {
        return values.memoryTotalMib;
    }

    /** Returns degrees Celsius. */
    public @Nullable Double temperatureCelsius() {
        return values.temperatureCelsius;
    }

    /** Returns watts drawn. */
    public @Nullable Double powerWatts() {
        return values.powerWatts;
    }

    /** Returns the share of time in which the memory was read or written, 0 to 100; not how full it is. */
    public @Nullable Double memoryUtilizationPercent() {
        return values.memoryUtilizationPercent;
    }

    /** Returns the limit in force on the watts drawn. */
    public @Nullable Double powerLimitWatts() {
        return values.powerLimitWatts;
    }

    /** Returns joules used since the heartbeat before, as far as they were measured. */
    public @Nullable Double energyJoules() {
        return values.energyJoules;
    }

    /** Returns the clock of the streaming multiprocessors, in MHz. */
    public @Nullable Integer smClockMhz() {
        return values.smClockMhz;
    }

    /** Returns the clock of the memory, in MHz. */
    public @Nullable Integer memoryClockMhz() {
        return values.memoryClockMhz;
    }

    /** Returns bytes the device received over PCIe since the heartbeat before, as far as they were measured. */
    public @Nullable Long pcieReceivedBytes() {
        return values.pcieReceivedBytes;
    }

    /** Returns bytes the device sent over PCIe since the heartbeat before, as far as they were measured. */
    public @Nullable Long pcieSentBytes() {
        return values.pcieSentBytes;
    }

    /** Returns how busy the streaming multiprocessors were, 0 to 100; measured (GPM) from Hopper on. */
    public @Nullable Double smUtilizationPercent() {
        return values.smUtilizationPercent;
    }

    /** Returns uncorrected memory errors since the driver was loaded (the volatile counter). */
    public @Nullable Long eccUncorrectedErrors() {
        return values.eccUncorrectedErrors;
    }

    /** Returns the number of the newest Xid error since the heartbeat before; absent where there was none. */
    public @Nullable Integer xid() {
        return values.xid;
    }

    /** Returns how many processes have a context on the device. */
    public @Nullable Integer processCount() {
        return values.processCount;
    }

    /** Returns what {@link #memoryUsedMib()} counts. */
    public @Nullable MemoryBasis memoryBasis() {
        return values.memoryBasis;
    }

    /** Returns the instances of a GPU partitioned by MIG; empty where it is not. */
    public List<GpuInstanceReading> instances() {
        return values.instances;
    }

    /** Returns why a number is missing, by its name on the wire; possibly empty. */
    public Map<String, String> absent() {
        return values.absent;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GpuReading that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Returns all that is known, for people. */
    @Override
    public String toString() {
        return "GPU " + values;
    }

    /** Whether a GPU answers its driver. A word this version does not know reads {@link #UNKNOWN}. */
    public enum State {
        /** It answers. */
        OK,
        /** It fell off the bus. */
        LOST,
        /** It answers nothing until it is reset. */
        RESET_REQUIRED,
        /** This kind of device does not report. */
        UNSUPPORTED,
        /** The reporter may not read it. */
        DENIED,
        /** Not known. */
        UNKNOWN;

        /** Returns the state with this text in any case, or {@link #UNKNOWN}. */
        public static State from(String text) {
            for (State state : values()) {
                if (state.name().equalsIgnoreCase(text)) {
                    return state;
                }
            }
            return UNKNOWN;
        }

        /** Returns the word used on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a GPU's memory in use counts. A word this version does not know reads {@link #UNKNOWN}. */
    public enum MemoryBasis {
        /** What programs allocated. Only by this does little memory in use mean that nothing is loaded. */
        ALLOCATED,
        /** That and what the driver keeps for itself: hundreds of MiB on a device on which nothing runs. */
        WITH_RESERVED,
        /** Not known. */
        UNKNOWN;

        /** Returns the basis with this text in any case, or {@link #UNKNOWN}. */
        public static MemoryBasis from(String text) {
            for (MemoryBasis basis : values()) {
                if (basis.name().equalsIgnoreCase(text)) {
                    return basis;
                }
            }
            return UNKNOWN;
        }

        /** Returns the word used on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Collects what is known of one GPU. Every setting is absent unless set. Not thread-safe. */
    public static final class Builder {

        private final GpuValues values;

        private Builder(GpuValues values) {
            this.values = values;
        }

        /** Sets the position on the machine, in place of that the builder began with. */
        public Builder index(int index) {
            values.index = index;
            return this;
        }

        /** Sets the driver's stable id of the device. */
        public Builder uuid(@Nullable String uuid) {
            values.uuid = uuid;
            return this;
        }

        /** Sets the model. */
        public Builder name(@Nullable String name) {
            values.name = name;
            return this;
        }

        /** Sets whether the device answered at all. Default: {@link State#UNKNOWN}. */
        public Builder state(State state) {
            values.state = Objects.requireNonNull(state, "state");
            return this;
        }

        /** Sets the mean over the samples, 0 to 100. */
        public Builder utilizationMeanPercent(@Nullable Double utilizationMeanPercent) {
            values.utilizationMeanPercent = utilizationMeanPercent;
            return this;
        }

        /** Sets the highest sample, 0 to 100. */
        public Builder utilizationMaxPercent(@Nullable Double utilizationMaxPercent) {
            values.utilizationMaxPercent = utilizationMaxPercent;
            return this;
        }

        /** Sets how many samples the mean and the maximum stand for, 0 or more. */
        public Builder samples(@Nullable Integer samples) {
            values.samples = samples;
            return this;
        }

        /** Sets how many seconds the samples cover, 0 or more. */
        public Builder coveredSeconds(@Nullable Double coveredSeconds) {
            values.coveredSeconds = coveredSeconds;
            return this;
        }

        /** Sets MiB in use. */
        public Builder memoryUsedMib(@Nullable Double memoryUsedMib) {
            values.memoryUsedMib = memoryUsedMib;
            return this;
        }

        /** Sets MiB installed. */
        public Builder memoryTotalMib(@Nullable Double memoryTotalMib) {
            values.memoryTotalMib = memoryTotalMib;
            return this;
        }

        /** Sets degrees Celsius, 0 to 200. */
        public Builder temperatureCelsius(@Nullable Double temperatureCelsius) {
            values.temperatureCelsius = temperatureCelsius;
            return this;
        }

        /** Sets watts drawn, 0 to 100,000. */
        public Builder powerWatts(@Nullable Double powerWatts) {
            values.powerWatts = powerWatts;
            return this;
        }

        /** Sets the share of time in which the memory was read or written, 0 to 100. */
        public Builder memoryUtilizationPercent(@Nullable Double memoryUtilizationPercent) {
            values.memoryUtilizationPercent = memoryUtilizationPercent;
            return this;
        }

        /** Sets the limit in force on the watts drawn, 0 to 100,000. */
        public Builder powerLimitWatts(@Nullable Double powerLimitWatts) {
            values.powerLimitWatts = powerLimitWatts;
            return this;
        }

        /** Sets joules used since the reading before, 0 to 10<sup>12</sup>. */
        public Builder energyJoules(@Nullable Double energyJoules) {
            values.energyJoules = energyJoules;
            return this;
        }

        /** Sets the clock of the streaming multiprocessors, 0 to 100,000 MHz. */
        public Builder smClockMhz(@Nullable Integer smClockMhz) {
            values.smClockMhz = smClockMhz;
            return this;
        }

        /** Sets the clock of the memory, 0 to 100,000 MHz. */
        public Builder memoryClockMhz(@Nullable Integer memoryClockMhz) {
            values.memoryClockMhz = memoryClockMhz;
            return this;
        }

        /** Sets bytes received over PCIe since the reading before, 0 to 2<sup>53</sup>-1. */
        public Builder pcieReceivedBytes(@Nullable Long pcieReceivedBytes) {
            values.pcieReceivedBytes = pcieReceivedBytes;
            return this;
        }

        /** Sets bytes sent over PCIe since the reading before, 0 to 2<sup>53</sup>-1. */
        public Builder pcieSentBytes(@Nullable Long pcieSentBytes) {
            values.pcieSentBytes = pcieSentBytes;
            return this;
        }

        /** Sets how busy the streaming multiprocessors were, 0 to 100. */
        public Builder smUtilizationPercent(@Nullable Double smUtilizationPercent) {
            values.smUtilizationPercent = smUtilizationPercent;
            return this;
        }

        /** Sets uncorrected memory errors since the driver was loaded, 0 to 2<sup>53</sup>-1. */
        public Builder eccUncorrectedErrors(@Nullable Long eccUncorrectedErrors) {
            values.eccUncorrectedErrors = eccUncorrectedErrors;
            return this;
        }

        /** Sets the number of the newest Xid error since the reading before, 0 to 65,535. */
        public Builder xid(@Nullable Integer xid) {
            values.xid = xid;
            return this;
        }

        /** Sets how many processes have a context on the device, 0 to 2<sup>22</sup>. */
        public Builder processCount(@Nullable Integer processCount) {
            values.processCount = processCount;
            return this;
        }

        /** Sets what {@link #memoryUsedMib()} counts. */
        public Builder memoryBasis(@Nullable MemoryBasis memoryBasis) {
            values.memoryBasis = memoryBasis;
            return this;
        }

        /** Sets the instances of a GPU partitioned by MIG, at most 64. Default: none. */
        public Builder instances(List<GpuInstanceReading> instances) {
            values.instances = Objects.requireNonNull(instances, "instances");
            return this;
        }

        /** Sets why a number is missing, by its name on the wire. Default: empty. */
        public Builder absent(Map<String, String> absent) {
            values.absent = Objects.requireNonNull(absent, "absent");
            return this;
        }

        /** Returns the reading. */
        public GpuReading build() {
            return new GpuReading(values);
        }
    }
}
