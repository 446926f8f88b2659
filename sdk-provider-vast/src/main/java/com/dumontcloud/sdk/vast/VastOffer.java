package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One offer as Vast shows it. It is a snapshot: somebody else may rent it at any moment. Immutable.
 *
 * <p>Prices are those of the kind that was asked for, and include the disk that was asked for.
 */
public final class VastOffer {

    private final JsonObject row;
    private final long id;

    private VastOffer(JsonObject row, long id) {
        this.row = row;
        this.id = id;
    }

    static VastOffer from(JsonObject row) {
        VastColumns.OFFER.check(row);
        Long id = row.whole("ask_contract_id");
        id = id == null ? row.whole("id") : id;
        if (id == null) {
            throw VastColumns.missing("ask_contract_id");
        }
        return new VastOffer(row, id);
    }

    /** Returns the id to rent it by. */
    public long id() {
        return id;
    }

    /** Returns the physical machine. */
    public @Nullable Long hostMachineId() {
        return row.whole("machine_id");
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

    /** Returns the price while it runs, USD an hour, GPU and the disk asked for. Traffic comes on top. */
    public @Nullable BigDecimal usdPerHour() {
        return row.decimal("dph_total");
    }

    /** Returns the lowest bid, USD an hour for the whole machine. */
    public @Nullable BigDecimal minBidUsdPerHour() {
        return row.decimal("min_bid");
    }

    /** Returns the price of disk space, USD for a GB and a month of 720 hours, also while the machine is stopped. */
    public @Nullable BigDecimal storageUsdPerGbMonth() {
        return row.decimal("storage_cost");
    }

    /** Returns how much disk could be had, in GB. */
    public @Nullable BigDecimal diskGb() {
        return row.decimal("disk_space");
    }

    /** Returns where it stands, such as {@code California, US}. */
    public @Nullable String geolocation() {
        return row.text("geolocation");
    }

    /** Returns how reliable the host was, 0 to 1. */
    public @Nullable BigDecimal reliability() {
        return row.decimal("reliability2");
    }

    /** Returns the names of every field of the row. */
    public Set<String> fields() {
        return row.names();
    }

    /**
     * Returns any field of the row: a text as it is, and anything else as JSON.
     *
     * @return empty where the field is null, or not there
     */
    public Optional<String> field(String name) {
        return Optional.ofNullable(row.textOrJson(Objects.requireNonNull(name, "name")));
    }

    JsonObject row() {
        return row;
    }

    @Override
    public String toString() {
        return "Vast offer " + id + " (" + gpuCount() + " x " + gpuName() + ", " + usdPerHour() + " USD/h)";
    }
}
