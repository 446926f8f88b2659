package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Vast knows of a rental beside its power: the words of a row. Guarded by its simulator. */
final class Contract {

    private final long id;
    private final SimulatedMachine machine;
    private final VastMarketOffer offer;
    private final double diskGb;
    private final long startedAt;
    private @Nullable String label;
    private @Nullable Double bid;
    private boolean queued;

    Contract(
            long id,
            SimulatedMachine machine,
            VastMarketOffer offer,
            double diskGb,
            @Nullable String label,
            @Nullable Double bid,
            long startedAt) {
        this.id = id;
        this.machine = machine;
        this.offer = offer;
        this.diskGb = diskGb;
        this.label = label;
        this.bid = bid;
        this.startedAt = startedAt;
    }

    long startedAt() {
        return startedAt;
    }

    long id() {
        return id;
    }

    SimulatedMachine machine() {
        return machine;
    }

    VastMarketOffer offer() {
        return offer;
    }

    boolean isGone() {
        return machine.state() == MachineState.DELETED;
    }

    void label(@Nullable String next) {
        label = next;
    }

    void bid(double next) {
        bid = next;
    }

    void queued(boolean waits) {
        queued = waits;
    }

    /** Returns the row, in the words that were seen live: what is stopped reads exited, what is queued wants to run. */
    Map<String, @Nullable Object> row() {
        MachineState state = machine.state();
        boolean stopped = state == MachineState.STOPPED;
        boolean stopping = state == MachineState.STOPPING;
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("machine_id", offer.hostMachineId());
        row.put("label", label);
        row.put("actual_status", actual(state));
        row.put("intended_status", (stopped && !queued) || stopping ? "stopped" : "running");
        row.put("cur_state", stopped ? "stopped" : "running");
        row.put("next_state", stopped && !queued ? "stopped" : "running");
        row.put("status_msg", machine.shown().stateReason());
        row.put("is_bid", bid != null);
        row.put("min_bid", offer.minBid());
        row.put("dph_total", offer.usdPerHour(diskGb, bid));
        row.put("storage_cost", VastMarketOffer.STORAGE_PER_GB_MONTH);
        row.put("storage_total_cost", VastMarketOffer.storage(diskGb));
        row.put("disk_space", diskGb);
        row.put("gpu_name", offer.gpuName());
        row.put("num_gpus", 1);
        row.put("gpu_ram", offer.gpuMemoryMb());
        row.put("gpu_util", state == MachineState.RUNNING ? 0.0 : null);
        row.put("geolocation", offer.geolocation());
        row.put("start_date", startedAt + 0.5);
        row.put("ports", null);
        return row;
    }

    private static @Nullable String actual(MachineState state) {
        return switch (state) {
            case STARTING -> "loading";
            case RUNNING, STOPPING -> "running";
            case STOPPED -> "exited";
            case FAILED -> "offline";
            default -> null;
        };
    }
}
