package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The modes a scope is in: what {@link ScopeRule#decide} takes and returns. Immutable.
 *
 * @param modes those in force, and why
 * @param calmSinceNanos observed time since when few enough machines are silent again; absent while they are not, or no pause is
 *     on or overridden
 * @param overriddenAt how many machines were silent when an operator overrode the pause; absent unless that still holds
 */
public record ScopeCondition(
        Map<FleetMode, Reason> modes,
        @Nullable Long calmSinceNanos,
        @Nullable Integer overriddenAt) {

    /** In no mode. */
    public static final ScopeCondition NORMAL = new ScopeCondition(Map.of(), null, null);

    /** Copies the modes. */
    public ScopeCondition {
        modes = Map.copyOf(modes);
    }

    /** Returns whether the engine is to leave every machine of the scope as it is. */
    public boolean isPaused() {
        return modes.keySet().stream().anyMatch(FleetMode::isPause);
    }

    /** Returns this scope after an operator overrode its silence pause; the same where none is on. */
    public ScopeCondition resumed(int silent) {
        if (!modes.containsKey(FleetMode.SILENCE_PAUSED)) {
            return this;
        }
        Map<FleetMode, Reason> others = new LinkedHashMap<>(modes);
        others.remove(FleetMode.SILENCE_PAUSED);
        return new ScopeCondition(others, null, silent);
    }
}
