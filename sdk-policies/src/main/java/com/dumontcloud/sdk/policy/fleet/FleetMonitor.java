package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.OperationResolution;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.SnapshotStore;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.DerivedThreshold;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineOverrides;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.MachineView.BrokenDown;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Errand;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.Explanation;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
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

    /** In shadow for as long as it lives. */
    static final Duration ALWAYS = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Duration LONGEST_SHADOW = Duration.ofDays(365);

    private static final Duration SHORTEST_BLIND = Duration.ofMinutes(2);

    /** Threads of our own that wait for the provider and for notifiers. */
    private static final int THREADS = 4;

    /** One ticks, one writes: whoever else hangs. */
    private static final int STEADY_THREADS = 2;

    private final Object lock = new Object();
    private final TimeSource time;
    private final @Nullable SystemTime ownTime;
    private final @Nullable SystemTime steadyTime;
    private final Fleet fleet;
    private final @Nullable ProviderWatch provider;
    private final @Nullable MachineProvider renter;
    private final LeaseDesk leases;
    private final OrderDesk orders;
    private final Loop ticks;
    private final Loop polls;
    private final @Nullable CreditWatch credits;
    private final @Nullable Loop creditLooks;
    private boolean running;
    private boolean closed;

    private FleetMonitor(Builder builder) {
        this.ownTime = builder.time == null ? SystemTime.create("dumont-fleet", builder.threads()) : null;
        this.time = builder.time == null ? Objects.requireNonNull(ownTime) : builder.time;
        this.steadyTime = builder.time == null ? SystemTime.create("dumont-fleet-tick", STEADY_THREADS) : null;
        TimeSource steady = builder.steady == null ? Objects.requireNonNullElse(steadyTime, time) : builder.steady;
        this.fleet = new Fleet(builder, time, steady);
        this.provider = builder.provider == null ? null : new ProviderWatch(builder.provider, fleet);
        this.renter = builder.provider;
        this.leases = new LeaseDesk(builder.provider, time, fleet, this::poll);
        this.orders = new OrderDesk(builder.provider, time, fleet, builder.agents, this::isActive);
        this.ticks = new Loop("Looking at the fleet", steady, TICK, this::tick);
        this.credits = builder.provider == null || builder.lowCredit == null
                ? null
                : new CreditWatch(builder.provider, fleet.runner(), builder.lowCredit);
        this.creditLooks = credits == null
                ? null
                : new Loop("Looking at the provider's credit", time, CreditWatch.EVERY, credits::look);
        this.polls = new Loop("Listing the provider's machines", time, builder.pollEvery, this::poll);
    }

    /** Returns a builder of a monitor that keeps its state in a store. The store is yours to close, after the monitor. */
    public static Builder builder(LifecyclePolicyEngine engine, FleetStore store) {
        return new Builder(engine, store);
    }

    /** Returns a builder of a monitor whose engine goes by these settings for every machine, for example those of a preset. */
    public static Builder builder(LifecycleSettings settings, FleetStore store) {
        return builder(LifecyclePolicyEngine.of(settings), store);
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
            fleet.begin();
            running = true;
        }
        settleWhatWasLeft();
        polls.start(Duration.ZERO);
        ticks.start(TICK);
        if (creditLooks != null) {
            creditLooks.start(Duration.ZERO);
        }
    }

    /** Returns whether it runs and nobody took its fleet over: whether what it says of the fleet holds. */
    public boolean isActive() {
        synchronized (lock) {
            return running && !fleet.isFenced();
        }
    }

    /**
     * Returns whether the store could not take what it was last given. Until it can, heartbeats are taken in and counted in memory,
     * requests of people are refused, and no machine is parked or woken. It is tried every second.
     */
    public boolean isStoreFailing() {
        return fleet.isStoreFailing();
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
     * Corrects what was registered of a machine that no provider of ours lists; what is absent stays as it was. Another price is taken
     * for what it cost all along, as far as this monitor booked it: since it was registered, corrected last, or taken up from the store.
     *
     * @throws DumontException {@link Kind#CONFLICT} if a provider names its price, or it is deleted; {@link Kind#NOT_FOUND} if the
     *     machine is not known
     */
    public void correct(MachineId id, @Nullable String name, @Nullable HourlyRate runningRate) {
        MachineCondition machine = require(id);
        if (machine.profile().isManaged()) {
            throw new DumontException(
                    Kind.CONFLICT,
                    "machine " + id + " is not registered by hand: its provider "
                            + machine.profile().provider() + " tells its name and price");
        }
        if (machine.power() == MachineState.DELETED) {
            throw new DumontException(Kind.CONFLICT, "machine " + id + " is deleted; register it again");
        }
        fleet.bring(id, new Event.Registered(MachineProfile.unmanaged(id, name, runningRate)));
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
     * Leaves a machine alone for longer, for a reason: up to {@link Exemption#LONGEST} from now. It takes the place of any
     * exemption before, so that it can be renewed and cut short.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void exempt(MachineId id, Exemption exemption) {
        Instant now = time.wall();
        Instant latest = now.plus(Exemption.LONGEST);
        if (!exemption.until().isAfter(now) || exemption.until().isAfter(latest)) {
            throw new IllegalArgumentException("an exemption until " + exemption.until() + "; it must end after " + now
                    + " and at the latest on " + latest + ", when it can be renewed");
        }
        fleet.bring(id, new Event.Exempted(exemption));
    }

    /**
     * Takes a machine's exemption back.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void revokeExemption(MachineId id) {
        fleet.bring(id, new Event.ExemptionRevoked());
    }

    /**
     * Sets in which hours of a week the engine leaves a machine alone, in place of those before; {@link ProtectedHours#NONE} for
     * none.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void protectHours(MachineId id, ProtectedHours hours) {
        fleet.bring(id, new Event.HoursProtected(hours));
    }

    /**
     * Forbids that a machine or any copy of it be deleted, by anybody, until {@link #releaseLegalHold}. It may still be stopped.
     *
     * @param reason why, for people; not blank
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void holdLegally(MachineId id, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a legal hold needs a reason; whoever wants to lift it has to know it");
        }
        fleet.bring(id, new Event.LegalHoldSet(reason));
    }

    /**
     * Lifts a legal hold.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void releaseLegalHold(MachineId id) {
        fleet.bring(id, new Event.LegalHoldSet(null));
    }

    /**
     * Parks, stops, wakes, reboots, replaces or gives back a machine because its owner wants it. Returns once that is written down; the
     * rest follows. Whatever would lose its disk waits for a snapshot that was read back, and is not done without one. Only a machine that
     * broke down can be replaced, and only one that runs, at a provider that can, be rebooted. A wake or a reboot that was asked for and
     * is not seen yet gives way to parking, stopping and giving back.
     *
     * @throws DumontException {@link Kind#CONFLICT} if an operation is under way that can no longer be taken back, if it would
     *     lose data that must not be deleted, or of which no snapshot can be taken, or if it is to be woken though a spend cap over
     *     it is reached: raise the cap with {@link #reconfigure}, or wait for its period to end; {@link Kind#NOT_FOUND} if the
     *     machine is not known
     */
    public Operation command(MachineId id, Operation.Kind kind) {
        if (kind == Operation.Kind.REBOOT) {
            MachineProvider asked = requireProviderOf(id, "reboot of machine " + id);
            if (!asked.capabilities().reboots()) {
                throw new DumontException(
                        Kind.CONFLICT, "machine " + id + " cannot REBOOT: " + asked.name() + " reboots none");
            }
        }
        return order(id, new Event.Commanded(kind));
    }

    /**
     * Gives a machine back for good, its disk included, because its owner wants it. Returns once that is written down; the rest
     * follows. Unless the owner accepts that data are lost, the newest snapshot of the machine is read back first, and has to be
     * no older than the machine's last use; where it is not, nothing happens but an alert that says why. No snapshot is deleted.
     *
     * @param dataLoss {@link DataLoss#REFUSED}, or who accepts that what is on the machine may be lost; it stays in the journal
     * @throws DumontException {@link Kind#CONFLICT} if the machine is under a legal hold, if no provider rents it out, if there is
     *     no store of snapshots to rely on, or if an operation is under way that can no longer be taken back;
     *     {@link Kind#NOT_FOUND} if the machine is not known
     */
    public Operation destroy(MachineId id, DataLoss dataLoss) {
        return order(id, new Event.Commanded(Operation.Kind.DESTROY, Objects.requireNonNull(dataLoss, "dataLoss")));
    }

    /**
     * Has a machine's agent told to do something, because its owner wants it: to start anew, to take a newer version. Returns once
     * that is written down; the agent is told with the reply to its next heartbeat, and again until it answers. It does each at most
     * once, and refuses what it has no handler for; an update it refuses, unless a key that it trusts has signed it. {@link
     * FleetListener}s see how it ends: on the agent's word, with the machine, or after 15 minutes without any answer.
     *
     * @param type the word for it, as in {@link com.dumontcloud.sdk.core.model.AgentCommand#type()}
     * @param args what that needs, by name
     * @throws DumontException {@link Kind#CONFLICT} if the machine is off or was replaced, if nothing on it was ever heard, or if
     *     something else is asked of its agent; {@link Kind#NOT_FOUND} if the machine is not known
     */
    public Errand ask(MachineId id, String type, Map<String, String> args) {
        return fleet.bring(id, new Event.ErrandAsked(type, args))
                .flatMap(MachineCondition::errand)
                .orElseThrow(() -> new DumontException(
                        Kind.CONFLICT,
                        "the agent of machine " + id + " cannot be told to " + type + " now: "
                                + fleet.condition(id)
                                        .map(FleetMonitor::whyNotAsked)
                                        .orElse("it is not known")));
    }

    private static String whyNotAsked(MachineCondition machine) {
        return machine.errand()
                .map(open -> "it was told to " + open.command().type() + ", and has not answered yet")
                .or(() -> Optional.of("nothing on the machine was ever heard")
                        .filter(unheard -> machine.liveness() == Liveness.NEVER_SEEN))
                .orElse("the machine is " + machine.shownState().text());
    }

    /**
     * Ends an operation that waits for a person ({@link Operation.Phase#NEEDS_HUMAN}) on the word of one.
     *
     * @param operationId which, of this machine
     * @param resolution how it ended; it stays in the journal
     * @throws DumontException {@link Kind#CONFLICT} if no such operation of the machine waits for a person; {@link Kind#NOT_FOUND} if
     *     the machine is not known
     */
    public void resolve(MachineId id, String operationId, OperationResolution resolution) {
        Event resolved = new Event.Resolved(operationId, resolution.done(), resolution.note());
        if (fleet.bring(id, resolved).isEmpty()) {
            throw new DumontException(
                    Kind.CONFLICT, "operation " + operationId + " of machine " + id + " does not wait for a person");
        }
    }

    /**
     * Lets a machine that was replaced work again beside the one that took its place: it may be woken, and is not given back for it
     * any more. Its agents need a new {@linkplain #issueToken token}.
     *
     * @return false if it was not replaced, or an operation is open on it, and nothing changed
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public boolean readmit(MachineId id) {
        return fleet.bring(id, new Event.Readmitted()).isPresent();
    }

    /**
     * Rents the cheapest machine that fits, for as long as this program needs it: {@code try (Lease gpu = fleet.lease(...))}. It is
     * let go when the lease is closed, when it has spent its budget, and, should this process die, by any monitor on the same
     * account once the lease ran out. Costs money from here on.
     *
     * <p>Waits until the machine is rented, which is not until it runs: a few calls to the provider; where an answer is lost, for as
     * long as a rental takes to show. Interrupted, it wants the machine no more and gives back what was rented.
     *
     * @param spec which machine, and whether its disk may go with it
     * @param ttl how long after the last renewal the lease runs out; 1 minute, and 1 minute more than a rental takes to show at this
     *     provider, to 24 hours. 15 minutes suit most: renewed every 5
     * @param budgetUsd what the machine may cost at most, more than 0; people are told at 80 %. The machine is let go 2 minutes'
     *     cost before, so that this is paid for too. One that keeps its disk costs what a stopped machine costs beyond it
     * @return the lease, which is renewed while this monitor is open
     * @throws DumontException {@link Kind#UNAVAILABLE} if nothing that fits can be rented, {@link Kind#INSUFFICIENT_CREDIT},
     *     {@link Kind#INVALID_REQUEST} if the provider cannot rent out and label machines; {@link Kind#TIMEOUT} if it could not be
     *     settled whether a machine was rented: one that was runs out and is let go; {@link Kind#INTERRUPTED}
     */
    public Lease lease(LeaseSpec spec, Duration ttl, BigDecimal budgetUsd) {
        CompletableFuture<Lease> asked = leaseLater(spec, ttl, budgetUsd);
        try {
            return asked.get();
        } catch (InterruptedException interrupted) {
            asked.cancel(false);
            Thread.currentThread().interrupt();
            throw new DumontException(
                    Kind.INTERRUPTED, spec + ": interrupted; what was rented is given back", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof DumontException refused) {
                throw new DumontException(refused.kind(), String.valueOf(refused.getMessage()), refused);
            }
            throw new IllegalStateException(spec + ": the provider is broken", failure.getCause());
        }
    }

    /**
     * As {@link #lease}, without waiting for answers that are lost: only the first calls are made on the calling thread. Cancel the
     * result to want the machine no more.
     */
    public CompletableFuture<Lease> leaseLater(LeaseSpec spec, Duration ttl, BigDecimal budgetUsd) {
        synchronized (lock) {
            if (!running) {
                throw new IllegalStateException(
                        "this monitor does not run, so that nothing it leases would be renewed");
            }
        }
        return leases.rent(spec, ttl, budgetUsd);
    }

    /**
     * Rents a machine for its owner: by the offer that is named, else the cheapest that fits. It is claimed, and costs money until it is
     * destroyed. Modes and a freeze do not keep its owner from that; a spend cap that is reached over it does.
     *
     * <p>An order with a {@linkplain MachineOrder#token() token} is fulfilled once, also across restarts: one that comes again gets the
     * machine of the first. Only the first calls to the provider are made on the calling thread; an answer that was lost is settled by
     * listing, for as long as a rental takes to show.
     *
     * @return the machine, which starts; fails with a {@link DumontException}: {@link Kind#NOT_FOUND} if nothing that fits is offered,
     *     {@link Kind#CONFLICT} if a spend cap forbids it, or the machine of an order that comes again was given back since; whatever
     *     else the provider says
     * @throws DumontException {@link Kind#CONFLICT} if no provider of ours rents machines out
     */
    public CompletableFuture<MachineId> rent(MachineOrder order) {
        return orders.rent(order);
    }

    /**
     * Searches what can be rented now, at the provider, for which it may block.
     *
     * @throws DumontException {@link Kind#CONFLICT} if no provider of ours rents machines out; whatever the provider says
     */
    public List<Offer> searchOffers(OfferQuery query) {
        MachineProvider asked = requireProvider("search of offers");
        if (!asked.capabilities().rents()) {
            throw new DumontException(Kind.CONFLICT, "search of offers: " + asked.name() + " rents no machines out");
        }
        return asked.searchOffers(query);
    }

    /** Returns what is left to spend at the provider, for which it may block; empty where nobody tells. */
    public Optional<Credit> credit() {
        return renter == null ? Optional.empty() : renter.credit();
    }

    /**
     * Returns what names each rental that is known, as {@link MachineOrder#token()} does: of every machine, those that are gone included,
     * and of what the provider was asked for within the last hour, by this process or one before.
     */
    public Set<String> rentalTokens() {
        return fleet.rentalTokens();
    }

    /**
     * Returns what was left to spend when that was last looked at, without asking the provider; empty where nobody looks, and while it
     * cannot be read.
     */
    public Optional<Credit> watchedCredit() {
        return credits == null ? Optional.empty() : credits.newest();
    }

    /**
     * Tells people something by the notifier and the listeners, as the engine does; returns at once.
     *
     * @param id about which machine; absent where it is about the fleet as a whole
     */
    public void alert(@Nullable MachineId id, Effect.Severity severity, Reason reason) {
        fleet.runner().tell(id, severity, reason);
    }

    /**
     * Sets a label of a machine at its provider, for which it may block, in place of any before, and reads the machine again.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known; {@link Kind#CONFLICT} if no provider of ours rents it
     *     out, or that one keeps no labels; whatever the provider says
     */
    public void setLabel(MachineId id, Label label) {
        MachineProvider asked = requireProviderOf(id, "label of machine " + id);
        if (!asked.capabilities().labels()) {
            throw new DumontException(Kind.CONFLICT, "label of machine " + id + ": " + asked.name() + " keeps none");
        }
        fleet.requireLease();
        ActionReceipt receipt = asked.setLabel(id, label);
        fleet.runner().read(id);
        if (receipt.outcome() != ActionReceipt.Outcome.ACCEPTED) {
            boolean refused = receipt.outcome() == ActionReceipt.Outcome.REFUSED;
            throw new DumontException(
                    refused ? Kind.CONFLICT : Kind.TIMEOUT,
                    "label of machine " + id + ": " + receipt.outcome() + ": " + receipt.detail());
        }
    }

    /**
     * Reads one machine at its provider now, for which it may block.
     *
     * @return what it shows; empty where there is no such machine any more
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known, {@link Kind#CONFLICT} if no provider of ours rents it
     *     out; whatever the provider says
     */
    public Optional<Machine> read(MachineId id) {
        return requireProviderOf(id, "read of machine " + id).read(id);
    }

    /** Returns every machine, in the order in which they became known. */
    public List<MachineReport> machines() {
        return fleet.reports();
    }

    /**
     * Returns what the engine thinks of every machine, in the same order. Of thousands that costs next to nothing, while
     * {@link #machines()} makes up the books of each.
     */
    public List<MachineCondition> conditions() {
        return fleet.conditions();
    }

    /** Returns one machine, if it is known. */
    public Optional<MachineReport> machine(MachineId id) {
        return fleet.report(id);
    }

    /**
     * Explains one machine: its state, every signal with its number, what stands in the way of parking it, and what may be done
     * to it next and when. Costs some ten microseconds.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public Explanation explain(MachineId id) {
        return fleet.explain(id);
    }

    /**
     * Returns a machine's newest heartbeats, newest first; empty when it is not known. At most 100, and in a fleet of more than
     * 5,000 machines so many fewer that 500,000 are kept of all of them.
     */
    public List<RecentHeartbeat> recentHeartbeats(MachineId id) {
        return fleet.recent(id);
    }

    /**
     * Returns what heartbeats of a machine said, the oldest first, as far as the store keeps it: each of the last hour, means of 5
     * min for 2 days, of an hour for 30 days; empty where it keeps nothing. Reads the store, which may block.
     *
     * @param gpu the index of a GPU; absent for the machine as a whole
     * @param from the earliest, by the calendar
     * @param to the latest, exclusive
     */
    public List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return fleet.history(id, gpu, from, to);
    }

    /**
     * Returns what was decided about a machine, the oldest first, as far back as the store keeps it: 30 days, unless that is too much
     * to keep; empty where it keeps nothing. Reads the store, which may block and, on SQLite, lets whoever writes wait: ask for a day
     * rather than a month.
     *
     * @param from the earliest, by the calendar
     * @param to the latest, exclusive
     */
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return fleet.journal(id, from, to);
    }

    /** Returns what the whole fleet cost and saved. */
    public Account account() {
        return machines().stream().map(MachineReport::account).reduce(Account.ZERO, Account::plus);
    }

    /** Returns how far each spend cap is spent. */
    public List<SpendReport> spending() {
        return fleet.spending();
    }

    /**
     * Returns what the engine would have done while it was in shadow, and what would have come of it; a machine that is in use again
     * within {@link DerivedThreshold#WRONG_WITHIN} counts as an interruption. Empty where it never was in shadow.
     */
    public Optional<ShadowReport> shadowReport() {
        return shadowReport(DerivedThreshold.WRONG_WITHIN);
    }

    /** Returns the same, with another time within which the use of a machine counts as interrupted; 0 or more. */
    public Optional<ShadowReport> shadowReport(Duration interruptedWithin) {
        if (interruptedWithin.isNegative()) {
            throw new IllegalArgumentException("interrupted within " + interruptedWithin + "; it must be 0 or more");
        }
        return fleet.shadowReport(interruptedWithin);
    }

    /** Returns how often operations came to which end since this monitor was built. */
    public List<DecisionCount> decisions() {
        return fleet.decisions();
    }

    /** Returns the modes in force, of every scope; empty while the engine is free to act. */
    public List<ModeReport> modes() {
        return fleet.modes();
    }

    /** Returns how many machines are due for this cause and wait, for a mode to end or for their turn of the budget. */
    public long waiting(Cause cause) {
        return fleet.waiting(cause);
    }

    /**
     * Stops every action of the engine on every machine, until {@link #unfreeze()}, also across restarts. What was asked of a
     * provider already goes on; liveness, warnings, alerts and the owners' own commands do too.
     *
     * @param why for people who wonder, not blank
     */
    public void freeze(String why) {
        if (why.isBlank()) {
            throw new IllegalArgumentException("a fleet is frozen for a reason; it is shown to whoever wonders");
        }
        log.info("The fleet is frozen: {}", why);
        fleet.freeze(true, why);
    }

    /** Lets the engine act again: what is due by then, the dearest idle first, within the budget. Idempotent. */
    public void unfreeze() {
        log.info("The fleet is no longer frozen");
        fleet.freeze(false, "");
    }

    /**
     * Overrides a silence pause: the word of a person that the silence is real. It holds until nearly all report again, or until
     * three more fall silent.
     *
     * @param scope the provider's name, empty for machines that no provider of ours rents out
     * @return false if that scope was not paused, and nothing changed
     */
    public boolean resume(String scope) {
        log.info("The silence pause of scope \"{}\" is overridden", scope);
        return fleet.resume(Objects.requireNonNull(scope, "scope"));
    }

    /** Overrides the silence pause of every scope, as {@link #resume(String)} does. */
    public boolean resume() {
        log.info("Every silence pause is overridden");
        return fleet.resume(null);
    }

    /** Adds somebody who watches, from here on and for as long as the monitor lives. */
    public void listen(FleetListener listener) {
        fleet.listen(Objects.requireNonNull(listener, "listener"));
    }

    /** Returns what the monitor goes by. */
    public TimeSource time() {
        return time;
    }

    /** Returns the engine that decides. */
    public LifecyclePolicyEngine engine() {
        return fleet.engine();
    }

    /**
     * Lets another engine decide from now on: other settings, other policies. They apply forward: what was intended under the ones
     * before and not yet asked for is taken back, and nothing is parked before its users had the time of a warning to notice.
     */
    public void reconfigure(LifecyclePolicyEngine engine) {
        fleet.reconfigure(Objects.requireNonNull(engine, "engine"));
    }

    /**
     * Lets a machine have other settings than it is assigned, for good: also across restarts, and whatever it is assigned later. What is
     * absent stays as it was. It applies forward, as {@link #reconfigure} does.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if the machine is not known
     */
    public void override(MachineId id, MachineOverrides wanted) {
        fleet.override(id, Objects.requireNonNull(wanted, "wanted"));
    }

    /**
     * Lets the whole fleet have other settings than this program was given, for good: also across restarts. What is absent stays as it
     * was. It applies forward, as {@link #reconfigure} does.
     *
     * @throws IllegalArgumentException if the thresholds do not go together; the message names every problem
     */
    public void override(FleetOverrides wanted) {
        fleet.override(Objects.requireNonNull(wanted, "wanted"));
    }

    /** Returns what operators want of the fleet otherwise than this program was given. */
    public FleetOverrides fleetOverrides() {
        return fleet.fleetOverrides();
    }

    /** Returns until when the engine decides everything and carries nothing out; empty where it acts, and where that has no end. */
    public Optional<Instant> shadowUntil() {
        return fleet.shadowUntil();
    }

    /** Reads the whole account at the provider now, which may block. A failed read proves nothing and changes nothing. */
    public void poll() {
        if (provider != null && !fleet.isFenced()) {
            provider.look();
        }
    }

    /**
     * Stops ticking, asks nobody for anything more, and writes down what the store has not yet, for which it may wait. Machines,
     * operations under way and the store are left as they are, for the next monitor; leases are renewed no more, and run out.
     * Idempotent.
     */
    @Override
    public void close() {
        synchronized (lock) {
            running = false;
            closed = true;
        }
        leases.close();
        ticks.close();
        polls.close();
        if (creditLooks != null) {
            creditLooks.close();
        }
        fleet.runner().close();
        fleet.catchUp();
        if (ownTime != null) {
            ownTime.close();
        }
        if (steadyTime != null) {
            steadyTime.close();
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
                    .filter(open -> open.snapshot() != null && open.isRevocable())
                    .ifPresent(open -> fleet.tell(machine.id(), new Event.SnapshotInterrupted(open.id())));
            machine.operation()
                    .filter(open -> open.phase() == Operation.Phase.EXECUTING)
                    .filter(open -> machine.profile().isManaged())
                    .ifPresent(open -> {
                        log.info("Machine {}: {} was under way when its monitor ended", machine.id(), open.kind());
                        ActionReceipt lost = new ActionReceipt(
                                ActionReceipt.Outcome.UNKNOWN, "the process that asked has ended since");
                        fleet.tell(machine.id(), new Event.ProviderAnswered(open.id(), lost));
                    });
            fleet.noticeAgain(machine);
        }
    }

    private MachineProvider requireProviderOf(MachineId id, String what) {
        if (!require(id).profile().isManaged()) {
            throw new DumontException(Kind.CONFLICT, what + ": no provider of ours rents it out");
        }
        return requireProvider(what);
    }

    private MachineCondition require(MachineId id) {
        return fleet.condition(id).orElseThrow(() -> new DumontException(Kind.NOT_FOUND, "no machine is called " + id));
    }

    private MachineProvider requireProvider(String what) {
        if (renter == null) {
            throw new DumontException(Kind.CONFLICT, what + ": no provider is configured");
        }
        return renter;
    }

    private Operation order(MachineId id, Event.Commanded command) {
        return fleet.bring(id, command)
                .flatMap(MachineCondition::operation)
                .orElseThrow(() -> new DumontException(Kind.CONFLICT, conflict(id, command.kind())));
    }

    private String conflict(MachineId id, Operation.Kind kind) {
        Optional<Reason> cap = kind == Operation.Kind.WAKE ? fleet.overspent(id) : Optional.empty();
        if (cap.isPresent()) {
            return "machine " + id + " is not started: " + cap.get().text()
                    + ". Raise the cap, or wait until its period ends";
        }
        String why = fleet.condition(id).map(machine -> conflict(machine, kind)).orElse("it is not known");
        return "machine " + id + " cannot " + word(kind) + " now: " + why;
    }

    /** Both words of the contract for a wake are understood by this one. */
    private static String word(Operation.Kind kind) {
        return kind == Operation.Kind.WAKE ? "start" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static String conflict(MachineCondition machine, Operation.Kind kind) {
        return machine.operation()
                .filter(open -> !open.givesWayTo(kind))
                .map(open -> "its " + word(open.kind()) + " is " + open.phase().text() + "; wait until it is done")
                .or(() -> machine.brokenDown()
                        .map(BrokenDown::replacedBy)
                        .map(other -> "machine " + other + " has taken its place; readmit it before"))
                .or(() -> Optional.of("it is not broken")
                        .filter(works -> kind == Operation.Kind.FAILOVER
                                && machine.brokenDown().isEmpty()))
                .or(() -> Optional.of("it is deleted").filter(gone -> machine.power() == MachineState.DELETED))
                .or(() -> Optional.of("it is " + machine.shownState().text() + ", and only a running machine can be")
                        .filter(off -> kind == Operation.Kind.REBOOT))
                .or(() -> machine.legalHold().map(held -> "it would lose data under a legal hold: " + held))
                .orElse("it would lose data, and there is no store of snapshots to do it with");
    }

    /** Collects what a monitor works with. Not thread-safe. */
    public static final class Builder {

        final LifecyclePolicyEngine engine;
        final FleetStore store;
        final List<FleetListener> listeners = new ArrayList<>();

        @Nullable
        MachineProvider provider;

        @Nullable
        SnapshotStore snapshots;

        private @Nullable AgentSetup agents;
        private @Nullable Duration lowCredit;
        FailoverStrategy failover = FailoverStrategy.LIKE_FOR_LIKE;
        Notifier notifier = notification -> log.warn("{}", notification.text());
        private @Nullable TimeSource time;
        private @Nullable TimeSource steady;

        @Nullable
        Duration shadowFor;

        TargetRate targetRate = TargetRate.USUAL;
        BooleanSupplier accepting = () -> true;
        private Duration pollEvery = Duration.ofSeconds(30);

        private Builder(LifecyclePolicyEngine engine, FleetStore store) {
            this.engine = Objects.requireNonNull(engine, "engine");
            this.store = Objects.requireNonNull(store, "store");
        }

        /** Sets what brings an agent to each machine that is rented by {@link FleetMonitor#rent}. Default: nothing, and none comes. */
        public Builder agents(AgentSetup agents) {
            this.agents = Objects.requireNonNull(agents, "agents");
            return this;
        }

        /**
         * Has the provider's credit looked at every 5 min, which costs a call, and people told once when it lasts for less than this at
         * what is burnt then. Default: it is not looked at.
         *
         * @param lasts more than 0
         */
        public Builder lowCredit(Duration lasts) {
            if (lasts.isNegative() || lasts.isZero()) {
                throw new IllegalArgumentException("low credit of " + lasts + "; it must be more than 0");
            }
            this.lowCredit = lasts;
            return this;
        }

        /** Sets who rents the machines; yours to close. Default: nobody, so that only agents themselves can park. */
        public Builder provider(MachineProvider provider) {
            this.provider = Objects.requireNonNull(provider, "provider");
            return this;
        }

        /**
         * Sets where snapshots of machines are kept; yours to close. A machine that is parked while something on it reports is
         * copied first, and one whose provider keeps no disk can be parked at all. Each snapshot occupies a thread of the time
         * source for as long as it takes, at most 4 do at once; give a time source of your own more threads than that. Default:
         * none, so that nothing is ever given back but by the word of its owner.
         */
        public Builder snapshots(SnapshotStore snapshots) {
            this.snapshots = Objects.requireNonNull(snapshots, "snapshots");
            return this;
        }

        /** Sets the clocks and threads; yours to close. Default: the real clocks and six daemon threads of its own. */
        public Builder time(TimeSource time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Sets on whose threads the fleet is looked at each second and the store is written by and by, beside a {@linkplain #time time} of
         * your own: two or more, for which nothing else waits, so that a provider that hangs stops neither. By the same clocks; yours to
         * close. Default: those of the time.
         */
        public Builder steadyTime(TimeSource steady) {
            this.steady = Objects.requireNonNull(steady, "steady");
            return this;
        }

        /** Sets who takes messages to people. Default: they are logged, and that counts as accepted. */
        public Builder notifier(Notifier notifier) {
            this.notifier = Objects.requireNonNull(notifier, "notifier");
            return this;
        }

        /**
         * Sets what is rented in the place of machines that break down, where their settings enable that. Default: {@link
         * FailoverStrategy#LIKE_FOR_LIKE}.
         */
        public Builder failover(FailoverStrategy failover) {
            this.failover = Objects.requireNonNull(failover, "failover");
            return this;
        }

        /** Adds somebody who watches, from the start. */
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
         * Sets who knows whether heartbeats can come in: while they cannot no silence counts, nothing becomes due, and once they can
         * again the engine comes back as from a restart, if that took a minute. It is asked at every event and must not block; {@link
         * com.dumontcloud.sdk.policy.endpoint.ListenerCheck} is one. Default: they always can.
         */
        public Builder accepting(BooleanSupplier accepting) {
            this.accepting = Objects.requireNonNull(accepting, "accepting");
            return this;
        }

        /**
         * Sets how many heartbeats a second all machines together may send. Those of a larger fleet are told to report less often than
         * their settings say, each 5 min at the least; what counts as late, silent and warned for long enough grows with that. It shrinks
         * again with the fleet, by half at each heartbeat at most. Default: 5,000 a second, which is what 150,000 machines send that
         * report each 30 s.
         *
         * @param heartbeatsPerSecond more than 0
         */
        public Builder targetRate(double heartbeatsPerSecond) {
            this.targetRate = new TargetRate(heartbeatsPerSecond);
            return this;
        }

        /**
         * Lets the engine decide everything and carry nothing out, on its own account: owners' commands are. Default: it acts.
         */
        public Builder shadow() {
            this.shadowFor = ALWAYS;
            return this;
        }

        /**
         * Does the same for so long from the first start of a monitor with it on this store, by the calendar and across restarts; from
         * then on the engine acts, after a warning as ever. Default: it acts at once.
         *
         * @param length more than zero, at most 365 days
         */
        public Builder shadow(Duration length) {
            if (length.isNegative() || length.isZero() || length.compareTo(LONGEST_SHADOW) > 0) {
                throw new IllegalArgumentException(
                        "a shadow of " + length + "; it must be more than 0 and at most " + LONGEST_SHADOW);
            }
            this.shadowFor = length;
            return this;
        }

        int threads() {
            return snapshots == null ? THREADS : THREADS + SnapshotRunner.MOST;
        }

        /** Four lists that fail are no accident; and no guard relies on what a provider said longer ago than two minutes. */
        Duration blindAfter() {
            Duration fourLists = pollEvery.multipliedBy(4);
            return fourLists.compareTo(SHORTEST_BLIND) > 0 ? fourLists : SHORTEST_BLIND;
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
