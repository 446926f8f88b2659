package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.VastState.Bills;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an account pays for.
 *
 * @param kind {@code machine} or {@code volume}
 * @param id at Vast
 * @param name as people gave it; the id where they gave none
 * @param what its GPUs, or its size
 * @param state in a word
 * @param nowUsdPerHour what it costs now; absent when not known
 * @param runningUsdPerHour what it costs while it runs; absent when not known, or never
 * @param parkedUsdPerHour what it costs while it is stopped; absent when not known
 * @param forgotten why it is probably forgotten; absent when it is probably not
 */
record AuditLine(
        String kind,
        String id,
        String name,
        String what,
        String state,
        @Nullable BigDecimal nowUsdPerHour,
        @Nullable BigDecimal runningUsdPerHour,
        @Nullable BigDecimal parkedUsdPerHour,
        @Nullable String forgotten) {

    /** Long enough for a stop that was meant to be a pause. */
    private static final Duration LONG_STOPPED = Duration.ofDays(2);
    /** Long enough for a GPU that stands still to be no pause of a program's. */
    private static final Duration LONG_RUNNING = Duration.ofDays(1);

    private static final BigDecimal BUSY_PERCENT = BigDecimal.valueOf(5);

    static AuditLine of(VastInstance row, Instant now) {
        VastLabel label = VastLabel.parse(row.label());
        VastState seen = VastState.of(row, label, false);
        String id = row.id().value();
        String gpus = row.gpuName() == null ? "?" : row.gpuCount() + " x " + row.gpuName();
        return new AuditLine(
                "machine",
                id,
                label.name().isEmpty() ? id : label.name(),
                gpus,
                seen.state().text(),
                usd(VastMachines.burn(row)),
                usd(VastMachines.rate(row.runningUsdPerHour())),
                usd(VastMachines.rate(VastMachines.storage(row))),
                forgotten(row, seen, now));
    }

    /**
     * Returns the line of a volume.
     *
     * @param attached the volumes that machines are seen to use
     * @param all whether every use is seen: else one that is not seen to be used may be all the same
     */
    static AuditLine of(VastVolume volume, Set<String> attached, boolean all) {
        BigDecimal price = usd(VastMachines.rate(VastMachines.storage(volume.usdPerGbMonth(), volume.sizeGb())));
        boolean used = attached.contains("V." + volume.id()) || attached.contains(volume.label());
        boolean unused = !used && all;
        return new AuditLine(
                "volume",
                Long.toString(volume.id()),
                volume.label() == null ? "V." + volume.id() : volume.label(),
                (volume.sizeGb() == null ? "?" : volume.sizeGb().toPlainString()) + " GB",
                used ? "attached" : unused ? "unattached" : "unknown",
                price,
                null,
                price,
                unused ? "no machine uses it; it is billed until it is deleted" : null);
    }

    private static @Nullable BigDecimal usd(@Nullable HourlyRate rate) {
        return rate == null ? null : rate.usdPerHour();
    }

    private static @Nullable String forgotten(VastInstance row, VastState seen, Instant now) {
        if (row.hasEndedBy(now)) {
            return "its host's contract has ended; it cannot start again, and is deleted soon";
        }
        Duration age = row.startedAt() == null ? Duration.ZERO : Duration.between(row.startedAt(), now);
        String rented = "rented " + age.toDays() + " days ago";
        MachineState state = seen.state();
        if (seen.bills() == Bills.DISK && state == MachineState.FAILED) {
            return seen.reason();
        }
        if (seen.bills() == Bills.DISK && state != MachineState.STARTING) {
            return age.compareTo(LONG_STOPPED) >= 0
                    ? "stopped, " + rented + "; its disk is billed until it is destroyed"
                    : null;
        }
        if (state == MachineState.FAILED && seen.bills() == Bills.ALL) {
            return seen.reason() + "; its GPU is billed on";
        }
        if (state == MachineState.STARTING && "stopped".equals(row.currentState())) {
            return seen.reason() + "; it starts, and bills, by itself";
        }
        BigDecimal percent = row.certainGpuUtilizationPercent();
        if (state != MachineState.RUNNING || percent == null || age.compareTo(LONG_RUNNING) < 0) {
            return null;
        }
        return percent.compareTo(BUSY_PERCENT) < 0
                ? "its GPU was at " + percent.toPlainString() + " % when its host last told, " + rented
                : null;
    }
}
