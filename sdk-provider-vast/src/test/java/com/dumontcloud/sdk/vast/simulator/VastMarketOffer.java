package com.dumontcloud.sdk.vast.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine on the market of a {@link VastSimulator}, with one GPU. Immutable.
 *
 * @param id the offer
 * @param hostMachineId the physical machine
 * @param gpuName such as {@code RTX 4090}
 * @param gpuMemoryMb of the GPU
 * @param gpuUsdPerHour without disk
 * @param minBid the lowest bid, USD an hour
 * @param geolocation such as {@code Ohio, US}
 * @param diskGb how much disk there is
 */
public record VastMarketOffer(
        long id,
        long hostMachineId,
        String gpuName,
        long gpuMemoryMb,
        double gpuUsdPerHour,
        double minBid,
        String geolocation,
        double diskGb) {

    /** USD for a GB and a month of 720 hours. */
    static final double STORAGE_PER_GB_MONTH = 0.15;

    private static final double HOURS_PER_MONTH = 720;

    static double storage(double gb) {
        return gb * STORAGE_PER_GB_MONTH / HOURS_PER_MONTH;
    }

    double usdPerHour(double gb, @Nullable Double bid) {
        return (bid == null ? gpuUsdPerHour : bid) + storage(gb);
    }

    Map<String, @Nullable Object> row(double gb, boolean byBid) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("ask_contract_id", id);
        row.put("machine_id", hostMachineId);
        row.put("gpu_name", gpuName);
        row.put("num_gpus", 1);
        row.put("gpu_ram", gpuMemoryMb);
        row.put("dph_total", usdPerHour(gb, byBid ? minBid : null));
        row.put("min_bid", minBid);
        row.put("storage_cost", STORAGE_PER_GB_MONTH);
        row.put("disk_space", diskGb);
        row.put("reliability2", 0.99);
        row.put("geolocation", geolocation);
        row.put("verification", "verified");
        row.put("rentable", true);
        row.put("external", null);
        row.put("cpu_cores", null);
        return row;
    }

    /** Returns the offer of a volume on the same machine, under the same id. */
    Map<String, @Nullable Object> volumeRow() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("ask_contract_id", id);
        row.put("machine_id", hostMachineId);
        row.put("disk_space", diskGb);
        row.put("storage_cost", STORAGE_PER_GB_MONTH);
        row.put("geolocation", geolocation);
        row.put("verification", "verified");
        row.put("rentable", true);
        return row;
    }
}
