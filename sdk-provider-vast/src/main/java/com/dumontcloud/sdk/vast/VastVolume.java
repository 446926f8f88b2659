package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One volume. It is bound to one physical machine, has a fixed size, and is billed until it is deleted, also when the machine
 * it was mounted on is gone. Immutable.
 *
 * @param id at Vast
 * @param hostMachineId the physical machine it is on
 * @param label as people gave it
 * @param sizeGb its size
 * @param usdPerGbMonth the price of a GB for a month of 720 hours
 * @param status Vast's word on it
 */
public record VastVolume(
        long id,
        @Nullable Long hostMachineId,
        @Nullable String label,
        @Nullable BigDecimal sizeGb,
        @Nullable BigDecimal usdPerGbMonth,
        @Nullable String status) {

    static VastVolume from(JsonObject row) {
        Long id = row.whole("id");
        if (id == null) {
            throw VastColumns.missing("id");
        }
        return new VastVolume(
                id,
                row.whole("machine_id"),
                row.text("label"),
                row.decimal("disk_space"),
                row.decimal("storage_cost"),
                row.text("status"));
    }

    /** Returns what it costs an hour; absent where Vast does not say. */
    @Nullable
    HourlyRate rate() {
        return VastMachines.rate(VastMachines.storage(usdPerGbMonth, sizeGb));
    }

    /** Returns the names of the volumes that the row of a machine shows; one that is shown without a name or an id is a fault. */
    static List<String> attachedTo(JsonObject row) {
        List<String> names = new ArrayList<>();
        for (JsonObject volume : infos(row)) {
            if (!volume.names().isEmpty()) {
                names.add(nameOf(volume));
            }
        }
        return names;
    }

    private static String nameOf(JsonObject volume) {
        String name = volume.text("name");
        Long id = volume.whole("id");
        id = id == null ? volume.whole("volume_id") : id;
        if (name == null && id == null) {
            throw VastColumns.missing("volume_info.id");
        }
        return name == null ? "V." + id : name;
    }

    /** No document says whether it is one or a list. */
    private static List<JsonObject> infos(JsonObject row) {
        try {
            return row.objects("volume_info");
        } catch (DumontException noList) {
            return List.of(Objects.requireNonNull(row.object("volume_info")));
        }
    }
}
