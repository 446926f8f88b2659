package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.ScopeCondition;
import com.dumontcloud.sdk.policy.decide.ScopeFacts;
import com.dumontcloud.sdk.policy.decide.ScopeOutlook;
import com.dumontcloud.sdk.policy.decide.ScopeRule;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the modes of every scope up to date: collects what they follow from and asks the {@link ScopeRule}, before every decision,
 * so that none is taken in a mode that should be on. Not thread-safe.
 */
final class FleetModes {

    private static final Logger log = LoggerFactory.getLogger(FleetModes.class);

    private ScopeRule rule;
    private final Scopes scopes;
    private final ObservedClock clock;
    private final BooleanSupplier storeFails;
    private final BooleanSupplier notifierFails;
    private final ShadowBook shadow;
    private final TargetRate targetRate;
    private final Set<Scope> newlyPaused = new LinkedHashSet<>();
    private @Nullable Long cameBackNanos;
    private boolean waitsToBegin;
    private @Nullable String frozen;

    /**
     * Begins in the modes that a fleet is in before anything was observed.
     *
     * @param shadow whether nothing is to be carried out
     * @param targetRate how many heartbeats all machines together may send
     * @param storeFails whether what was to be written last could not be
     * @param notifierFails whether what people were to be told last was not taken
     * @param knownFleet whether the engine comes back to a fleet: until it begins, it is on its way back
     */
    FleetModes(
            ScopeRule rule,
            Scopes scopes,
            ObservedClock clock,
            BooleanSupplier storeFails,
            BooleanSupplier notifierFails,
            ShadowBook shadow,
            TargetRate targetRate,
            boolean knownFleet) {
        this.rule = rule;
        this.scopes = scopes;
        this.clock = clock;
        this.storeFails = storeFails;
        this.notifierFails = notifierFails;
        this.shadow = shadow;
        this.targetRate = targetRate;
        this.waitsToBegin = knownFleet;
    }

    /** The engine begins to watch. */
    void begin(Moment now) {
        if (waitsToBegin) {
            waitsToBegin = false;
            cameBackNanos = now.observedNanos();
        }
    }

    /** The engine was away for so long that it comes back as from a restart. */
    void cameBack(Moment now) {
        cameBackNanos = now.observedNanos();
    }

    /** Other settings are in force. */
    void decideBy(ScopeRule other) {
        rule = other;
    }

    void frozen(@Nullable String why) {
        frozen = why;
    }

    /** The provider answered: from here on it is missed when it does not. */
    void providerAnswered(String scope, Moment now) {
        scopes.of(scope).providerSeenNanos = now.observedNanos();
    }

    /** An operator knows better than the pause. Returns whether there was one. */
    boolean resume(Scope scope) {
        ScopeCondition before = scope.condition;
        scope.condition = before.resumed(scope.silent());
        return !scope.condition.equals(before);
    }

    Surroundings around(MachineCondition machine, Moment now) {
        Scope scope = scopes.of(machine);
        return surroundings(scope, now, scope.outOfTurn(machine, now.observedNanos()));
    }

    /** The same for a machine whose turn has come. */
    Surroundings aroundWithTurn(MachineCondition machine, Moment now) {
        return surroundings(scopes.of(machine), now, Set.of());
    }

    private Surroundings surroundings(Scope scope, Moment now, Set<Cause> outOfTurn) {
        look(scope, now);
        return new Surroundings(Math.max(1, scope.peers()), scope.condition.modes(), outOfTurn, scope.means)
                .paced(targetRate.leastIntervalNanos(scopes.reporting()));
    }

    void lookAtAll(Moment now) {
        for (Scope scope : scopes.all()) {
            look(scope, now);
        }
    }

    /** Returns what people are told of a machine's scope beside what its decisions know. */
    ScopeOutlook outlook(MachineCondition machine, List<Reason> spending, Moment now) {
        Scope scope = scopes.of(machine);
        ScopeFacts facts = facts(scope, now);
        Map<FleetMode, Long> ends = new EnumMap<>(FleetMode.class);
        for (FleetMode mode : scope.condition.modes().keySet()) {
            Long end = rule.endNanos(mode, facts);
            if (end != null) {
                ends.put(mode, end);
            }
        }
        shadow.end(now.wall())
                .ifPresent(end -> ends.put(
                        FleetMode.SHADOW,
                        now.observedNanos() + Duration.between(now.wall(), end).toNanos()));
        return new ScopeOutlook(ends, scope.budgets(now.observedNanos()), spending);
    }

    List<ModeReport> reports() {
        List<ModeReport> reports = new ArrayList<>();
        for (Scope scope : scopes.all()) {
            scope.condition.modes().forEach((mode, why) -> reports.add(new ModeReport(scope.name, mode, why)));
        }
        return reports;
    }

    /** Returns what operators have to be told since the call before. */
    List<Reason> takeAlerts() {
        List<Reason> alerts = newlyPaused.stream()
                .flatMap(scope -> Stream.ofNullable(scope.condition.modes().get(FleetMode.SILENCE_PAUSED)))
                .toList();
        newlyPaused.clear();
        return alerts;
    }

    private void look(Scope scope, Moment now) {
        ScopeCondition before = scope.condition;
        scope.condition = rule.decide(before, facts(scope, now), now);
        if (!scope.condition.modes().keySet().equals(before.modes().keySet())) {
            tell(scope, before, scope.condition);
        }
    }

    private ScopeFacts facts(Scope scope, Moment now) {
        ObservedClock.Jump jump = clock.newestJump();
        return new ScopeFacts(
                scope.counted(),
                scope.silent(),
                waitsToBegin ? (Long) now.observedNanos() : cameBackNanos,
                jump.atNanos(),
                jump.by(),
                scope.providerSeenNanos,
                storeFails.getAsBoolean(),
                notifierFails.getAsBoolean(),
                frozen,
                shadow.isOn(now.wall()));
    }

    private void tell(Scope scope, ScopeCondition before, ScopeCondition next) {
        log.info(
                "Scope \"{}\" is now in {}, and was in {}",
                scope.name,
                next.modes(),
                before.modes().keySet());
        if (next.modes().containsKey(FleetMode.SILENCE_PAUSED)
                && !before.modes().containsKey(FleetMode.SILENCE_PAUSED)) {
            newlyPaused.add(scope);
        }
    }
}
