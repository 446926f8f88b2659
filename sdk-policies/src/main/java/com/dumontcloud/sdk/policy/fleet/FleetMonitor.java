package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a fleet: takes heartbeats in, reads the provider, notices silence, and has carried out what the engine decides.
 *
 * <p>The only place where a fleet's state changes. What is decided is written to the store before it is answered or acted on.
 * Heartbeats and questions are answered from memory and never wait for a provider, which is called on threads of the time
 * source. Thread-safe. Nothing runs before {@link #start()}; {@link #close()} stops it and leaves the machines as they are.
 */
public final class FleetMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FleetMonitor.class);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int LISTS_UNTIL_GONE = 3;
    private static final Duration LISTS_UNTIL_GONE_SPAN = Duration.ofMinutes(10);

    /** Threads of our own: one ticks while the others wait for the provider and for notifiers. */
    private static final int THREADS = 4;

    private final Object lock = new Object();
    private final LifecyclePolicyEngine engine;
    private final FleetStore store;
    private final FleetStore.LeaderLease lease;
    private final @Nullable MachineProvider provider;
    private final TimeSource time;
    private final @Nullable SystemTime ownTime;
    private final Duration pollEvery;
    private final List<FleetListener> listeners;
    private final OperationRunner runner;
    private final ObservedClock clock;
    private final Map<MachineId, WatchedMachine> machines = new LinkedHashMap<>();
    private final Map<String, Integer> scopeSizes = new HashMap<>();
    private final TokenRegistry tokens;
    private boolean running;

    private FleetMonitor(Builder builder) {
        this.engine = builder.engine;
        this.store = builder.store;
        this.provider = builder.provider;
        this.ownTime = builder.time == null ? SystemTime.create("dumont-fleet", THREADS) : null;
        this.time = builder.time == null ? Objects.requireNonNull(ownTime) : builder.time;
        this.pollEvery = builder.pollEvery;
        this.listeners = List.copyOf(builder.listeners);
        this.runner = new OperationRunner(provider, builder.notifier, this::post);
        this.lease = store.lease("fleet monitor");
        FleetStore.Image image = store.load();
        this.clock = new ObservedClock(time, image.observedNanos());
        this.tokens = new TokenRegistry(image.tokenHashes());
        Moment now = clock.now();
        image.machines().forEach(machine -> add(new WatchedMachine(machine, now)));
    }

    /** Returns a builder of a monitor that keeps its state in a store. The store is yours to close, after the monitor. */
    public static Builder builder(LifecyclePolicyEngine engine, FleetStore store) {
        return new Builder(engine, store);
    }

    /** Begins to tick and to read the provider; returns at once. Idempotent. */
    public void start() {
        synchronized (lock) {
            if (running) {
                return;
            }
            running = true;
        }
        time.schedule(Duration.ZERO, this::pollAndRepeat);
        time.schedule(TICK, this::tickAndRepeat);
    }

    /**
     * Takes a heartbeat in.
     *
     * @return what the machine's agent is told
     * @throws DumontException {@link Kind#NOT_FOUND} if nobody registered the machine and no provider lists it
     */
    public HeartbeatReply accept(Heartbeat heartbeat) {
        MachineId id = heartbeat.instanceId();
        synchronized (lock) {
            Moment now = clock.now();
            WatchedMachine machine = find(id);
            Evidence evidence = Evidence.of(heartbeat, now.wall());
            boolean isNew = decide(machine, new Event.HeartbeatAccepted(evidence), now);
            machine.heard(heartbeat, isNew, now);
            return reply(machine.condition(), heartbeat.reporter().id(), now);
        }
    }

    /** Counts a sign of life that was no heartbeat: it proves that something on the machine runs, and nothing else. */
    public void contact(MachineId id) {
        post(id, new Event.Contact());
    }

    /**
     * Begins to watch a machine that no provider of ours lists, or claims one that it does.
     *
     * @return whether the machine was new
     */
    public boolean register(MachineId id, @Nullable String name, @Nullable HourlyRate runningRate) {
        synchronized (lock) {
            Moment now = clock.now();
            WatchedMachine machine = machines.get(id);
            if (machine != null) {
                decide(machine, new Event.Claimed(), now);
                return false;
            }
            MachineProfile profile = MachineProfile.unmanaged(id, name, runningRate);
            decide(watch(profile, true, now), new Event.Registered(profile), now);
            return true;
        }
    }

    /**
     * Issues the token with which a machine's agents report, in place of any before, and claims the machine.
     *
     * @return the token; it is kept nowhere and cannot be asked for again
     */
    public String issueToken(MachineId id) {
        synchronized (lock) {
            decide(find(id), new Event.Claimed(), clock.now());
            TokenRegistry.Issued issued = tokens.issue(id);
            store.append(lease, List.of(new FleetStore.TokenIssued(id, issued.sha256Hex())));
            tokens.put(id, issued.sha256Hex());
            return issued.token();
        }
    }

    /** Returns whose token this is. Takes the same time whether or not there is such a machine. */
    public Optional<MachineId> ownerOf(String token) {
        return tokens.ownerOf(token);
    }

    /**
     * Leaves a machine alone for a while. A keep-alive never ends earlier than it did.
     *
     * @param length how long, at most {@link KeepAlive#LONGEST}
     * @return until when
     */
    public Instant keepAlive(MachineId id, Duration length, KeepAlive.Scope scope) {
        synchronized (lock) {
            Moment now = clock.now();
            WatchedMachine machine = find(id);
            decide(machine, new Event.KeptAlive(now.wall().plus(length), scope), now);
            return Objects.requireNonNull(machine.condition().keepAlive().idleUntil());
        }
    }

    /** Takes every keep-alive of a machine back. */
    public void revokeKeepAlive(MachineId id) {
        synchronized (lock) {
            decide(find(id), new Event.KeepAliveRevoked(), clock.now());
        }
    }

    /**
     * Parks, stops or wakes a machine because its owner wants it. Returns once that is written down; the rest follows.
     *
     * @throws DumontException {@link Kind#CONFLICT} if an operation is under way that can no longer be taken back
     */
    public Operation command(MachineId id, Operation.Kind kind) {
        synchronized (lock) {
            WatchedMachine machine = find(id);
            if (!decide(machine, new Event.Commanded(kind), clock.now())) {
                Operation open = machine.condition().operation().orElseThrow();
                throw new DumontException(
                        Kind.CONFLICT,
                        "machine " + id + " cannot " + kind + " now: " + open.kind() + " is "
                                + open.phase().text() + "; wait until it is done");
            }
            return machine.condition().operation().orElseThrow();
        }
    }

    /** Returns every machine, in the order in which they became known. */
    public List<MachineReport> machines() {
        synchronized (lock) {
            Moment now = clock.now();
            return machines.values().stream()
                    .map(machine -> machine.report(now))
                    .toList();
        }
    }

    /** Returns one machine, if it is known. */
    public Optional<MachineReport> machine(MachineId id) {
        synchronized (lock) {
            Moment now = clock.now();
            return Optional.ofNullable(machines.get(id)).map(machine -> machine.report(now));
        }
    }

    /** Returns a machine's newest heartbeats, newest first, at most 100; empty when it is not known. */
    public List<ReceivedHeartbeat> recentHeartbeats(MachineId id) {
        synchronized (lock) {
            WatchedMachine machine = machines.get(id);
            return machine == null ? List.of() : machine.recent();
        }
    }

    /** Returns what the whole fleet cost and saved. */
    public Account account() {
        return machines().stream().map(MachineReport::account).reduce(Account.ZERO, Account::plus);
    }

    /** Returns what the monitor goes by. */
    public TimeSource time() {
        return time;
    }

    /** Returns the engine that decides. */
    public LifecyclePolicyEngine engine() {
        return engine;
    }

    /** Reads the whole account at the provider now. A failed read proves nothing and changes nothing. */
    public void poll() {
        if (provider == null) {
            return;
        }
        try {
            take(provider.list());
        } catch (DumontException failure) {
            log.warn("The machines of {} could not be listed", provider.name(), failure);
        }
    }

    /** Stops ticking. Machines, operations under way and the store are left as they are. Idempotent; returns at once. */
    @Override
    public void close() {
        synchronized (lock) {
            running = false;
        }
        if (ownTime != null) {
            ownTime.close();
        }
    }

    private void tickAndRepeat() {
        repeat(TICK, this::tickAndRepeat, this::tick);
    }

    private void pollAndRepeat() {
        repeat(pollEvery, this::pollAndRepeat, this::poll);
    }

    /** A fixed delay after each run, whatever became of it. */
    @SuppressWarnings("CatchingUnchecked")
    private void repeat(Duration delay, Runnable again, Runnable task) {
        synchronized (lock) {
            if (!running) {
                return;
            }
        }
        try {
            task.run();
        } catch (RuntimeException failure) {
            log.warn("The fleet could not be looked at; trying again in {}", delay, failure);
        } finally {
            time.schedule(delay, again);
        }
    }

    private void tick() {
        synchronized (lock) {
            Moment now = clock.now();
            for (WatchedMachine machine : machines.values()) {
                if (machine.condition().nextDueNanos() <= now.observedNanos()) {
                    decide(machine, new Event.Ticked(), now);
                }
            }
        }
    }

    private void take(Listing listing) {
        synchronized (lock) {
            Moment now = clock.now();
            Set<MachineId> listed = new HashSet<>();
            for (Machine shown : listing.machines()) {
                listed.add(shown.id());
                WatchedMachine machine = machines.get(shown.id());
                if (machine == null) {
                    machine = watch(MachineProfile.of(shown), isLeased(shown), now);
                }
                machine.listed();
                decide(machine, new Event.ProviderRead(shown), now);
            }
            if (listing.complete()) {
                machines.values().stream()
                        .filter(machine -> machine.condition().profile().isManaged())
                        .filter(machine -> !listed.contains(machine.condition().id()))
                        .forEach(machine -> missing(machine, now));
            }
        }
    }

    /** One list may lag behind; several over a while do not. */
    private void missing(WatchedMachine machine, Moment now) {
        boolean often = machine.missing(now) >= LISTS_UNTIL_GONE;
        if (often && machine.missingFor(now).compareTo(LISTS_UNTIL_GONE_SPAN) >= 0) {
            decide(machine, new Event.ProviderLost(), now);
        }
    }

    private static boolean isLeased(Machine machine) {
        return machine.labels().containsKey(MachineProvider.LEASE_LABEL);
    }

    private void post(MachineId id, Event event) {
        synchronized (lock) {
            WatchedMachine machine = machines.get(id);
            if (machine != null) {
                decide(machine, event, clock.now());
            }
        }
    }

    private WatchedMachine watch(MachineProfile profile, boolean claimed, Moment now) {
        WatchedMachine machine = new WatchedMachine(engine.begin(profile, claimed, now), now);
        add(machine);
        return machine;
    }

    private void add(WatchedMachine machine) {
        machines.put(machine.condition().id(), machine);
        scopeSizes.merge(scopeOf(machine.condition()), 1, Integer::sum);
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

    /** Decides, writes down, and only then lets anything follow. Returns whether the event changed anything. */
    private boolean decide(WatchedMachine machine, Event event, Moment now) {
        MachineCondition before = machine.condition();
        machine.pass(now);
        Decision decision = engine.decide(before, event, now, around(before));
        if (!decision.counted()) {
            return false;
        }
        store.append(
                lease,
                List.of(new FleetStore.MachineChanged(
                        decision.next(), event, decision.effects(), now.observedNanos())));
        machine.become(decision.next());
        if (!scopeOf(before).equals(scopeOf(decision.next()))) {
            scopeSizes.merge(scopeOf(before), -1, Integer::sum);
            scopeSizes.merge(scopeOf(decision.next()), 1, Integer::sum);
        }
        for (Effect effect : decision.effects()) {
            time.schedule(Duration.ZERO, () -> runner.carryOut(decision.next(), effect, now.wall()));
        }
        tellListeners(before, event, decision, now);
        return true;
    }

    private Surroundings around(MachineCondition machine) {
        return new Surroundings(scopeSizes.getOrDefault(scopeOf(machine), 1));
    }

    /** Machines without a provider form a scope of their own. */
    private static String scopeOf(MachineCondition machine) {
        return Objects.requireNonNullElse(machine.profile().provider(), "");
    }

    private HeartbeatReply reply(MachineCondition machine, String reporterId, Moment now) {
        Duration hibernateIn = machine.hibernateIn(now.observedNanos()).orElse(null);
        List<AgentCommand> commands =
                machine.commandFor(reporterId).map(List::of).orElse(List.of());
        return HeartbeatReply.builder()
                .nextHeartbeatIn(Duration.ofNanos(machine.settings().toldNanos()))
                .hibernateIn(hibernateIn)
                .message(hibernateIn == null ? "Heartbeat received" : "Low utilization detected")
                .warning(hibernateIn == null ? null : warning(machine, hibernateIn))
                .commands(commands)
                .build();
    }

    private static String warning(MachineCondition machine, Duration hibernateIn) {
        double bar = machine.settings().base().idleBelowPercent();
        Duration idle = machine.idleRun().map(run -> run.length()).orElse(Duration.ZERO);
        return String.format(
                Locale.ROOT,
                "GPU <%.0f%% utilization for %s. Hibernating in %s.",
                bar,
                minutes(idle),
                minutes(hibernateIn));
    }

    private static String minutes(Duration length) {
        long seconds = length.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
    }

    @SuppressWarnings("CatchingUnchecked")
    private void tellListeners(MachineCondition before, Event event, Decision decision, Moment now) {
        boolean quiet = decision.effects().isEmpty()
                && before.activity() == decision.next().activity()
                && before.liveness() == decision.next().liveness()
                && before.shownState() == decision.next().shownState();
        for (FleetListener listener : quiet ? List.<FleetListener>of() : listeners) {
            try {
                listener.decided(before, event, decision, now);
            } catch (RuntimeException failure) {
                log.warn("A fleet listener failed", failure);
            }
        }
    }

    /** Collects what a monitor works with. Not thread-safe. */
    public static final class Builder {

        private final LifecyclePolicyEngine engine;
        private final FleetStore store;
        private final List<FleetListener> listeners = new ArrayList<>();
        private @Nullable MachineProvider provider;
        private @Nullable TimeSource time;
        private Notifier notifier = notification -> log.warn("{}", notification.text());
        private Duration pollEvery = Duration.ofSeconds(30);

        private Builder(LifecyclePolicyEngine engine, FleetStore store) {
            this.engine = Objects.requireNonNull(engine, "engine");
            this.store = Objects.requireNonNull(store, "store");
        }

        /** Sets who rents the machines; yours to close. Default: nobody, so that only agents themselves can park. */
        public Builder provider(MachineProvider provider) {
            this.provider = Objects.requireNonNull(provider, "provider");
            return this;
        }

        /** Sets the clocks and threads; yours to close. Default: the real clocks and four daemon threads of its own. */
        public Builder time(TimeSource time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Sets who takes messages to people. Default: they are logged, and that counts as accepted. */
        public Builder notifier(Notifier notifier) {
            this.notifier = Objects.requireNonNull(notifier, "notifier");
            return this;
        }

        /** Adds somebody who watches decisions. */
        public Builder listener(FleetListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** Sets how long to wait between two lists of the provider, 1 s or more. Default: 30 s. */
        public Builder pollEvery(Duration pollEvery) {
            if (pollEvery.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("pollEvery is " + pollEvery + "; it must be 1 s or more");
            }
            this.pollEvery = pollEvery;
            return this;
        }

        /** Returns the monitor, with what the store holds; it does not run yet. */
        public FleetMonitor build() {
            return new FleetMonitor(this);
        }
    }
}
