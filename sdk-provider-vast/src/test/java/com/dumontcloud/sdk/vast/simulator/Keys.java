package com.dumontcloud.sdk.vast.simulator;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may do what. Thread-safe. */
final class Keys {

    private final Map<String, Set<VastScope>> known = new HashMap<>();

    /** Lets this key in, and from now on none that was not added. */
    synchronized void add(String key, Set<VastScope> scopes) {
        known.put(key, scopes.isEmpty() ? EnumSet.noneOf(VastScope.class) : EnumSet.copyOf(scopes));
    }

    /** Returns how a request is turned away; null where it is not. A search wants no key, but no wrong one either. */
    synchronized @Nullable Answer refusal(Request request, VastScope needed) {
        String key = request.key();
        if (key == null) {
            return needed == VastScope.MISC ? null : Answer.refused(403, "auth_error", "This action requires login.");
        }
        if (known.isEmpty()) {
            return null;
        }
        Set<VastScope> scopes = known.get(key);
        if (scopes == null) {
            return Answer.refused(404, "auth_error", "Invalid user key");
        }
        return scopes.contains(needed)
                ? null
                : Answer.refused(403, "not_authorized", "Your key lacks the permission " + needed + ".");
    }
}
