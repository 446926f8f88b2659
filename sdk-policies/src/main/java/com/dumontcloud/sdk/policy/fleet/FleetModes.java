package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.ScopeCondition;
import com.dumontcloud.sdk.policy.decide.ScopeFacts;
import com.dumontcloud.sdk.policy.decide.ScopeOutlook;
import com.dumontcloud.sdk.policy.decide.ScopeOutlook.BudgetState;
import com.dumontcloud.sdk.policy.decide.ScopeRule;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private final Absences absences;
    private final Set<Scope> newlyPaused = new LinkedHashSet<>();
    private @Nullable Long cameBackNanos;
    private boolean waitsToBegin;
    private @Nullable String frozen;

    /**
     * Begins in the modes that a fleet is in before anything was observed.
     *
     * @param shadow whether nothing is to be carried out
     * @param targetRate how many heartbeats all machines together may send
     * @param absences how often nobody watched
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
            Absences absences,
            boolean knownFleet) {
        this.rule = rule;
        this.scopes = scopes;
        this.clock = clock;
        this.storeFails = storeFails;
        this.notifierFails = notifierFails;
        this.shadow = shadow;
        this.targetRate = targetRate;
        this.absences = absences;
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
        scopes.whole(scope).providerSeenNanos = now.observedNanos();
    }

    /** An operator knows better than the pause. Returns whether there was one. */
    boolean resume(Scope scope) {
        ScopeCondition before = scope.condition;
        scope.condition = before.resumed(scope.silent());
        return !scope.condition.equals(before);
    }

    Surroundings around(MachineCondition machine, Moment now) {
        Scope whole = scopes.wholeOf(machine);
        Scope part = scopes.partOf(machine);
        Set<Cause> outOfTurn = whole.outOfTurn(machine, now.observedNanos());
        return surroundings(
                whole,
                part,
                part == null ? outOfTurn : union(outOfTurn, part.outOfTurn(machine, now.observedNanos())),
                now);
    }

    /** The same for a machine whose turn has come. */
    Surroundings aroundWithTurn(MachineCondition machine, Moment now) {
        return surroundings(scopes.wholeOf(machine), scopes.partOf(machine), Set.of(), now);
    }

    /** What holds in the account or in the region holds for the machine, and it has no more peers than there are in both. */
    private Surroundings surroundings(Scope whole, @Nullable Scope part, Set<Cause> outOfTurn, Moment now) {
        look(whole, now);
        int peers = whole.peers();
        Map<FleetMode, Reason> modes = whole.condition.modes();
        if (part != null) {
            look(part, now);
            peers = Math.min(peers, part.peers());
            modes = allModes(whole, part);
        }
        return new Surroundings(Math.max(1, peers), modes, outOfTurn, whole.means)
                .paced(targetRate.leastIntervalNanos(scopes.reporting()))
                .after(absences.count());
    }

    private static Map<FleetMode, Reason> allModes(Scope whole, Scope part) {
        Map<FleetMode, Reason> ofPart = part.condition.modes();
        if (ofPart.isEmpty()) {
            return whole.condition.modes();
        }
        Map<FleetMode, Reason> all = new EnumMap<>(ofPart);
        all.putAll(whole.condition.modes());
        return all;
    }

    private static Set<Cause> union(Set<Cause> some, Set<Cause> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some.isEmpty() ? others : some;
        }
        Set<Cause> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    void lookAtAll(Moment now) {
        for (Scope scope : scopes.all()) {
            look(scope, now);
        }
    }

    /** Returns what people are told of a machine's scope beside what its decisions know. */
    ScopeOutlook outlook(MachineCondition machine, List<Reason> spending, Moment now) {
        Scope whole = scopes.wholeOf(machine);
        ScopeFacts facts = facts(whole, now);
        Map<FleetMode, Long> ends = new EnumMap<>(FleetMode.class);
        for (FleetMode mode : whole.condition.modes().keySet()) {
            Long end = rule.endNanos(mode, facts);
            if (end != null) {
                ends.put(mode, end);
            }
        }
        shadow.end(now.wall())
                .ifPresent(end -> ends.put(
                        FleetMode.SHADOW,
                        now.observedNanos() + Duration.between(now.wall(), end).toNanos()));
        List<BudgetState> budgets = scopes.of(machine).stream()
                .flatMap(scope -> scope.budgets(now.observedNanos()).stream())
                .collect(Collectors.toMap(
                        BudgetState::payer, Function.identity(), FleetModes::tighter, () -> new EnumMap<>(Cause.class)))
                .values()
                .stream()
                .toList();
        return new ScopeOutlook(ends, budgets, spending);
    }

    private static BudgetState tighter(BudgetState ofWhole, BudgetState ofPart) {
        return ofPart.allowed() - ofPart.taken() < ofWhole.allowed() - ofWhole.taken() ? ofPart : ofWhole;
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

    /** What is so of the whole fleet is so of each account; a region is one's own view of it and no more. */
    private ScopeFacts facts(Scope scope, Moment now) {
        if (scope.whole != null) {
            return ScopeFacts.ofSilence(scope.counted(), scope.silent());
        }
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
                && !before.modes().containsKey(FleetMode.SILENCE_PAUSED)
                && !isToldOfItsWhole(scope)) {
            newlyPaused.add(scope);
        }
    }

    private static boolean isToldOfItsWhole(Scope scope) {
        return scope.whole != null && scope.whole.condition.modes().containsKey(FleetMode.SILENCE_PAUSED);
    }
}
