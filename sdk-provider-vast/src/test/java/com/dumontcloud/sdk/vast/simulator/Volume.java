package com.dumontcloud.sdk.vast.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A volume: bound to one physical machine, of a fixed size, billed until it is deleted.
 *
 * @param id in {@code V.id}
 * @param hostMachineId the physical machine
 * @param sizeGb for good
 * @param label as people gave it
 * @param since when it was rented, by the monotonic clock
 * @param files what is on it
 */
record Volume(
        long id,
        long hostMachineId,
        double sizeGb,
        @Nullable String label,
        long since,
        Map<String, Long> files) {

    String name() {
        return "V." + id;
    }

    double billedUsd(long now) {
        return VastMarketOffer.storage(sizeGb) * (now - since) / 3_600e9;
    }

    Map<String, @Nullable Object> row(boolean used) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("machine_id", hostMachineId);
        row.put("label", label);
        row.put("disk_space", sizeGb);
        row.put("storage_cost", VastMarketOffer.STORAGE_PER_GB_MONTH);
        row.put("status", used ? "active" : "available");
        return row;
    }
}
