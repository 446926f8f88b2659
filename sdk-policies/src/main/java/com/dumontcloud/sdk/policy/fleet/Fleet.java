package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The machines, and the one way in which anything about them changes: an event is decided on, what follows is written down, and
 * only then answered, shown and carried out. Thread-safe; waits for nothing but the store.
 */
final class Fleet {

    /** A list may be this old; where it contradicts a machine that was read alone since, the machine is read again. */
    private static final Duration LIST_LAG = Duration.ofMinutes(2);

    private final Object lock = new Object();
    private final LifecyclePolicyEngine engine;
    private final FleetStore store;
    private final LeaderLease lease;
    private final TimeSource time;
    private final ObservedClock clock;
    private final TokenRegistry tokens;
    private final ListenerDesk listeners;
    private final OperationRunner runner;
    private final Map<MachineId, WatchedMachine> machines = new LinkedHashMap<>();
    private final Map<MachineId, Long> readAloneAt = new HashMap<>();
    private final Map<DecisionCount, DecisionCount> decisions = new LinkedHashMap<>();
    private final Scopes scopes = new Scopes();
    private boolean fenced;

    Fleet(FleetMonitor.Builder with, TimeSource time) {
        this.engine = with.engine;
        this.store = with.store;
        this.time = time;
        this.listeners = new ListenerDesk(with.listeners);
        this.runner = new OperationRunner(with.provider, new Messages(with.notifier, time), this);
        this.lease = store.lease("fleet monitor");
        FleetStore.Image image = store.load();
        this.clock = new ObservedClock(time, image.observedNanos());
        this.tokens = new TokenRegistry(image.tokenHashes());
        Moment now = clock.now();
        for (FleetStore.StoredMachine stored : image.machines()) {
            Ledger ledger = Ledger.resume(stored.books(), stored.condition(), now);
            add(new WatchedMachine(stored.condition(), ledger, now));
        }
    }

    OperationRunner runner() {
        return runner;
    }

    TokenRegistry tokens() {
        return tokens;
    }

    long mono() {
        return time.mono();
    }

    Moment now() {
        return look(now -> now);
    }

    /** Returns whether another process took the fleet over. */
    boolean isFenced() {
        return look(now -> fenced);
    }

    /** Checks at the store that nobody took the fleet over. */
    void requireLease() {
        synchronized (lock) {
            write(List.of());
        }
    }

    HeartbeatReply accept(Heartbeat heartbeat) {
        return change(now -> {
            WatchedMachine machine = find(heartbeat.instanceId());
            Evidence evidence = Evidence.of(heartbeat, now.wall());
            boolean isNew = decide(machine, new Event.HeartbeatAccepted(evidence), now);
            machine.heard(heartbeat, isNew, now);
            return Replies.to(heartbeat.reporter().id(), machine.condition(), now);
        });
    }

    /**
     * Brings an event to a machine.
     *
     * @return its condition after it; empty where the event does not apply to the condition it is in
     */
    Optional<MachineCondition> bring(MachineId id, Event event) {
        return change(now -> {
            WatchedMachine machine = find(id);
            return decide(machine, event, now) ? Optional.of(machine.condition()) : Optional.empty();
        });
    }

    /** Brings an event to a machine, if it is known. */
    void tell(MachineId id, Event event) {
        change(now -> {
            WatchedMachine machine = machines.get(id);
            return machine != null && decide(machine, event, now);
        });
    }

    /** Begins to watch a machine; one that is watched already is claimed. Returns whether it was not ours before. */
    boolean register(MachineProfile profile) {
        return change(now -> {
            WatchedMachine known = machines.get(profile.id());
            if (known == null) {
                return begin(fresh(profile, true, now), new Event.Registered(profile), now);
            }
            if (known.condition().power() == MachineState.DELETED) {
                WatchedMachine reborn = known.reborn(engine.begin(profile, true, now), now);
                return begin(reborn, new Event.Registered(profile), now);
            }
            return !known.condition().isClaimed() && decide(known, new Event.Claimed(), now);
        });
    }

    String issueToken(MachineId id) {
        return change(now -> {
            decide(find(id), new Event.Claimed(), now);
            TokenRegistry.Issued issued = tokens.issue();
            write(List.of(new FleetStore.TokenIssued(id, issued.sha256Hex())));
            tokens.put(id, issued.sha256Hex());
            return issued.token();
        });
    }

    /** Takes in a machine as a list shows it that was asked for at this monotonic time. */
    void readInList(Machine shown, long askedNanos) {
        change(now -> {
            WatchedMachine machine = machines.get(shown.id());
            if (machine == null) {
                WatchedMachine found = fresh(MachineProfile.of(shown), isLeased(shown), now);
                return begin(found, new Event.ProviderRead(shown), now);
            }
            Long alone = readAloneAt.get(shown.id());
            boolean trusted = alone == null || askedNanos - alone >= LIST_LAG.toNanos();
            if (trusted || machine.condition().power() == shown.state()) {
                return decide(machine, new Event.ProviderRead(shown), now);
            }
            carryOut(machine.condition(), new Effect.ReadProvider(), now);
            return false;
        });
    }

    /** Takes in what a read of this machine alone shows, unless a later one was taken in already. */
    void readAlone(MachineId id, Optional<Machine> shown, long askedNanos) {
        Event event = shown.<Event>map(Event.ProviderRead::new).orElseGet(Event.ProviderLost::new);
        change(now -> {
            WatchedMachine machine = machines.get(id);
            if (machine == null || readAloneAt.getOrDefault(id, askedNanos) > askedNanos) {
                return false;
            }
            readAloneAt.put(id, askedNanos);
            return decide(machine, event, now);
        });
    }

    /** Lets every machine be looked at that has to be, though nothing happened. */
    void tick() {
        change(now -> {
            boolean any = false;
            for (WatchedMachine machine : machines.values()) {
                if (machine.condition().nextDueNanos() <= now.observedNanos()) {
                    any |= decide(machine, new Event.Ticked(), now);
                }
            }
            return any;
        });
    }

    Optional<MachineCondition> condition(MachineId id) {
        return look(now -> Optional.ofNullable(machines.get(id)).map(WatchedMachine::condition));
    }

    List<MachineCondition> conditions() {
        return look(
                now -> machines.values().stream().map(WatchedMachine::condition).toList());
    }

    List<MachineReport> reports() {
        return look(now ->
                machines.values().stream().map(machine -> machine.report(now)).toList());
    }

    Optional<MachineReport> report(MachineId id) {
        return look(now -> Optional.ofNullable(machines.get(id)).map(machine -> machine.report(now)));
    }

    List<ReceivedHeartbeat> recent(MachineId id) {
        return look(now -> Optional.ofNullable(machines.get(id))
                .map(WatchedMachine::recent)
                .orElse(List.of()));
    }

    List<DecisionCount> decisions() {
        return look(now -> List.copyOf(decisions.values()));
    }

    private <T> T look(Function<Moment, T> question) {
        synchronized (lock) {
            return question.apply(clock.now());
        }
    }

    /** Listeners are told only once the lock is free again. */
    private <T> T change(Function<Moment, T> change) {
        try {
            return look(change);
        } finally {
            listeners.tell();
        }
    }

    /** Decides, writes down, and only then lets anything follow. Returns whether the event changed anything. */
    private boolean decide(WatchedMachine machine, Event event, Moment now) {
        MachineCondition before = machine.condition();
        machine.pass(now);
        Decision decision = engine.decide(before, event, now, scopes.around(before));
        if (!decision.counted()) {
            return false;
        }
        MachineCondition next = decision.next();
        write(List.of(new FleetStore.MachineChanged(
                next, event, decision.effects(), machine.books(now), now.observedNanos())));
        machine.become(next);
        scopes.leave(before);
        scopes.enter(next);
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.OperationEnded ended) {
                DecisionCount one = DecisionCount.first(ended.operation(), ended.outcome());
                decisions.merge(one, one, (soFar, more) -> soFar.oneMore());
            }
            carryOut(next, effect, now);
        }
        if (isNews(before, decision)) {
            listeners.add(listener -> listener.decided(before, event, decision, now));
        }
        return true;
    }

    private void carryOut(MachineCondition machine, Effect effect, Moment decidedAt) {
        time.schedule(Duration.ZERO, () -> runner.carryOut(machine, effect, decidedAt.wall()));
    }

    private void write(List<Change> changes) {
        try {
            store.append(lease, changes);
        } catch (StaleLeaseException takenOver) {
            fenced = true;
            throw takenOver;
        }
    }

    private WatchedMachine fresh(MachineProfile profile, boolean claimed, Moment now) {
        return new WatchedMachine(engine.begin(profile, claimed, now), new Ledger(now), now);
    }

    /** Begins to watch a machine, in place of any of its id before, with its first event; or not at all. */
    private boolean begin(WatchedMachine machine, Event first, Moment now) {
        MachineId id = machine.condition().id();
        WatchedMachine before = machines.get(id);
        add(machine);
        boolean written = false;
        try {
            boolean changed = decide(machine, first, now);
            written = true;
            return changed;
        } finally {
            if (!written) {
                scopes.leave(machine.condition());
                machines.remove(id);
                if (before != null) {
                    add(before);
                }
            }
        }
    }

    private void add(WatchedMachine machine) {
        WatchedMachine before = machines.put(machine.condition().id(), machine);
        if (before != null) {
            scopes.leave(before.condition());
        }
        scopes.enter(machine.condition());
    }

    private WatchedMachine find(MachineId id) {
        WatchedMachine machine = machines.get(id);
        if (machine == null) {
            throw new DumontException(
                    Kind.NOT_FOUND,
                    "no machine is called " + id + " here; register it, or check the id the provider shows");
        }
        return machine;
    }

    private static boolean isLeased(Machine machine) {
        return machine.labels().containsKey(MachineProvider.LEASE_LABEL);
    }

    private static boolean isNews(MachineCondition before, Decision decision) {
        return !decision.effects().isEmpty()
                || before.activity() != decision.next().activity()
                || before.liveness() != decision.next().liveness()
                || before.shownState() != decision.next().shownState();
    }
}
