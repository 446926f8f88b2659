package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.MachineProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What many machines of a fleet have in common, such as their price, kept once for all of them. Guarded by the fleet's lock. */
final class Alike {

    /** Whatever has more different values is not alike. */
    private static final int MOST = 1000;

    private final Map<Object, Object> known = new HashMap<>();

    /** Returns an equal profile that shares what the profiles before it said too. */
    MachineProfile of(MachineProfile profile) {
        return new MachineProfile(
                profile.id(),
                profile.name().equals(profile.id().value()) ? profile.id().value() : profile.name(),
                one(profile.provider()),
                one(profile.region()),
                one(profile.gpu()),
                one(profile.runningRate()),
                one(profile.parkedRate()),
                profile.labels(),
                Objects.requireNonNull(one(profile.setup())));
    }

    @SuppressWarnings("unchecked")
    private <T> @Nullable T one(@Nullable T value) {
        if (value == null) {
            return null;
        }
        Object first = known.size() < MOST ? known.putIfAbsent(value, value) : known.get(value);
        return first == null ? value : (T) first;
    }
}
