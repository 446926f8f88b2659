package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which modes a scope is in. Pure and deterministic, as the engine is; the numbers are those of the lifecycle rules,
 * sections 3 and 4. Immutable and thread-safe.
 */
public final class ScopeRule {

    private static final int TRIPS_AT_PERCENT = 34;
    private static final int TRIPS_AT_MACHINES = 3;
    private static final int CLEARS_BELOW_PERCENT = 20;
    private static final long CLEARS_AFTER_NANOS = Duration.ofMinutes(5).toNanos();

    private final Duration restartGrace;
    private final long blindAfterNanos;

    /**
     * Creates the rule.
     *
     * @param blindAfter how long the provider may answer nothing
     */
    public ScopeRule(LifecycleSettings settings, Duration blindAfter) {
        this.restartGrace = settings.restartGrace();
        this.blindAfterNanos = blindAfter.toNanos();
    }

    /** Decides what follows from what is observed now. */
    public ScopeCondition decide(ScopeCondition before, ScopeFacts facts, Moment now) {
        Draft draft = new Draft(before, now);
        draft.set(
                FleetMode.RESTARTING,
                lasts(FleetMode.RESTARTING, facts, now),
                () -> Reason.of(Reason.Code.RESTARTING, now.wall(), restartGrace));
        draft.set(
                FleetMode.CLOCK_SUSPECT,
                lasts(FleetMode.CLOCK_SUSPECT, facts, now),
                () -> Reason.of(
                        Reason.Code.CLOCK_SUSPECT,
                        facts.jump().isNegative() ? "back" : "ahead",
                        facts.jump().abs()));
        Long seen = facts.providerSeenNanos();
        draft.set(
                FleetMode.PROVIDER_BLIND,
                seen != null && now.observedNanos() - seen >= blindAfterNanos,
                () -> Reason.of(Reason.Code.PROVIDER_BLIND, Duration.ofNanos(blindAfterNanos)));
        draft.set(FleetMode.STORE_FAILED, facts.storeFailed(), () -> Reason.of(Reason.Code.STORE_FAILED));
        String frozen = facts.frozen();
        draft.set(FleetMode.FROZEN, frozen != null, () -> Reason.of(Reason.Code.FROZEN, String.valueOf(frozen)));
        draft.set(
                FleetMode.NOTIFIER_BLIND,
                facts.notifierFailed(),
                () -> Reason.of(Reason.Code.NOTIFIER_BLIND, now.wall()));
        draft.set(FleetMode.SHADOW, facts.shadow(), () -> Reason.of(Reason.Code.SHADOW));
        silence(draft, facts);
        return draft.next();
    }

    /**
     * One silent machine says nothing about our own view, however small its scope: without that, no pause of a scope of three or
     * four could end while one machine in it is dead. An override holds until calm has come, or as many fall silent once more as
     * it takes to trip.
     */
    private static void silence(Draft draft, ScopeFacts facts) {
        int silent = facts.silent();
        boolean trips = silent >= TRIPS_AT_MACHINES && 100L * silent >= (long) TRIPS_AT_PERCENT * facts.counted();
        boolean calm = silent <= 1 || 100L * silent < (long) CLEARS_BELOW_PERCENT * facts.counted();
        boolean paused = draft.before.modes().containsKey(FleetMode.SILENCE_PAUSED);
        Integer overriddenAt = draft.before.overriddenAt();
        if (overriddenAt != null && trips && silent - overriddenAt >= TRIPS_AT_MACHINES) {
            overriddenAt = null;
        }
        if (!paused && overriddenAt == null) {
            draft.pause(trips, facts);
            return;
        }
        Long calmSince = draft.before.calmSinceNanos();
        calmSince = !calm ? null : calmSince == null ? (Long) draft.now.observedNanos() : calmSince;
        boolean over = calmSince != null && draft.now.observedNanos() - calmSince >= CLEARS_AFTER_NANOS;
        draft.pause(paused && !over, facts);
        draft.calmSince = over ? null : calmSince;
        draft.overriddenAt = over ? null : overriddenAt;
    }

    /** Returns the observed time at which a mode ends by itself; null where something has to happen first. */
    public @Nullable Long endNanos(FleetMode mode, ScopeFacts facts) {
        Long since = mode == FleetMode.RESTARTING
                ? facts.cameBackNanos()
                : mode == FleetMode.CLOCK_SUSPECT ? facts.jumpedNanos() : null;
        Duration length = mode == FleetMode.RESTARTING ? restartGrace : restartGrace.multipliedBy(2);
        return since == null ? null : (Long) (since + length.toNanos());
    }

    private boolean lasts(FleetMode mode, ScopeFacts facts, Moment now) {
        Long end = endNanos(mode, facts);
        return end != null && now.observedNanos() < end;
    }

    /** The modes in the making. Why one began is kept for as long as it lasts, but for numbers that change. */
    private static final class Draft {

        private final ScopeCondition before;
        private final Moment now;
        private Map<FleetMode, Reason> modes = Map.of();
        private @Nullable Long calmSince;
        private @Nullable Integer overriddenAt;

        Draft(ScopeCondition before, Moment now) {
            this.before = before;
            this.now = now;
        }

        void set(FleetMode mode, boolean on, Supplier<Reason> why) {
            if (on) {
                Reason known = before.modes().get(mode);
                put(mode, known == null ? why.get() : known);
            }
        }

        /** How many are silent is worth knowing as it changes. */
        void pause(boolean on, ScopeFacts facts) {
            if (on) {
                Reason why = Reason.of(Reason.Code.SILENCE_PAUSED, facts.silent(), facts.counted());
                put(FleetMode.SILENCE_PAUSED, why);
            }
        }

        private void put(FleetMode mode, Reason why) {
            if (modes.isEmpty()) {
                modes = new EnumMap<>(FleetMode.class);
            }
            modes.put(mode, why);
        }

        ScopeCondition next() {
            boolean normal = modes.isEmpty() && calmSince == null && overriddenAt == null;
            return normal ? ScopeCondition.NORMAL : new ScopeCondition(modes, calmSince, overriddenAt);
        }
    }
}
