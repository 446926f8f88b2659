package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Raises bids, never beyond what was said. Vast's documents disagree whether a changed bid is for each GPU or for all of them: a
 * machine with several is first bid for so that neither is too much, and the price that Vast shows then tells which one it is.
 * Thread-safe.
 */
final class VastBids {

    private static final int BID_DECIMALS = 6;

    /** What Vast shows is rounded, by less than this share. */
    private static final BigDecimal ROUNDED = new BigDecimal("0.01");

    private final VastInstances instances;
    private final VastRows rows;

    VastBids(VastInstances instances, VastRows rows) {
        this.instances = instances;
        this.rows = rows;
    }

    /**
     * Bids for a machine.
     *
     * @param usdPerHour for all of its GPUs, 32 for each at most, the disk not included
     * @throws DumontException {@code INVALID_ANSWER} where Vast does not show what is bid now, or something else; it is at most what was
     *     said all the same
     */
    void raise(VastInstance row, BigDecimal usdPerHour) {
        MachineId id = row.id();
        BigDecimal gpus = row.gpuCount();
        if (gpus == null || gpus.signum() <= 0) {
            throw unclear(id, "Vast does not say how many GPUs it has");
        }
        BigDecimal highest = VastInstances.highestBid(gpus.intValue());
        if (usdPerHour.compareTo(highest) > 0) {
            throw new IllegalArgumentException(
                    "the bid for " + id + " is " + usdPerHour + "; it must be " + highest + " or less");
        }
        BigDecimal ofOneGpu = usdPerHour.divide(gpus, BID_DECIMALS, RoundingMode.DOWN);
        instances.changeBid(id, ofOneGpu, gpus.intValue());
        BigDecimal shown = shown(id);
        if (isAbout(shown, usdPerHour)) {
            return;
        }
        if (!isAbout(shown, ofOneGpu)) {
            throw unclear(id, "after a bid of " + ofOneGpu + " Vast shows " + shown + " USD/h without the disk");
        }
        instances.changeBid(id, usdPerHour, gpus.intValue());
        shown = shown(id);
        if (!isAbout(shown, usdPerHour)) {
            instances.changeBid(id, ofOneGpu, gpus.intValue());
            throw unclear(id, "after a bid of " + usdPerHour + " Vast shows " + shown + " USD/h without the disk");
        }
    }

    /** Returns what a running hour costs now without the disk, which is what is bid; absent where Vast does not say. */
    private @Nullable BigDecimal shown(MachineId id) {
        VastInstance row = rows.require(id);
        BigDecimal all = row.runningUsdPerHour();
        BigDecimal disk = VastMachines.storage(row);
        return all == null || disk == null ? null : all.subtract(disk);
    }

    private static boolean isAbout(@Nullable BigDecimal shown, BigDecimal expected) {
        return shown != null && shown.subtract(expected).abs().compareTo(expected.multiply(ROUNDED)) <= 0;
    }

    private static DumontException unclear(MachineId id, String why) {
        return new DumontException(
                Kind.INVALID_ANSWER,
                "the bid for machine " + id + " cannot be raised safely: " + why + "; look at it in Vast's console");
    }
}
