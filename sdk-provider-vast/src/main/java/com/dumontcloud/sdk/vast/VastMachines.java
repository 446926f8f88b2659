package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.vast.VastState.Bills;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns Vast's rows into machines of the core. Thread-safe. */
final class VastMachines {

    /** By which Vast divides the price of a month; checked on its own sums. */
    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(720);

    private final String provider;
    private final VastOptions options;
    private final VastMemory memory;

    VastMachines(String provider, VastOptions options, VastMemory memory) {
        this.provider = provider;
        this.options = options;
        this.memory = memory;
    }

    /** Returns the machine; its state is {@code DELETED} where Vast says that the contract is over. */
    Machine machine(VastInstance row) {
        VastLabel label = VastLabel.parse(row.label());
        VastState seen = known(row, believed(row, label));
        Machine.Builder machine = Machine.builder(row.id(), provider, seen.state())
                .stateReason(seen.reason())
                .labels(label.labels());
        if (!label.name().isEmpty()) {
            machine.name(label.name());
        }
        addGpu(machine, row);
        addRates(machine, row, seen.bills());
        String region = VastRegions.country(row.geolocation());
        if (region != null) {
            machine.region(region);
        }
        BigDecimal diskGb = row.diskGb();
        machine.image(row.image()).interruptible(row.isBid()).diskGb(diskGb == null ? null : diskGb.intValue());
        Instant started = row.startedAt();
        if (started != null) {
            machine.createdAt(started);
        }
        memory.saw(row.id(), row.certainGpuUtilizationPercent());
        return machine.ssh(ssh(row)).build();
    }

    private static @Nullable SshAddress ssh(VastInstance row) {
        List<VastSshEndpoint> ways = row.sshEndpoints();
        return ways.isEmpty()
                ? null
                : new SshAddress(ways.get(0).host(), ways.get(0).port(), "root");
    }

    /** Returns what a machine costs now, an hour; absent where Vast does not say. */
    static @Nullable HourlyRate burn(VastInstance row) {
        return burn(row, VastState.of(row, VastLabel.parse(row.label()), false).bills());
    }

    /** Returns the same, but as much as a running one where Vast does not say what its disk costs; absent where it says neither. */
    static @Nullable HourlyRate burnAtMost(VastInstance row) {
        HourlyRate told = burn(row);
        return told != null ? told : rate(row.runningUsdPerHour());
    }

    private static @Nullable HourlyRate burn(VastInstance row, Bills bills) {
        BigDecimal usd = switch (bills) {
            case ALL -> row.runningUsdPerHour();
            case DISK -> storage(row);
            case NOTHING -> BigDecimal.ZERO;
        };
        return rate(usd);
    }

    /** Returns the price of a disk, USD an hour. */
    static @Nullable BigDecimal storage(@Nullable BigDecimal usdPerGbMonth, @Nullable BigDecimal gb) {
        return usdPerGbMonth == null || gb == null
                ? null
                : usdPerGbMonth.multiply(gb).divide(HOURS_PER_MONTH, MathContext.DECIMAL64);
    }

    /** Returns a price; absent where it is below 0, which is none, and must not pass for free. */
    static @Nullable HourlyRate rate(@Nullable BigDecimal usd) {
        return usd == null || usd.signum() < 0 ? null : new HourlyRate(usd);
    }

    /**
     * Returns the label without a mark that the machine has outlived: it was seen to run long after the stop that the mark is of, so
     * that somebody else has started it, and what it was stopped by since is open again.
     */
    private VastLabel believed(VastInstance row, VastLabel label) {
        if ("running".equals(row.currentState()) && "running".equals(row.intendedStatus())) {
            memory.sawRunning(row.id());
        }
        Instant ran = memory.lastRan(row.id());
        return ran != null && label.isStoppedByUsBefore(ran.minus(VastSpotWatch.MARK_PRECEDES))
                ? label.running()
                : label;
    }

    private VastState known(VastInstance row, VastLabel label) {
        boolean changing = memory.wasChangedWithin(row.id(), options.statusGrace());
        VastState seen = VastState.of(row, label, changing);
        if (seen.state() != MachineState.UNKNOWN) {
            memory.saw(row.id(), seen.state());
            return seen;
        }
        Duration unknown = memory.unknownFor(row.id());
        if (unknown.compareTo(options.unknownTimeout()) >= 0) {
            return new VastState(
                    MachineState.FAILED, seen.reason() + " for " + unknown.toMinutes() + " min", seen.bills());
        }
        MachineState last = Objects.requireNonNullElse(memory.lastState(row.id()), MachineState.UNKNOWN);
        return new VastState(last, "stale: " + seen.reason(), seen.bills());
    }

    private static void addGpu(Machine.Builder machine, VastInstance row) {
        BigDecimal count = row.gpuCount();
        String name = row.gpuName();
        if (name == null || count == null || count.signum() < 0) {
            return;
        }
        BigDecimal memoryMb = row.gpuMemoryMb();
        Long memory = memoryMb == null || memoryMb.signum() <= 0 ? null : memoryMb.longValue();
        machine.gpu(count.signum() == 0 ? GpuSpec.none() : new GpuSpec(name, count.intValue(), memory));
    }

    private static void addRates(Machine.Builder machine, VastInstance row, Bills bills) {
        HourlyRate running = rate(row.runningUsdPerHour());
        HourlyRate parked = rate(storage(row));
        if (running != null) {
            machine.runningRate(running);
        }
        if (parked != null) {
            machine.parkedRate(parked);
        }
        machine.billedRate(burn(row, bills));
    }

    /** Returns the price of a machine's disk, USD an hour. */
    static @Nullable BigDecimal storage(VastInstance row) {
        BigDecimal told = row.storageUsdPerHour();
        return told != null && told.signum() >= 0 ? told : storage(row.storageUsdPerGbMonth(), row.diskGb());
    }
}
