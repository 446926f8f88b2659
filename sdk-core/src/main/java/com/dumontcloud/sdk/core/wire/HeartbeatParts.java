package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the objects of a heartbeat, but for what it says of each GPU. What is null or lacks what gives it meaning reads as absent. */
final class HeartbeatParts {

    /** The most results in one heartbeat. */
    private static final int MAX_RESULTS = 256;

    private HeartbeatParts() {}

    static GpuTotals gpuMetrics(HeartbeatInput in) {
        if (!in.open()) {
            return GpuTotals.UNKNOWN;
        }
        in.enter();
        Double utilizationPercent = null;
        Double memoryUsedMib = null;
        Double memoryTotalMib = null;
        Double temperatureCelsius = null;
        Double powerWatts = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case UTILIZATION_PERCENT -> utilizationPercent = in.decimal(Range.PERCENT);
                case MEMORY_USED_MB -> memoryUsedMib = in.decimal(Range.MEMORY_MIB);
                case MEMORY_TOTAL_MB -> memoryTotalMib = in.decimal(Range.MEMORY_MIB);
                case TEMPERATURE_CELSIUS -> temperatureCelsius = in.decimal(Range.TEMPERATURE_CELSIUS);
                case POWER_WATTS -> powerWatts = in.decimal(Range.POWER_WATTS);
                default -> in.skipValue();
            }
        }
        in.leave();
        return new GpuTotals(utilizationPercent, memoryUsedMib, memoryTotalMib, temperatureCelsius, powerWatts);
    }

    static HostReading host(HeartbeatInput in) {
        if (!in.open()) {
            return HostReading.UNKNOWN;
        }
        in.enter();
        Double cpuPercent = null;
        Double memoryUsedMib = null;
        Double memoryTotalMib = null;
        Double diskUsedGib = null;
        Long diskReadBytes = null;
        Long diskWriteBytes = null;
        Long netReceivedBytes = null;
        Long netSentBytes = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case CPU_PERCENT -> cpuPercent = in.decimal(Range.PERCENT);
                case MEMORY_USED_MB -> memoryUsedMib = in.decimal(Range.MEMORY_MIB);
                case MEMORY_TOTAL_MB -> memoryTotalMib = in.decimal(Range.MEMORY_MIB);
                case DISK_USED_GB -> diskUsedGib = in.decimal(Range.DISK_GIB);
                case DISK_READ_BYTES -> diskReadBytes = in.whole(Range.EXACT_WHOLE);
                case DISK_WRITE_BYTES -> diskWriteBytes = in.whole(Range.EXACT_WHOLE);
                case NET_RX_BYTES -> netReceivedBytes = in.whole(Range.EXACT_WHOLE);
                case NET_TX_BYTES -> netSentBytes = in.whole(Range.EXACT_WHOLE);
                default -> in.skipValue();
            }
        }
        in.leave();
        return new HostReading(
                cpuPercent,
                memoryUsedMib,
                memoryTotalMib,
                diskUsedGib,
                diskReadBytes,
                diskWriteBytes,
                netReceivedBytes,
                netSentBytes);
    }

    static PeopleReading people(HeartbeatInput in) {
        if (!in.open()) {
            return PeopleReading.UNKNOWN;
        }
        in.enter();
        Integer sshSessions = null;
        Double lastInputSeconds = null;
        Boolean jupyterBusy = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case SSH_SESSIONS -> sshSessions = in.count(Range.COUNT);
                case LAST_INPUT_SECONDS -> lastInputSeconds = in.decimal(Range.SECONDS);
                case JUPYTER_BUSY -> jupyterBusy = in.flag();
                default -> in.skipValue();
            }
        }
        in.leave();
        return new PeopleReading(sshSessions, lastInputSeconds, jupyterBusy);
    }

    /** Reads the program's word; without {@code active} it said nothing. */
    static @Nullable BusyReading busy(HeartbeatInput in) {
        if (!in.open()) {
            return null;
        }
        in.enter();
        Boolean active = null;
        String label = null;
        Double progress = null;
        Double progressChangedSeconds = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case ACTIVE -> active = in.flag();
                case LABEL -> label = in.text();
                case PROGRESS -> progress = in.decimal(Range.PROGRESS);
                case PROGRESS_CHANGED_SECONDS -> progressChangedSeconds = in.decimal(Range.SECONDS);
                default -> in.skipValue();
            }
        }
        in.leave();
        return active == null ? null : new BusyReading(active, label, progress, progressChangedSeconds);
    }

    static ReporterRef reporter(HeartbeatInput in) {
        if (!in.open()) {
            return ReporterRef.AGENT;
        }
        in.enter();
        String id = null;
        String kind = null;
        String startId = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case ID -> id = in.nonEmptyWord();
                case KIND -> kind = in.word();
                case START_ID -> startId = in.word();
                default -> in.skipValue();
            }
        }
        in.leave();
        return new ReporterRef(id == null ? ReporterRef.AGENT.id() : id, kind, startId);
    }

    static List<CommandResult> results(HeartbeatInput in) {
        if (!in.openArray()) {
            return List.of();
        }
        in.enter();
        List<CommandResult> results = new ArrayList<>();
        for (int element = 0; in.hasNextElement(); element++) {
            in.element(element);
            if (element >= MAX_RESULTS) {
                in.skipElement(MAX_RESULTS);
            } else if (in.open()) {
                CommandResult result = result(in);
                if (result != null) {
                    results.add(result);
                }
            }
        }
        in.leave();
        return results;
    }

    /** Reads one result; one that names no command says nothing. */
    private static @Nullable CommandResult result(HeartbeatInput in) {
        String id = null;
        Outcome outcome = Outcome.UNKNOWN;
        String detail = null;
        Double progress = null;
        String snapshotId = null;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            switch (field) {
                case ID -> id = in.nonEmptyWord();
                case OUTCOME -> {
                    String text = in.word();
                    outcome = text == null ? Outcome.UNKNOWN : Outcome.from(text);
                }
                case DETAIL -> detail = in.text();
                case PROGRESS -> progress = in.decimal(Range.PROGRESS);
                case SNAPSHOT_ID -> snapshotId = in.word();
                default -> in.skipValue();
            }
        }
        return id == null ? null : new CommandResult(id, outcome, detail, progress, snapshotId);
    }

    /** Reads the goodbye; one without a reason claims least. */
    static @Nullable Goodbye goodbye(HeartbeatInput in) {
        if (!in.open()) {
            return null;
        }
        in.enter();
        Goodbye goodbye = Goodbye.STOPPED;
        long seen = 0;
        while (in.hasNextField()) {
            HeartbeatField field = in.field(seen);
            seen |= field.bit();
            if (field == HeartbeatField.REASON) {
                String text = in.word();
                goodbye = text == null ? Goodbye.STOPPED : Goodbye.from(text);
            } else {
                in.skipValue();
            }
        }
        in.leave();
        return goodbye;
    }
}
