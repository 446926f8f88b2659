package com.dumontcloud.sdk.policy.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When each machine must be looked at though nothing happened. The times lie side by side and apart from all else, so that a tick
 * looks through a million of them within a millisecond or two, and touches no machine that is not due. Not thread-safe.
 */
final class Deadlines {

    private static final int FIRST_SIZE = 16;

    private final List<WatchedMachine> machines = new ArrayList<>();
    private long[] dueNanos = new long[FIRST_SIZE];

    /** Takes the time over from the machine's condition, as often as that changes. */
    void set(WatchedMachine machine) {
        int place = machine.place();
        if (place == WatchedMachine.NO_PLACE) {
            place = machines.size();
            machine.place(place);
            machines.add(machine);
            if (place == dueNanos.length) {
                dueNanos = Arrays.copyOf(dueNanos, 2 * place);
            }
        } else if (machines.get(place) != machine) {
            machines.set(place, machine);
        }
        dueNanos[place] = machine.condition().nextDueNanos();
    }

    /** Returns whose time has come, in the order in which they became known. */
    List<WatchedMachine> due(long nowNanos) {
        List<WatchedMachine> due = new ArrayList<>();
        for (int place = 0; place < machines.size(); place++) {
            if (dueNanos[place] <= nowNanos) {
                due.add(machines.get(place));
            }
        }
        return due;
    }
}
