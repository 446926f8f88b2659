package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.List;
import java.util.Optional;

/**
 * What a fleet was needed for: the truth that no engine is told, and by which it is scored afterwards. Immutable.
 *
 * @param machines each machine once, in the order in which they were recorded
 */
public record UsageTrace(List<MachineUsage> machines) {

    /** Copies the list. */
    public UsageTrace {
        machines = List.copyOf(machines);
        long distinct = machines.stream().map(MachineUsage::id).distinct().count();
        if (distinct != machines.size()) {
            throw new IllegalArgumentException("a machine is named twice");
        }
    }

    /** Returns one machine, if it is in the trace. */
    public Optional<MachineUsage> find(MachineId id) {
        return machines.stream().filter(machine -> machine.id().equals(id)).findFirst();
    }

    /** Returns the minute at which the last machine is given back; 0 where there is none. */
    public double lastMinute() {
        return machines.stream().mapToDouble(MachineUsage::returnedMinute).max().orElse(0);
    }

    /** Returns the part of the trace before a minute, as if everything had been given back then. */
    public UsageTrace until(double minute) {
        return new UsageTrace(machines.stream()
                .filter(machine -> machine.rentedMinute() < minute)
                .map(machine -> machine.until(minute))
                .toList());
    }
}
