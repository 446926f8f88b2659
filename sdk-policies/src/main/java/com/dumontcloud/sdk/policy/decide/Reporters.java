package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The reporters of one machine, the one heard last first. */
final class Reporters {

    /** More than this on one machine are a mistake; those that were silent longest are forgotten. */
    private static final int MOST = 64;

    private Reporters() {}

    static @Nullable ReporterState find(List<ReporterState> reporters, String id) {
        for (ReporterState reporter : reporters) {
            if (reporter.id().equals(id)) {
                return reporter;
            }
        }
        return null;
    }

    static List<ReporterState> with(ReporterState heard, List<ReporterState> reporters) {
        boolean isAlone = reporters.isEmpty()
                || (reporters.size() == 1 && reporters.get(0).id().equals(heard.id()));
        if (isAlone) {
            return List.of(heard);
        }
        List<ReporterState> all = new ArrayList<>(reporters.size() + 1);
        all.add(heard);
        for (ReporterState reporter : reporters) {
            if (!reporter.id().equals(heard.id()) && all.size() < MOST) {
                all.add(reporter);
            }
        }
        return List.copyOf(all);
    }

    /** Returns those that are still heard: each said no goodbye, and is not late beside the one heard last. */
    static List<ReporterState> live(MachineCondition machine) {
        List<ReporterState> all = machine.reporters;
        long newest = all.isEmpty() ? 0 : all.get(0).heardNanos();
        return all.stream()
                .filter(one -> one.counts() && newest - one.heardNanos() < machine.settings.lateAfterNanos())
                .toList();
    }

    /** Returns whether one that is still expected said that the machine is used, and not too long ago. */
    static boolean isAnyActive(MachineCondition machine, long now) {
        return any(machine, now, machine.settings.lateAfterNanos(), reporter -> reporter.reading() == Reading.ACTIVE);
    }

    /** Returns whether one is still expected to report: whoever has long been silent is not. */
    static boolean isAnyCounting(MachineCondition machine, long now) {
        return anyWith(reporter -> true, machine, now);
    }

    /** Returns whether this is true of one that is still expected to report. */
    static boolean anyWith(Predicate<ReporterState> fact, MachineCondition machine, long now) {
        return any(machine, now, machine.settings.orphanAfterNanos(), fact);
    }

    private static boolean any(MachineCondition machine, long now, long within, Predicate<ReporterState> fact) {
        for (ReporterState reporter : machine.reporters) {
            if (reporter.counts() && now - reporter.heardNanos() < within && fact.test(reporter)) {
                return true;
            }
        }
        return false;
    }
}
