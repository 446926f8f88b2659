package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the engine will do next with a machine if nothing changes, and how long it is until then. */
final class NextAction {

    private NextAction() {}

    static String of(MachineReport report) {
        MachineCondition machine = report.condition();
        Operation open = machine.operation().orElse(null);
        if (open != null) {
            return underWay(open);
        }
        if (!machine.isExpectedToReport()) {
            return "";
        }
        if (machine.liveness() == Liveness.SUSPECT || machine.liveness() == Liveness.ORPHANED) {
            return afterSilence(machine, report.sinceHeartbeat());
        }
        if (report.hibernateIn() != null) {
            return "park in " + Words.length(report.hibernateIn());
        }
        Duration idle = report.idleFor();
        if (idle == null || !machine.settings().parksUnused()) {
            return "";
        }
        Duration allowed = Duration.ofNanos(machine.settings().idleAfterNanos());
        return idle.compareTo(allowed) < 0 ? "park in " + Words.length(allowed.minus(idle)) : "held";
    }

    private static String underWay(Operation open) {
        if (open.releases()) {
            return "giving it back";
        }
        return switch (open.kind()) {
            case HIBERNATE, STOP -> "parking";
            case FAILOVER -> "replacing";
            case WAKE -> "waking";
            case REBOOT -> "rebooting";
            case DESTROY -> "giving it back";
        };
    }

    private static String afterSilence(MachineCondition machine, @Nullable Duration silence) {
        LifecycleSettings settings = machine.settings().base();
        Duration left = settings.orphanHibernateAfter().minus(silence == null ? Duration.ZERO : silence);
        return left.isNegative() || left.isZero() ? "held" : "park in " + Words.length(left);
    }
}
