package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineOverrides;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Means;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.Explanation;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.ScopeCondition;
import com.dumontcloud.sdk.policy.decide.ScopeRule;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The machines, and the one way in which anything about them changes: an event is decided on, what follows is written down, and
 * only then answered, shown and carried out. Thread-safe; waits for nothing but the store.
 */
final class Fleet {

    /** A list may be this old; where it contradicts a machine that was read alone since, the machine is read again. */
    private static final Duration LIST_LAG = Duration.ofMinutes(2);

    private final Object lock = new Object();

    /** One change of settings at a time; taken before the lock. */
    private final Object configuring = new Object();

    private final OverriddenEngine overridden;
    private final TimeSource time;
    private final ObservedClock clock;
    private final TokenRegistry tokens;
    private final OperationRunner runner;
    private final Scribe scribe;
    private final ListenerDesk listeners;
    private final Roster roster;
    private final FleetModes modes;
    private final Planner planner;
    private final Consequences consequences;
    private final Backlog backlog;
    private final Settlement settlement;
    private final Map<MachineId, Long> readAloneAt = new HashMap<>();
    private final Alike alike = new Alike();
    private final Duration blindAfter;
    private final ShadowBook shadow;
    private final AskedRentals askedRentals;
    private final Absences absences;
    private final @Nullable String providerScope;

    private boolean begun;

    /** When a process before this one last wrote anything; absent where there was none. */
    private final @Nullable Instant leftAt;

    /**
     * Takes the fleet up as the store has it.
     *
     * @param storeTime on whose threads the store is written by and by: not on those that wait for a provider
     */
    Fleet(FleetMonitor.Builder with, TimeSource time, TimeSource storeTime) {
        this.time = time;
        SnapshotRunner snapshots = new SnapshotRunner(with.snapshots, time, this);
        this.listeners = new ListenerDesk(with.listeners);
        Messages messages = new Messages(with.notifier, listeners, time);
        this.runner = new OperationRunner(with.provider, with.failover, snapshots, messages, this);
        this.scribe = new Scribe(with.store, "fleet monitor");
        FleetStore.Image image = with.store.load();
        this.overridden = new OverriddenEngine(with.engine, image.marks());
        LifecyclePolicyEngine engine = overridden.engine();
        this.clock = new ObservedClock(time, with.accepting, image.observedNanos());
        this.tokens = new TokenRegistry(image.tokenHashes());
        Moment now = clock.now();
        this.roster = new Roster(new Scopes(this::fleetSettings), new Spending(new HashMap<>(image.marks())));
        this.blindAfter = with.blindAfter();
        this.shadow = new ShadowBook(with.shadowFor, image.marks());
        this.askedRentals = new AskedRentals(scribe, image.marks());
        this.absences = new Absences(image.marks());
        this.modes = new FleetModes(
                new ScopeRule(engine.assignment().fleet(), blindAfter),
                roster.scopes(),
                clock,
                scribe::isFailing,
                messages::isFailing,
                shadow,
                with.targetRate,
                absences,
                !image.machines().isEmpty());
        this.planner = new Planner(engine, roster, modes);
        Ongoing ongoing = new Ongoing(lock);
        this.consequences = new Consequences(time, runner, listeners, shadow);
        this.backlog =
                new Backlog(lock, storeTime, clock, scribe, roster, ongoing, consequences, this::absencesAreOnRecord);
        this.settlement = new Settlement(lock, clock, scribe, roster, ongoing, backlog, consequences, tokens);
        this.providerScope = with.provider == null ? null : with.provider.name();
        if (with.provider != null) {
            boolean takesSnapshots = with.snapshots != null;
            roster.scopes().whole(with.provider.name()).means = Means.of(with.provider.capabilities(), takesSnapshots);
        }
        this.leftAt = Stream.concat(
                        image.machines().stream().map(stored -> stored.books().until()), absences.over().stream())
                .max(Comparator.naturalOrder())
                .orElse(null);
        restore(image, now);
        roster.spending().cap(engine.assignment().caps(), roster.all(), Long.MIN_VALUE);
        roster.spending().look(now);
    }

    /** Begins to watch: from here on the provider is expected to answer, and what was missed before is taken for missed. */
    void begin() {
        boolean isOnRecord = noteAbsence();
        settlement
                .settleAll(
                        now -> {
                            begun = true;
                            modes.begin(now);
                            shadow.begin(now.wall(), leftAt);
                            if (providerScope != null) {
                                modes.providerAnswered(providerScope, now);
                            }
                            return leftAt == null ? List.of() : planner.ofEach(this::absence);
                        },
                        isOnRecord)
                .forEach(leftOut -> condition(leftOut).ifPresent(machine -> tell(leftOut, absence(machine))));
        writeMarks();
    }

    /** Writes down how long nobody watched. Returns whether that is on record, so that what follows for each machine may be later. */
    private boolean noteAbsence() {
        if (leftAt != null) {
            Instant now = time.wall();
            synchronized (lock) {
                Duration length = Duration.between(leftAt, now);
                absences.add(length.isNegative() ? Duration.ZERO : length, now);
            }
        }
        return writeMarks();
    }

    private Event absence(MachineCondition machine) {
        return new Event.Unwatched(absences.since(machine.absences()));
    }

    /** Every machine's record tells by now for how long it was not watched. */
    private void absencesAreOnRecord() {
        synchronized (lock) {
            if (begun) {
                absences.areOnRecord();
            }
        }
    }

    OperationRunner runner() {
        return runner;
    }

    /** Tells somebody what happens from here on. */
    void listen(FleetListener listener) {
        listeners.listen(listener);
    }

    TokenRegistry tokens() {
        return tokens;
    }

    long mono() {
        return time.mono();
    }

    /** Runs something on a thread of the time source. */
    void later(Runnable task) {
        time.schedule(Duration.ZERO, task);
    }

    Moment now() {
        return look(now -> now);
    }

    /** Returns whether another process took the fleet over. */
    boolean isFenced() {
        return scribe.isFenced();
    }

    /** Returns whether the store could not take what it was last given. Until it can, nothing is done to any machine. */
    boolean isStoreFailing() {
        return scribe.isFailing();
    }

    /** Checks at the store that nobody took the fleet over. */
    void requireLease() {
        RuntimeException failure = scribe.tryToWrite(List.of());
        if (failure != null) {
            synchronized (lock) {
                backlog.tryAgain();
            }
            throw failure;
        }
    }

    HeartbeatReply accept(Heartbeat heartbeat) {
        String reporter = heartbeat.reporter().id();
        return settle(
                        heartbeat.instanceId(),
                        now -> {
                            Evidence evidence = Evidence.of(heartbeat, now.wall());
                            return planner.plan(
                                    roster.find(heartbeat.instanceId()), new Event.HeartbeatAccepted(evidence), now);
                        },
                        plan -> {
                            backlog.remember(heartbeat, plan.now());
                            boolean isNew = plan.decision().counted();
                            plan.machine().heard(heartbeat, isNew, plan.now(), roster.recentKept());
                            HeartbeatReply reply =
                                    Replies.to(reporter, isNew, plan.machine().condition(), plan.now());
                            return plan.machine().isAheadOfStore() ? Replies.withoutCommands(reply) : reply;
                        })
                .orElseThrow();
    }

    /**
     * Brings an event to a machine.
     *
     * @return its condition after it; empty where the event does not apply to the condition it is in
     */
    Optional<MachineCondition> bring(MachineId id, Event event) {
        return settle(id, now -> planner.plan(roster.find(id), event, now), Plan::decision)
                .filter(Decision::counted)
                .map(Decision::next);
    }

    /** Brings an event to a machine, if it is known. Whoever was replaced by it has no token any more, from the same write on. */
    void tell(MachineId id, Event event) {
        settle(
                id,
                now -> roster.get(id)
                        .flatMap(machine -> planner.plan(machine, event, now))
                        .map(this::withoutToken),
                Plan::decision);
    }

    private Plan withoutToken(Plan plan) {
        return plan.replaces()
                ? plan.with(new FleetStore.TokenIssued(plan.id(), tokens.issue().sha256Hex()))
                : plan;
    }

    /** Returns when the provider was asked for the rental of this token, if that was lately. */
    Optional<Instant> rentalAskedAt(String token) {
        return askedRentals.at(token);
    }

    /**
     * Writes down that the provider is about to be asked for the rental of this token.
     *
     * @param agentHash of the token that the machine's agent brings; absent where none comes
     */
    void rentalIsAsked(String token, @Nullable String agentHash) {
        askedRentals.ask(token, time.wall(), agentHash);
    }

    /** The provider refused it: nothing was rented, and whoever asks again need not wait. */
    void rentalIsRefused(String token) {
        askedRentals.forget(token);
    }

    /** Returns the token of every rental that is known: of a machine, one that is gone included, or asked for lately. */
    Set<String> rentalTokens() {
        Set<String> tokens = new HashSet<>(askedRentals.tokens());
        conditions().stream()
                .flatMap(machine ->
                        Optional.ofNullable(machine.profile().labels().get(MachineProvider.RENTAL_LABEL)).stream())
                .forEach(tokens::add);
        return tokens;
    }

    /** Returns the machines that were rented by this token, those that are gone included. */
    List<MachineCondition> rentedBy(String token) {
        return conditions().stream()
                .filter(machine -> token.equals(machine.profile().labels().get(MachineProvider.RENTAL_LABEL)))
                .toList();
    }

    /** Takes in a machine that was rented for its owner, under the name it was given. */
    void takeIn(Machine shown) {
        readInList(List.of(shown), time.mono());
        bring(shown.id(), new Event.Registered(MachineProfile.of(shown)));
    }

    /** Takes in a machine that was rented for us. */
    void adopt(Machine shown) {
        readInList(List.of(shown), time.mono());
        tell(shown.id(), new Event.Claimed());
    }

    /** Begins to watch a machine; one that is watched already is claimed. Returns whether it was not ours before. */
    boolean register(MachineProfile profile) {
        Event registered = new Event.Registered(profile);
        return settle(
                        profile.id(),
                        now -> {
                            WatchedMachine known = roster.get(profile.id()).orElse(null);
                            if (known == null) {
                                return planner.plan(planner.begin(profile, true, now), registered, now);
                            }
                            if (known.condition().power() == MachineState.DELETED) {
                                return planner.plan(planner.begin(profile, known, true, now), registered, now);
                            }
                            return known.condition().isClaimed()
                                    ? Optional.empty()
                                    : planner.plan(known, new Event.Claimed(), now);
                        },
                        plan -> plan.decision().counted())
                .orElse(false);
    }

    LifecyclePolicyEngine engine() {
        return look(now -> planner.engine());
    }

    /** Decides by another engine from now on, about every machine at once; what people want otherwise still holds. */
    void reconfigure(LifecyclePolicyEngine other) {
        synchronized (configuring) {
            overridden.give(other);
            decideBy(overridden.engine());
        }
    }

    /** Lets a machine have other settings than assigned: written down first, and then also in any process after this one. */
    void override(MachineId id, MachineOverrides wanted) {
        synchronized (configuring) {
            look(now -> roster.find(id));
            MachineOverrides all = wanted.orElse(overridden.of(id));
            scribe.write(List.of(OverridesMark.of(id, all)));
            overridden.override(id, all);
            decideBy(overridden.engine());
        }
    }

    /** Lets the whole fleet have other settings than the program says: the same. */
    void override(FleetOverrides wanted) {
        synchronized (configuring) {
            FleetOverrides all = wanted.orElse(overridden.ofFleet());
            overridden.check(all);
            scribe.write(List.of(FleetMark.of(all)));
            overridden.override(all);
            decideBy(overridden.engine());
        }
    }

    /** Returns what operators want of the fleet otherwise than the program says. */
    FleetOverrides fleetOverrides() {
        return overridden.ofFleet();
    }

    /** Returns until when the engine decides and does nothing; empty where it acts, and where that has no end. */
    Optional<Instant> shadowUntil() {
        return look(now -> shadow.end(now.wall()));
    }

    private void decideBy(LifecyclePolicyEngine other) {
        Event event = new Event.Reconfigured();
        noticeAbsence();
        settlement
                .settleAll(now -> {
                    planner.decideBy(other);
                    modes.decideBy(new ScopeRule(fleetSettings(), blindAfter));
                    long noticed =
                            now.observedNanos() + fleetSettings().warnLead().toNanos();
                    roster.spending().cap(other.assignment().caps(), roster.all(), noticed);
                    roster.spending().look(now);
                    return planner.ofAll(event);
                })
                .forEach(leftOut -> tell(leftOut, event));
        lookAtSpending();
    }

    String issueToken(MachineId id) {
        TokenRegistry.Issued issued = tokens.issue();
        FleetStore.TokenIssued kept = new FleetStore.TokenIssued(id, issued.sha256Hex());
        return settle(
                        id,
                        now -> planner.plan(roster.find(id), new Event.Claimed(), now)
                                .map(plan -> plan.with(kept)),
                        plan -> issued.token())
                .orElseThrow();
    }

    /** Takes in machines as a list shows them that was asked for at this monotonic time. */
    void readInList(List<Machine> listed, long askedNanos) {
        noticeAbsence();
        settlement.settleAll(any -> listed.stream()
                .map(shown -> new Question(shown.id(), now -> readInList(shown, askedNanos, now)))
                .toList());
    }

    private Optional<Plan> readInList(Machine shown, long askedNanos, Moment now) {
        WatchedMachine machine = roster.get(shown.id()).orElse(null);
        if (machine == null || isAnother(machine.condition(), shown)) {
            MachineProfile profile = alike.of(MachineProfile.of(shown));
            WatchedMachine newcomer = machine == null
                    ? planner.begin(profile, isLeased(shown), now)
                    : planner.begin(profile, machine, isLeased(shown), now);
            return planner.plan(newcomer, new Event.ProviderRead(shown), now).map(this::withTokenOfItsAgent);
        }
        Long alone = readAloneAt.get(shown.id());
        boolean trusted = alone == null || askedNanos - alone >= LIST_LAG.toNanos();
        if (trusted || machine.condition().power() == shown.state()) {
            return planner.plan(machine, new Event.ProviderRead(shown), now);
        }
        consequences.carryOut(machine.condition(), new Effect.ReadProvider(), now);
        return Optional.empty();
    }

    private Plan withTokenOfItsAgent(Plan plan) {
        String rental = plan.next().profile().labels().get(MachineProvider.RENTAL_LABEL);
        return Optional.ofNullable(rental)
                .flatMap(askedRentals::agentHash)
                .map(hash -> plan.with(new FleetStore.TokenIssued(plan.id(), hash)))
                .orElse(plan);
    }

    /** Has a machine read by itself. */
    void readSoon(MachineId id) {
        synchronized (lock) {
            roster.get(id)
                    .ifPresent(machine ->
                            consequences.carryOut(machine.condition(), new Effect.ReadProvider(), clock.now()));
        }
    }

    /** Takes in what a read of this machine alone shows, unless a later one was taken in already. */
    void readAlone(MachineId id, Optional<Machine> shown, long askedNanos) {
        Event event = shown.<Event>map(Event.ProviderRead::new).orElseGet(Event.ProviderMissed::new);
        settle(
                id,
                now -> {
                    WatchedMachine machine = roster.get(id).orElse(null);
                    if (machine == null || readAloneAt.getOrDefault(id, askedNanos) > askedNanos) {
                        return Optional.empty();
                    }
                    if (shown.isPresent()) {
                        readAloneAt.put(id, askedNanos); // One that finds nothing outranks no list.
                    }
                    providerAnswered(now);
                    return planner.plan(machine, event, now);
                },
                Plan::decision);
    }

    /** Lets every machine be looked at that has to be, though nothing happened. */
    void tick() {
        noticeAbsence();
        lookAtShadow();
        lookAtSpending();
        settlement.settleAll(planner::due);
        settlement.settleAll(planner::turns);
        synchronized (lock) {
            Moment now = clock.now();
            for (Reason alert : modes.takeAlerts()) {
                time.schedule(Duration.ZERO, () -> runner.alert(alert, now.wall()));
            }
            roster.all().stream()
                    .findFirst()
                    .ifPresentOrElse(
                            machine -> backlog.takeIfLongUnwritten(machine, now), () -> backlog.tryIfLongUntried(now));
        }
    }

    /** What would have been done and was not is looked at again once the shadow is over. */
    private void lookAtShadow() {
        settlement
                .settleAll(now -> shadow.takeEnd(now.wall()) ? planner.ofAll(new Event.Ticked()) : List.of())
                .forEach(leftOut -> tell(leftOut, new Event.Ticked()));
    }

    private void lookAtSpending() {
        boolean[] turned = new boolean[1];
        settlement
                .settleAll(now -> {
                    turned[0] = roster.spending().look(now);
                    for (Spending.Alarm alarm : roster.spending().takeAlarms(now)) {
                        time.schedule(Duration.ZERO, () -> runner.alarm(alarm, now.wall()));
                    }
                    return turned[0] ? planner.overspent() : List.of();
                })
                .forEach(leftOut -> tell(leftOut, new Event.Ticked()));
        writeMarks();
    }

    /** Returns whether an alarm is still worth telling. */
    boolean isTrue(Spending.Alarm alarm) {
        return look(now -> roster.spending().isTrue(alarm));
    }

    /** A notifier took an alarm: it is not told again, in any process. */
    void told(Spending.Alarm alarm) {
        synchronized (lock) {
            roster.spending().told(alarm);
        }
        writeMarks();
    }

    /** Writes down what is kept of the fleet as a whole, if the store takes it; else later. Returns whether it did. */
    private boolean writeMarks() {
        List<Marked> marks = look(now -> {
            List<Marked> all = new ArrayList<>(roster.spending().takeDirty());
            all.addAll(shadow.takeDirty());
            absences.takeDirty().ifPresent(all::add);
            return all;
        });
        if (marks.isEmpty() || scribe.tryToWrite(marks) == null) {
            return true;
        }
        synchronized (lock) {
            roster.spending().keepDirty(marks);
            shadow.keepDirty(marks);
            absences.keepDirty();
        }
        return false;
    }

    Optional<ShadowReport> shadowReport(Duration interruptedWithin) {
        return look(now -> shadow.report(now.wall(), interruptedWithin));
    }

    List<SpendReport> spending() {
        return look(now -> roster.spending().reports(now));
    }

    /** Returns the cap that is reached over a machine. */
    Optional<Reason> overspent(MachineId id) {
        return look(now -> roster.get(id)
                .map(machine -> roster.spending().reachedBy(machine.condition().profile())));
    }

    /** Returns the cap that is reached over a machine that is not there yet. */
    Optional<Reason> overspent(MachineProfile prospect) {
        return look(now -> Optional.ofNullable(roster.spending().reachedBy(prospect)));
    }

    /** Tells people again what the process before may not have got rid of. */
    void noticeAgain(MachineCondition machine) {
        Moment now = now();
        machine.openNotice(now.observedNanos()).ifPresent(notice -> consequences.carryOut(machine, notice, now));
        machine.openAlert(now.observedNanos()).ifPresent(alert -> consequences.carryOut(machine, alert, now));
    }

    Optional<MachineCondition> condition(MachineId id) {
        return look(now -> roster.get(id).map(WatchedMachine::condition));
    }

    List<MachineCondition> conditions() {
        return look(now -> roster.all().stream().map(WatchedMachine::condition).toList());
    }

    List<MachineReport> reports() {
        return look(
                now -> roster.all().stream().map(machine -> machine.report(now)).toList());
    }

    Optional<MachineReport> report(MachineId id) {
        return look(now -> roster.get(id).map(machine -> machine.report(now)));
    }

    Explanation explain(MachineId id) {
        return look(now -> {
            MachineCondition machine = roster.find(id).condition();
            return planner.engine()
                    .explain(
                            machine,
                            now,
                            planner.around(machine, now),
                            modes.outlook(machine, roster.spending().over(machine.profile(), now), now));
        });
    }

    List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return scribe.journal(id, from, to);
    }

    List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return scribe.history(id, gpu, from, to);
    }

    List<RecentHeartbeat> recent(MachineId id) {
        return look(now -> roster.get(id).map(WatchedMachine::recent).orElse(List.of()));
    }

    List<DecisionCount> decisions() {
        return look(now -> consequences.counts());
    }

    List<ModeReport> modes() {
        return look(now -> {
            modes.lookAtAll(now);
            return modes.reports();
        });
    }

    /** Returns how many machines are due for this cause, and wait for a mode to end or for their turn. */
    long waiting(Cause cause) {
        return look(now -> roster.scopes().wholes().stream()
                .mapToLong(scope -> scope.waiting(cause))
                .sum());
    }

    /** Stops, or allows again, every action of the engine; from the return on, also in any process after this one. */
    void freeze(boolean on, String why) {
        Moment now = now();
        RuntimeException failure =
                scribe.tryToWrite(List.of(new FleetStore.ModeSet(FleetMode.FROZEN, on, why, now.wall())));
        if (failure != null) {
            throw failure;
        }
        synchronized (lock) {
            modes.frozen(on ? why : null);
        }
    }

    /** Overrides the silence pause of a scope, of every scope where none is named. Returns whether there was any. */
    boolean resume(@Nullable String scopeName) {
        return look(now -> {
            modes.lookAtAll(now);
            boolean any = false;
            for (Scope scope : roster.scopes().all()) {
                any |= (scopeName == null || scope.name.equals(scopeName)) && modes.resume(scope);
            }
            return any;
        });
    }

    /** The provider answered, whatever it said. */
    void providerAnswered() {
        synchronized (lock) {
            providerAnswered(clock.now());
        }
    }

    private void providerAnswered(Moment now) {
        if (providerScope != null) {
            modes.providerAnswered(providerScope, now);
        }
    }

    private LifecycleSettings fleetSettings() {
        return planner.engine().assignment().fleet();
    }

    private void restore(FleetStore.Image image, Moment now) {
        for (FleetStore.ModeSet set : image.modes()) {
            if (set.mode() == FleetMode.FROZEN && set.on()) {
                modes.frozen(set.why());
            }
        }
        for (FleetStore.StoredMachine stored : image.machines()) {
            Ledger ledger = Ledger.resume(stored.books(), stored.condition(), now);
            MachineCondition condition =
                    planner.engine().adopt(stored.condition().takenUp(image.observedNanos()));
            roster.put(new WatchedMachine(condition, ledger, stored.books().heartbeats(), now), now);
        }
        image.spent()
                .forEach(spent -> roster.scopes().named(spent.scope()).ifPresent(scope -> scope.budget.take(spent)));
        restorePauses(image.machines());
    }

    /**
     * A silence pause outlives the process that began it: what the machine written last in each region was told of its scopes still holds.
     * It was told of both at once, so that the account is paused if every part of it was.
     */
    private void restorePauses(List<FleetStore.StoredMachine> machines) {
        Map<Scope, Map<Scope, FleetStore.StoredMachine>> newest = new HashMap<>();
        for (FleetStore.StoredMachine stored : machines) {
            if (stored.condition().power() != MachineState.DELETED) {
                List<Scope> scopes = roster.scopes().of(stored.condition());
                newest.computeIfAbsent(scopes.get(0), any -> new HashMap<>())
                        .merge(scopes.get(scopes.size() - 1), stored, Fleet::later);
            }
        }
        newest.forEach((whole, parts) -> {
            parts.forEach((part, stored) -> part.condition = paused(pauseTold(stored)));
            boolean isAnyCalm = parts.values().stream().anyMatch(stored -> pauseTold(stored) == null);
            whole.condition = paused(
                    isAnyCalm ? null : pauseTold(parts.values().iterator().next()));
        });
    }

    private static FleetStore.StoredMachine later(FleetStore.StoredMachine one, FleetStore.StoredMachine other) {
        return other.books().until().isBefore(one.books().until()) ? one : other;
    }

    private static @Nullable Reason pauseTold(FleetStore.StoredMachine stored) {
        return stored.condition().modes().get(FleetMode.SILENCE_PAUSED);
    }

    private static ScopeCondition paused(@Nullable Reason why) {
        return why == null
                ? ScopeCondition.NORMAL
                : new ScopeCondition(Map.of(FleetMode.SILENCE_PAUSED, why), null, null);
    }

    /** The engine was away: what it missed it takes for missed, before anything else is decided. */
    private void noticeAbsence() {
        Duration[] absence = {Duration.ZERO};
        settlement
                .settleAll(now -> {
                    absence[0] = clock.takeAbsence();
                    if (absence[0].isZero()) {
                        return List.of();
                    }
                    modes.cameBack(now);
                    return planner.ofAll(new Event.Unwatched(absence[0]));
                })
                .forEach(leftOut -> tell(leftOut, new Event.Unwatched(absence[0])));
    }

    private <T> T look(Function<Moment, T> question) {
        synchronized (lock) {
            return question.apply(clock.now());
        }
    }

    /** Writes down all that the store has not yet, for as long as it takes it. */
    void catchUp() {
        backlog.catchUpWithAll();
    }

    private <T> Optional<T> settle(MachineId id, Function<Moment, Optional<Plan>> decide, Function<Plan, T> answer) {
        noticeAbsence();
        return settlement.settle(new Question(id, decide), answer);
    }

    /** A machine that is gone may come back into the lists; one of another rental is new, and has its id from a provider that repeats them. */
    static boolean isAnother(MachineCondition known, Machine shown) {
        String rental = shown.labels().get(MachineProvider.RENTAL_LABEL);
        return known.power() == MachineState.DELETED
                && rental != null
                && !rental.equals(known.profile().labels().get(MachineProvider.RENTAL_LABEL));
    }

    private static boolean isLeased(Machine machine) {
        return machine.labels().containsKey(MachineProvider.LEASE_LABEL);
    }
}
