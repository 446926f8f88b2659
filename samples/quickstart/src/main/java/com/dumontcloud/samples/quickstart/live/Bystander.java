package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notices what nobody announces: that something keeps a machine from being parked, and how this host does. */
final class Bystander {

    private static final Duration BETWEEN_READINGS = Duration.ofHours(6);

    private final News news;
    private final Set<MachineId> held = new HashSet<>();
    private @Nullable Instant hostRead;

    Bystander(News news) {
        this.news = news;
    }

    void look(List<MachineReport> machines, Instant now) {
        for (MachineReport report : machines) {
            MachineCondition machine = report.condition();
            if (machine.id().equals(LiveRun.THIS_HOST)) {
                host(report, now);
            }
            if (!isHeld(machine)) {
                held.remove(machine.id());
            } else if (held.add(machine.id())) {
                news.tell(
                        now,
                        machine.id(),
                        "stays: " + machine.pending().orElseThrow().text());
            }
        }
    }

    private static boolean isHeld(MachineCondition machine) {
        Reason.Code why = machine.pending().map(Reason::code).orElse(null);
        return why == Reason.Code.KEPT_ALIVE || (why == Reason.Code.WITNESS && machine.witness() == Witness.BUSY);
    }

    private void host(MachineReport report, Instant now) {
        boolean due = hostRead == null || !now.isBefore(hostRead.plus(BETWEEN_READINGS));
        if (report.newest() == null || report.newest().host().cpuPercent() == null || !due) {
            return;
        }
        hostRead = now;
        double seconds = report.condition().settings().base().interval().toMillis() / 1e3;
        HostReading host = report.newest().host();
        news.tell(
                now,
                LiveRun.THIS_HOST,
                String.format(
                        Locale.ROOT,
                        "really: CPU %s %%, memory %s MiB, disk %s MB/s, network %s MB/s",
                        number(host.cpuPercent()),
                        number(host.memoryUsedMib()),
                        rate(host.diskReadBytes(), host.diskWriteBytes(), seconds),
                        rate(host.netReceivedBytes(), host.netSentBytes(), seconds)));
    }

    private static String rate(@Nullable Long one, @Nullable Long other, double seconds) {
        return one == null || other == null ? "?" : String.format(Locale.ROOT, "%.1f", (one + other) / seconds / 1e6);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "?" : String.format(Locale.ROOT, "%,.0f", value);
    }
}
