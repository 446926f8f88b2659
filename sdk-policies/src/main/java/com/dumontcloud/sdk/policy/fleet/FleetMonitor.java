package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a fleet: takes heartbeats in, reads the provider, notices silence, and has carried out what the engine decides.
 *
 * <p>The only place where a fleet's state changes. What is decided is written to the store before it is answered or acted on.
 * Heartbeats and questions are answered from memory and never wait for a provider, which is called on threads of the time
 * source. Thread-safe. Nothing runs before {@link #start()}; {@link #close()} stops it and leaves the machines as they are.
 *
 * <p>One that was taken over by another monitor on the same store changes nothing any more: whatever would throws
 * {@link FleetStore.StaleLeaseException}.
 */
public final class FleetMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FleetMonitor.class);

    private static final Duration TICK = Duration.ofSeconds(1);

    /** Threads of our own: one ticks while the others wait for the provider and for notifiers. */
    private static final int THREADS = 4;

    private final Object lock = new Object();
    private final LifecyclePolicyEngine engine;
    private final TimeSource time;
    private final @Nullable SystemTime ownTime;
    private final Fleet fleet;
    private final @Nullable ProviderWatch provider;
    private final Loop ticks;
    private final Loop polls;
    private boolean running;
    private boolean closed;

    private FleetMonitor(Builder builder) {
        this.engine = builder.engine;
        this.ownTime = builder.time == null ? SystemTime.create("dumont-fleet", THREADS) : null;
        this.time = builder.time == null ? Objects.requireNonNull(ownTime) : builder.time;
        this.fleet = new Fleet(builder, time);
        this.provider = builder.provider == null ? null : new ProviderWatch(builder.provider, fleet);
        this.ticks = new Loop("Looking at the fleet", time, TICK, this::tick);
        this.polls = new Loop("Listing the provider's machines", time, builder.pollEvery, this::poll);
    }

    /** Returns a builder of a monitor that keeps its state in a store. The store is yours to close, after the monitor. */
    public static Builder builder(LifecyclePolicyEngine engine, FleetStore store) {
        return new Builder(engine, store);
    }

    /**
     * Begins to tick and to read the provider; returns at once. Changes that a process before this one had asked for are settled
     * by reading. Idempotent.
     *
     * @throws IllegalStateException if it was closed; build another one over the same store
     */
    public void start() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("this monitor was closed; build another one over the same store");
            }
            if (running) {
                return;
            }
            running = true;
        }
        settleWhatWasLeft();
        polls.start(Duration.ZERO);
        ticks.start(TICK);
    }

    /** Returns whether it runs and nobody took its fleet over: whether what it says of the fleet holds. */
    public boolean isActive() {
        synchronized (lock) {
            return running && !fleet.isFenced();
        }
    }

    /**
     * Takes a heartbeat in.
     *
     * @return what the machine's agent is told
     * @throws DumontException {@link Kind#NOT_FOUND} if nobody registered the machine and no provider lists it
     */
    public HeartbeatReply accept(Heartbeat heartbeat) {
        return fleet.accept(heartbeat);
    }

    /**
     * Counts a sign of life that was no heartbeat: it proves that something on the machine runs, and nothing else. One of a
     * machine that is not known is ignored.
     */
    public void contact(MachineId id) {
        fleet.tell(id, new Event.Contact());
    }

    /**
     * Begins to watch a machine that no provider of ours lists, or claims one that it does.
     *
     * @return false if it was registered or claimed before, and nothing changed
     */
    public boolean register(MachineId id, @Nullable String name, @Nullable HourlyRate runningRate) {
        return fleet.register(MachineProfile.unmanaged(id, name, runningRate));
    }

    /**
     * Issues the token with which a machine's agents report, in place of any before, and claims the machine.
     *
     * @return the token; it is kept nowhere and cannot be asked for again
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public String issueToken(MachineId id) {
        return fleet.issueToken(id);
    }

    /** Returns whose token this is. Takes the same time whether or not there is such a machine. */
    public Optional<MachineId> ownerOf(String token) {
        return fleet.tokens().ownerOf(token);
    }

    /**
     * Leaves a machine alone for a while. A keep-alive never ends earlier than it did.
     *
     * @param length how long, more than zero and at most {@link KeepAlive#LONGEST}
     * @return until when
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public Instant keepAlive(MachineId id, Duration length, KeepAlive.Scope scope) {
        if (length.isNegative() || length.isZero() || length.compareTo(KeepAlive.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "keep-alive of " + length + "; it must be more than 0 and at most " + KeepAlive.LONGEST);
        }
        Event asked = new Event.KeptAlive(time.wall().plus(length), scope);
        MachineCondition kept = fleet.bring(id, asked).orElseThrow();
        return Objects.requireNonNull(kept.keepAlive().idleUntil());
    }

    /**
     * Takes every keep-alive of a machine back.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void revokeKeepAlive(MachineId id) {
        fleet.bring(id, new Event.KeepAliveRevoked());
    }

    /**
     * Parks, stops or wakes a machine because its owner wants it. Returns once that is written down; the rest follows.
     *
     * @throws DumontException {@link Kind#CONFLICT} if an operation is under way that can no longer be taken back,
     *     {@link Kind#NOT_FOUND} if the machine is not known
     */
    public Operation command(MachineId id, Operation.Kind kind) {
        return fleet.bring(id, new Event.Commanded(kind))
                .flatMap(MachineCondition::operation)
                .orElseThrow(() -> new DumontException(Kind.CONFLICT, conflict(id, kind)));
    }

    /** Returns every machine, in the order in which they became known. */
    public List<MachineReport> machines() {
        return fleet.reports();
    }

    /** Returns one machine, if it is known. */
    public Optional<MachineReport> machine(MachineId id) {
        return fleet.report(id);
    }

    /** Returns a machine's newest heartbeats, newest first, at most 100; empty when it is not known. */
    public List<ReceivedHeartbeat> recentHeartbeats(MachineId id) {
        return fleet.recent(id);
    }

    /** Returns what the whole fleet cost and saved. */
    public Account account() {
        return machines().stream().map(MachineReport::account).reduce(Account.ZERO, Account::plus);
    }

    /** Returns how often operations came to which end since this monitor was built. */
    public List<DecisionCount> decisions() {
        return fleet.decisions();
    }

    /** Returns what the monitor goes by. */
    public TimeSource time() {
        return time;
    }

    /** Returns the engine that decides. */
    public LifecyclePolicyEngine engine() {
        return engine;
    }

    /** Reads the whole account at the provider now, which may block. A failed read proves nothing and changes nothing. */
    public void poll() {
        if (provider != null && !fleet.isFenced()) {
            provider.look();
        }
    }

    /** Stops ticking. Machines, operations under way and the store are left as they are. Idempotent; returns at once. */
    @Override
    public void close() {
        synchronized (lock) {
            running = false;
            closed = true;
        }
        ticks.close();
        polls.close();
        if (ownTime != null) {
            ownTime.close();
        }
    }

    private void tick() {
        if (!fleet.isFenced()) {
            fleet.tick();
        }
    }

    /** A change that was asked for may have happened or not: its answer went with the process that asked. */
    private void settleWhatWasLeft() {
        for (MachineCondition machine : fleet.conditions()) {
            machine.operation()
                    .filter(open -> open.phase() == Operation.Phase.EXECUTING)
                    .filter(open -> machine.profile().isManaged())
                    .ifPresent(open -> {
                        log.info("Machine {}: {} was under way when its monitor ended", machine.id(), open.kind());
                        ActionReceipt lost = new ActionReceipt(
                                ActionReceipt.Outcome.UNKNOWN, "the process that asked has ended since");
                        fleet.tell(machine.id(), new Event.ProviderAnswered(open.id(), lost));
                    });
        }
    }

    private String conflict(MachineId id, Operation.Kind kind) {
        String state = fleet.condition(id)
                .flatMap(MachineCondition::operation)
                .map(open -> open.kind() + " is " + open.phase().text() + "; wait until it is done")
                .orElse("its state does not allow it");
        return "machine " + id + " cannot " + kind + " now: " + state;
    }

    /** Collects what a monitor works with. Not thread-safe. */
    public static final class Builder {

        final LifecyclePolicyEngine engine;
        final FleetStore store;
        final List<FleetListener> listeners = new ArrayList<>();

        @Nullable
        MachineProvider provider;

        Notifier notifier = notification -> log.warn("{}", notification.text());
        private @Nullable TimeSource time;
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

        /**
         * Returns the monitor, with what the store holds; it does not run yet. From here on it is the one that may write: a
         * monitor that had the store before can change nothing any more.
         */
        public FleetMonitor build() {
            return new FleetMonitor(this);
        }
    }
}
