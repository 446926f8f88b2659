package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine that was asked for to take the place of another one. Immutable.
 *
 * @param token names its rental among all there ever were
 * @param machine which it is; absent while that is not known
 * @param hasRun whether it was seen to run: then there may be data on it
 * @param discarded whether it is being given back, since it does not come up
 * @param confirmed whether it took the place
 */
record Replacement(String token, @Nullable MachineId machine, boolean hasRun, boolean discarded, boolean confirmed) {

    /** The one that this attempt asks for: whoever takes it up again, in whatever process, asks about the same. */
    static Replacement askedBy(Operation executing) {
        String attempt = executing.id() + "/" + executing.attempts();
        String token = UUID.nameUUIDFromBytes(attempt.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return new Replacement(token, null, false, false, false);
    }

    Replacement found(MachineId which) {
        return new Replacement(token, which, hasRun, discarded, confirmed);
    }

    Replacement running() {
        return new Replacement(token, machine, true, discarded, confirmed);
    }

    Replacement beingDiscarded() {
        return new Replacement(token, machine, hasRun, true, confirmed);
    }

    Replacement inPlace() {
        return new Replacement(token, machine, hasRun, discarded, true);
    }
}
