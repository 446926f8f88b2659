package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.samples.quickstart.live.News.Line;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Words {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Words() {}

    static String news(Line line) {
        return String.format(Locale.ROOT, "%s  %-10s  %s", clock(line.at()), line.machine(), line.text());
    }

    static String clock(Instant at) {
        return CLOCK.format(at);
    }

    static String usd(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** Its power, or, while it is on, what is wrong with it. */
    static String state(MachineCondition machine) {
        if (machine.isExpectedToReport() && machine.liveness() == Liveness.ORPHANED) {
            return "orphaned";
        }
        boolean silent = machine.isExpectedToReport() && machine.liveness() == Liveness.SUSPECT;
        return silent ? "silent" : machine.shownState().text();
    }

    /** The busiest GPU; a machine without any shows its processor. */
    static String used(MachineReport report) {
        Heartbeat newest = report.newest();
        boolean reports = report.condition().isExpectedToReport()
                && report.condition().liveness().isReporting();
        if (newest == null || !reports) {
            return "";
        }
        HostReading host = newest.host();
        if (report.condition().profile().isWithoutGpu()) {
            return host.cpuPercent() == null ? "" : String.valueOf(Math.round(host.cpuPercent()));
        }
        return newest.gpus().stream()
                .map(GpuReading::utilizationMeanPercent)
                .filter(Objects::nonNull)
                .max(Double::compare)
                .map(percent -> String.valueOf(Math.round(percent)))
                .orElse("");
    }

    /** Minutes and seconds, or hours and minutes; empty for none. */
    static String length(@Nullable Duration length) {
        if (length == null) {
            return "";
        }
        long seconds = Math.max(0, length.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }
}
