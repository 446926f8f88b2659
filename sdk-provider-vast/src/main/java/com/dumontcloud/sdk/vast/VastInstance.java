package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One machine as Vast shows it, in Vast's own words: nothing is interpreted, nothing is left out.
 *
 * <p>Immutable. What Vast did not say is absent; a word of tomorrow is kept as it is. Rows hold secrets, such as Jupyter's token
 * and the user's environment: {@code toString} shows the id and the states alone.
 */
public final class VastInstance {

    private final JsonObject row;
    private final long id;

    private VastInstance(JsonObject row, long id) {
        this.row = row;
        this.id = id;
    }

    /** Reads a row and checks the type of every field that has an accessor here. */
    static VastInstance from(JsonObject row) {
        Long id = row.whole("id");
        if (id == null) {
            throw VastColumns.missing("id");
        }
        VastInstance instance = new VastInstance(row, id);
        VastColumns.INSTANCE.check(row);
        return instance;
    }

    /** Returns the id of the contract, which is the machine's id everywhere in this SDK. */
    public MachineId id() {
        return MachineId.of(Long.toString(id));
    }

    /** Returns the physical machine, which several contracts may share. */
    public @Nullable Long hostMachineId() {
        return row.whole("machine_id");
    }

    /** Returns what the host says of the container: {@code running}, {@code exited}, {@code offline} and more. */
    public @Nullable String actualStatus() {
        return row.text("actual_status");
    }

    /** Returns what was last asked for: {@code running} or {@code stopped}. */
    public @Nullable String intendedStatus() {
        return row.text("intended_status");
    }

    /** Returns what the contract says, and with it whether a GPU is held: {@code running}, {@code stopped}. */
    public @Nullable String currentState() {
        return row.text("cur_state");
    }

    /** Returns what the contract will say next. */
    public @Nullable String nextState() {
        return row.text("next_state");
    }

    /** Returns the host's free text on the state. */
    public @Nullable String statusMessage() {
        return row.text("status_msg");
    }

    /** Returns the label: what people wrote, and what this SDK keeps there. */
    public @Nullable String label() {
        return row.text("label");
    }

    /** Returns whether it is interruptible: rented by a bid, and lost to a higher one. */
    public boolean isBid() {
        return Boolean.TRUE.equals(row.flag("is_bid"));
    }

    /** Returns the lowest bid that would hold it now, USD an hour for the whole machine. */
    public @Nullable BigDecimal minBidUsdPerHour() {
        return row.decimal("min_bid");
    }

    /** Returns the price while it runs, USD an hour, GPU and disk. It does not drop when the machine is stopped. */
    public @Nullable BigDecimal runningUsdPerHour() {
        return row.decimal("dph_total");
    }

    /** Returns the price of its disk, USD an hour, billed from creation to destruction. */
    public @Nullable BigDecimal storageUsdPerHour() {
        return row.decimal("storage_total_cost");
    }

    /** Returns the price of disk space, USD for a GB and a month of 720 hours. */
    public @Nullable BigDecimal storageUsdPerGbMonth() {
        return row.decimal("storage_cost");
    }

    /** Returns the disk's size in GB. */
    public @Nullable BigDecimal diskGb() {
        return row.decimal("disk_space");
    }

    /** Returns the GPUs' model, such as {@code RTX 4090}. */
    public @Nullable String gpuName() {
        return row.text("gpu_name");
    }

    /** Returns how many GPUs it has. */
    public @Nullable BigDecimal gpuCount() {
        return row.decimal("num_gpus");
    }

    /** Returns the memory of one GPU in MB. */
    public @Nullable BigDecimal gpuMemoryMb() {
        return row.decimal("gpu_ram");
    }

    /** Returns the GPUs' utilisation in percent as the host reported it last; absent where it does not know. */
    public @Nullable BigDecimal gpuUtilizationPercent() {
        BigDecimal percent = row.decimal("gpu_util");
        return percent == null || percent.signum() < 0 ? null : percent;
    }

    /**
     * Returns the utilisation, but nothing where it is more than 0 and at most 1: Vast's own documents disagree whether it is a
     * percentage or a fraction, and what is busy must not be taken for idle.
     */
    @Nullable
    BigDecimal certainGpuUtilizationPercent() {
        BigDecimal percent = gpuUtilizationPercent();
        return percent != null && percent.signum() > 0 && percent.compareTo(BigDecimal.ONE) <= 0 ? null : percent;
    }

    /** Returns where it stands, such as {@code California, US}. */
    public @Nullable String geolocation() {
        return row.text("geolocation");
    }

    /** Returns the image of its container. */
    public @Nullable String image() {
        return row.text("image_uuid");
    }

    /** Returns when the rental began. */
    public @Nullable Instant startedAt() {
        return instant("start_date");
    }

    /** Returns when the host's contract ends; the machine is deleted about 48 hours later. */
    public @Nullable Instant endsAt() {
        return instant("end_date");
    }

    /** Returns whether its host's contract has ended by then, so that it cannot start any more; not where Vast does not say when it ends. */
    boolean hasEndedBy(Instant moment) {
        Instant end = endsAt();
        return end != null && !moment.isBefore(end);
    }

    /** Returns how to log in, the direct way first; empty until the host has told its ports. */
    public List<VastSshEndpoint> sshEndpoints() {
        return VastSshEndpoint.of(row);
    }

    /**
     * Returns the volumes that are attached, by name, such as {@code V.123}. Only rows of a list show them.
     *
     * @throws com.dumontcloud.sdk.core.error.DumontException {@code INVALID_ANSWER} if the row shows them in a way that cannot be
     *     read: no other field of the row depends on it
     */
    public List<String> volumes() {
        return VastVolume.attachedTo(row);
    }

    /** Returns the names of every field of the row, those included that this version does not know. */
    public Set<String> fields() {
        return row.names();
    }

    /**
     * Returns any field of the row: a text as it is, and anything else as JSON. Beware: some are secrets.
     *
     * @return empty where the field is null, or not there
     */
    public Optional<String> field(String name) {
        return Optional.ofNullable(row.textOrJson(Objects.requireNonNull(name, "name")));
    }

    @Override
    public String toString() {
        return "Vast instance " + id + " (actual " + actualStatus() + ", intended " + intendedStatus() + ", current "
                + currentState() + ", next " + nextState() + ")";
    }

    JsonObject row() {
        return row;
    }

    private @Nullable Instant instant(String name) {
        BigDecimal seconds = row.decimal(name);
        return seconds == null ? null : VastColumns.instant(name, seconds);
    }
}
