package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.policy.decide.Step.Copies.Become;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store of snapshots of a made-up machine: takes them, and reads the newest back, as it was told. */
final class Copies {

    private Become become = Become.SOUND;
    private @Nullable Instant newest;

    void become(Become other) {
        become = other;
    }

    void made(Instant when) {
        newest = when;
    }

    /** Returns what the store says when it was asked to take one; empty where it never says anything. */
    Optional<Event> take(Operation operation, Instant now) {
        int asked = operation.snapshot().asked();
        if (become == Become.HANG) {
            return Optional.empty();
        } else if (become == Become.FAIL) {
            return Optional.of(new Event.SnapshotFailed(operation.id(), asked, "as told"));
        }
        newest = now;
        return Optional.of(new Event.SnapshotTaken(operation.id(), asked, new SnapshotRef(machine(), "s-" + asked)));
    }

    /** Returns what is found when the newest is read back; empty where nobody ever says. */
    Optional<Event> readBack(Operation operation, Instant now) {
        int asked = operation.snapshot().asked();
        if (become == Become.HANG) {
            return Optional.empty();
        } else if (newest == null || become == Become.FAIL || become == Become.CORRUPT) {
            return Optional.of(new Event.SnapshotFailed(operation.id(), asked, "not to be read"));
        }
        Instant created = become == Become.OLD ? newest.minus(Duration.ofHours(1)) : newest;
        SnapshotProof proof = new SnapshotProof(new SnapshotRef(machine(), "s-" + asked), created, now, 1, "sha256:00");
        return Optional.of(new Event.SnapshotVerified(operation.id(), asked, proof));
    }

    private MachineId machine() {
        return become == Become.OF_ANOTHER ? MachineId.of("another") : Beat.MACHINE;
    }
}
