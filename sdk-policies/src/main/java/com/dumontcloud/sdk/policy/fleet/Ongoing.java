package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The machines that are in the middle of being written. Guarded by the fleet's lock, on which whoever waits for one waits. */
final class Ongoing {

    private final Object lock;
    private final Map<MachineId, Kind> writing = new HashMap<>();

    Ongoing(Object lock) {
        this.lock = lock;
    }

    /** Returns what of a machine is being written; null where nothing is. */
    @Nullable
    Kind of(MachineId id) {
        return writing.get(id);
    }

    boolean has(MachineId id) {
        return writing.containsKey(id);
    }

    void begin(MachineId id, Kind kind) {
        writing.put(id, kind);
    }

    void end(MachineId id) {
        writing.remove(id);
        lock.notifyAll();
    }

    /** What of a machine is being written. */
    enum Kind {
        /** A change of it. Nothing else is decided on until that is known to hold. */
        CHANGE,
        /** That it was seen. It may be seen again; a change comes after. */
        SIGHT
    }
}
