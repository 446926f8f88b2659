package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What Vast knows of a rental beside its power: the words of a row. Guarded by its simulator. */
final class Contract {

    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 10_000;

    private final long id;
    private final SimulatedMachine machine;
    private final VastMarketOffer offer;
    private final Terms terms;
    private final long startedAt;
    private final Map<String, Long> files = new TreeMap<>();
    private final List<SshKeys.Key> keys = new ArrayList<>();
    private double gpuUsdPerHour;
    private @Nullable String label;
    private @Nullable Double bid;
    private @Nullable String message;
    private boolean queued;
    private boolean crashed;
    private @Nullable Long endsAt;

    Contract(long id, SimulatedMachine machine, VastMarketOffer offer, Terms terms, long startedAt) {
        this.id = id;
        this.machine = machine;
        this.offer = offer;
        this.terms = terms;
        this.label = terms.label();
        this.bid = terms.bid();
        this.gpuUsdPerHour = offer.gpuUsdPerHour();
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

    Terms terms() {
        return terms;
    }

    /** Returns the paths on its disk, with how many bytes each has. */
    Map<String, Long> files() {
        return files;
    }

    List<SshKeys.Key> keys() {
        return keys;
    }

    boolean isGone() {
        return machine.state() == MachineState.DELETED;
    }

    boolean isBid() {
        return bid != null;
    }

    double gpuUsdPerHour() {
        return bid == null ? gpuUsdPerHour : bid;
    }

    double usdPerHour() {
        return gpuUsdPerHour() + VastMarketOffer.storage(terms.diskGb());
    }

    void label(@Nullable String next) {
        label = next;
    }

    void bid(double next) {
        bid = next;
    }

    void raiseTo(double nextGpuUsdPerHour) {
        gpuUsdPerHour = nextGpuUsdPerHour;
    }

    void queued(boolean waits) {
        queued = waits;
    }

    /** Notes that its container ended by itself, or runs again. */
    void crashed(boolean ended) {
        crashed = ended;
    }

    /** Notes until when its host rents it out, in seconds of the epoch. */
    void endsAt(long moment) {
        endsAt = moment;
    }

    void message(@Nullable String said) {
        message = said;
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
        row.put("actual_status", crashed && state == MachineState.RUNNING ? "exited" : actual(state));
        row.put("intended_status", (stopped && !queued) || stopping ? "stopped" : "running");
        row.put("cur_state", stopped ? "stopped" : "running");
        row.put("next_state", stopped && !queued ? "stopped" : "running");
        row.put("status_msg", message == null ? machine.shown().stateReason() : message);
        row.put("is_bid", bid != null);
        row.put("min_bid", offer.minBid());
        row.put("dph_total", usdPerHour());
        row.put("storage_cost", VastMarketOffer.STORAGE_PER_GB_MONTH);
        row.put("storage_total_cost", VastMarketOffer.storage(terms.diskGb()));
        row.put("disk_space", terms.diskGb());
        row.put("gpu_name", offer.gpuName());
        row.put("num_gpus", 1);
        row.put("gpu_ram", offer.gpuMemoryMb());
        row.put("gpu_util", state == MachineState.RUNNING ? 0.0 : null);
        row.put("geolocation", offer.geolocation());
        row.put("start_date", startedAt + 0.5);
        row.put("end_date", endsAt);
        row.put("image_uuid", terms.image());
        row.put("image_runtype", terms.runType());
        row.put("extra_env", terms.environment());
        row.put("onstart", terms.onStart());
        addLogin(row, state == MachineState.RUNNING);
        return row;
    }

    /** Addresses of nobody, RFC 5737; that of the host ends in a line break, as seen live. */
    private void addLogin(Map<String, @Nullable Object> row, boolean running) {
        int port = FIRST_PORT + (int) (id % PORTS);
        row.put("public_ipaddr", running ? "203.0.113.7\n" : null);
        row.put("ssh_host", "ssh4.example.com");
        row.put("ssh_port", port + 1);
        row.put(
                "ports",
                running && terms.runType().contains("direc")
                        ? Map.of("22/tcp", List.of(Map.of("HostIp", "0.0.0.0", "HostPort", String.valueOf(port))))
                        : null);
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

    /**
     * What was agreed on when it was rented.
     *
     * @param image of the container
     * @param diskGb for good
     * @param label that it begins with
     * @param bid USD an hour for its GPU; absent on demand
     * @param runType how to log in
     * @param onStart what runs at each start
     * @param environment as pairs of name and value
     * @param volume that is mounted, or absent
     */
    record Terms(
            String image,
            double diskGb,
            @Nullable String label,
            @Nullable Double bid,
            String runType,
            @Nullable String onStart,
            List<List<String>> environment,
            @Nullable Volume volume) {}
}
