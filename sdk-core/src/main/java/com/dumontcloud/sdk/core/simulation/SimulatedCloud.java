package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cloud in memory that is honest about state, time, money and faults.
 *
 * <pre>{@code
 * VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
 * SimulatedCloud cloud = SimulatedCloud.create(time);
 * SimulatedMachine machine = cloud.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
 *
 * time.advance(Duration.ofHours(1));
 * cloud.faults().next(Operation.STOP, Fault.TIMEOUT_AFTER_EFFECT);
 * ActionReceipt receipt = ActionReceipt.of(() -> cloud.stop(machine.id())); // unknown, yet it is stopping
 * time.advance(Duration.ofSeconds(10));
 * machine.state(); // STOPPED, and cloud.billedUsd() is 0.40 and ten seconds more
 * }</pre>
 *
 * <p><b>State.</b> Changes take as long as {@link Timings} says and complete by the clock alone: whoever looks at or after the
 * due moment sees the result. Asking for what is already so, or on its way, is accepted. A machine that is stopping or failed
 * cannot be started, only a running one can be rebooted, one that is being destroyed can only be destroyed: all else is a
 * {@link Kind#CONFLICT}. A stop takes back a start that waits in the queue. An id that was never rented is
 * {@link Kind#NOT_FOUND}, and so is one that is gone, except that destroying it again is accepted.
 *
 * <p><b>Money.</b> Whoever holds a GPU pays for it: {@code STARTING}, {@code RUNNING}, {@code STOPPING} and {@code FAILED} are
 * billed at the running rate, {@code STOPPED} at the parked rate, queued or not, and what is gone costs nothing. With
 * {@link Builder#billsStarting} off, a start is billed at the parked rate until it runs; a reboot, which keeps the GPU, is not. With
 * {@link Builder#billsFailed} off, what its host has lost costs nothing.
 * The meter counts nanoseconds of the monotonic clock.
 *
 * <p><b>Faults.</b> {@link #faults()} makes calls fail, {@link SimulatedMachine} makes machines fail, {@link #calls()} tells
 * what was called. With {@link VirtualTime} everything happens the same way each time.
 *
 * <p>Keeps every rental and its changes for as long as it lives. Thread-safe; no call blocks for longer than it computes.
 */
public final class SimulatedCloud implements MachineProvider {

    private final Object lock = new Object();
    private final World world;
    private final Rentals rentals;
    private final Market market;
    private final FrontDesk desk;
    private final Announcer announcer;
    private final @Nullable BigDecimal creditUsd;

    private SimulatedCloud(Builder builder) {
        SplittableRandom random = new SplittableRandom(builder.seed);
        this.announcer = new Announcer(builder.time);
        this.world = new World(
                lock,
                builder.time,
                builder.name,
                builder.capabilities,
                builder.timings,
                builder.ssh,
                builder.billsStarting,
                builder.billsFailed,
                builder.refusalProbability,
                random.split(),
                announcer::announce);
        this.creditUsd = builder.creditUsd;
        this.rentals = new Rentals(world);
        this.market = new Market(world, rentals);
        this.desk = new FrontDesk(lock, builder.name, builder.time, new FaultScript(builder.time, random.split()));
    }

    /** Returns an empty cloud with every default. */
    public static SimulatedCloud create(TimeSource time) {
        return builder(time).build();
    }

    /** Returns a builder of an empty cloud that lives by this time; the caller keeps and closes it. */
    public static Builder builder(TimeSource time) {
        return new Builder(Objects.requireNonNull(time, "time"));
    }

    /** Rents a running machine with one RTX 4090 at these hourly rates. */
    public SimulatedMachine rent(String id, HourlyRate runningRate, HourlyRate parkedRate) {
        return rent(Machine.builder(MachineId.of(id), name(), MachineState.RUNNING)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .runningRate(runningRate)
                .parkedRate(parkedRate)
                .build());
    }

    /**
     * Rents a machine as of now. Its state is what it begins in: {@code STARTING}, {@code RUNNING} or {@code STOPPED}. The
     * provider's name and the time of creation become this cloud's own. An id may be rented again once it is gone.
     *
     * @throws IllegalArgumentException if a machine with this id is there already, or begins in another state
     */
    public SimulatedMachine rent(Machine machine) {
        synchronized (lock) {
            return behind(rentals.rent(machine));
        }
    }

    /**
     * Returns the newest rental with this id, also once it is gone.
     *
     * @throws IllegalArgumentException if there never was one
     */
    public SimulatedMachine machine(MachineId id) {
        synchronized (lock) {
            Rental rental = rentals.newest(id);
            if (rental == null) {
                throw new IllegalArgumentException("no machine " + id + " was ever rented from " + name());
            }
            return behind(rental);
        }
    }

    /** Returns every rental so far, oldest first, those included that are gone. */
    public List<SimulatedMachine> machines() {
        synchronized (lock) {
            return rentals.all().stream().map(this::behind).toList();
        }
    }

    /**
     * Offers a machine to whoever searches, in place of an offer with the same id. One machine at a time is rented by it: while it
     * is, the offer is gone, and it is back once that machine is.
     */
    public void putOnOffer(Offer offer) {
        synchronized (lock) {
            market.put(offer);
        }
    }

    /** Takes an offer off the market, as when somebody else rented the machine; what was rented by it stays. */
    public void withdrawOffer(String offerId) {
        synchronized (lock) {
            market.withdraw(offerId);
        }
    }

    /**
     * Keeps the market from giving this id to a machine that is rented from now on: to one that a cloud before this one, of which this
     * one goes on, had. Ids of this cloud's own rentals are never given again.
     */
    public void retireId(MachineId id) {
        Objects.requireNonNull(id, "id");
        synchronized (lock) {
            market.retire(id);
        }
    }

    /** Returns what one id has cost until now, in all its rentals; zero where there was none. */
    public BigDecimal billedUsd(MachineId id) {
        return billedUsd(machine -> machine.id().equals(id));
    }

    /** Returns what everything rented so far has cost until now. */
    public BigDecimal billedUsd() {
        return billedUsd(machine -> true);
    }

    /** Returns the script of faults. */
    public FaultScript faults() {
        return desk.faults();
    }

    /** Returns the calls made. */
    public CallLog calls() {
        return desk.calls();
    }

    /** Tells this listener of every change from now on. */
    public void addListener(StateListener listener) {
        announcer.add(Objects.requireNonNull(listener, "listener"));
    }

    /** Tells this listener of no further changes; what is on its way still arrives. */
    public void removeListener(StateListener listener) {
        announcer.remove(listener);
    }

    @Override
    public String name() {
        return world.provider();
    }

    @Override
    public ProviderCapabilities capabilities() {
        return world.capabilities();
    }

    @Override
    public Listing list() {
        return desk.call(Operation.LIST, null, fault -> {
            long at = world.time().mono() - desk.faults().listLag().toNanos();
            List<Machine> machines = rentals.shownAt(at);
            if (fault == Fault.PARTIAL) {
                machines = machines.subList(0, machines.size() / 2);
            } else if (fault == Fault.EMPTY) {
                machines = List.of();
            }
            return new Listing(machines, fault == null, world.time().wall());
        });
    }

    @Override
    public Optional<Machine> read(MachineId id) {
        return desk.call(
                Operation.READ,
                id,
                fault -> Optional.ofNullable(rentals.present(id)).map(Rental::shown));
    }

    @Override
    public Witness witness(MachineId id) {
        return desk.call(
                Operation.WITNESS, id, fault -> present(Operation.WITNESS, id).witness());
    }

    @Override
    public WakeRisk wakeRisk(MachineId id) {
        return desk.call(
                Operation.WAKE_RISK,
                id,
                fault -> present(Operation.WAKE_RISK, id).wakeRisk());
    }

    @Override
    public ActionReceipt start(MachineId id) {
        return change(Operation.START, id, Rental::start);
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        return change(Operation.STOP, id, Rental::stop);
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        return change(Operation.REBOOT, id, Rental::reboot);
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        return change(Operation.DESTROY, id, Rental::destroy);
    }

    @Override
    public ActionReceipt setLabel(MachineId id, Label label) {
        return change(Operation.SET_LABEL, id, rental -> rental.setLabel(label));
    }

    @Override
    public List<Offer> searchOffers(OfferQuery query) {
        return desk.call(Operation.SEARCH_OFFERS, null, fault -> market.search(query));
    }

    /** {@inheritDoc} This one rents again when it is called again: nothing protects a caller who repeats a lost answer. */
    @Override
    public RentalReceipt rent(RentalRequest request) {
        return desk.call(Operation.RENT, null, fault -> {
            if (fault == Fault.OFFER_GONE) {
                market.withdraw(request.offer().id());
            }
            return RentalReceipt.accepted(market.rent(request));
        });
    }

    @Override
    public Optional<Credit> credit() {
        return desk.call(Operation.CREDIT, null, fault -> {
            if (creditUsd == null) {
                return Optional.empty();
            }
            BigDecimal burn = rentals.shownAt(world.time().mono()).stream()
                    .map(Machine::billedRate)
                    .filter(Objects::nonNull)
                    .map(HourlyRate::usdPerHour)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            return Optional.of(new Credit(creditUsd.subtract(billedUsd()), new HourlyRate(burn)));
        });
    }

    @Override
    public String toString() {
        return name() + " cloud";
    }

    TimeSource time() {
        return world.time();
    }

    /** Returns what is true of a machine, without a call; absent where there is none. */
    @Nullable
    Machine peek(MachineId id) {
        synchronized (lock) {
            Rental rental = rentals.present(id);
            return rental == null ? null : rental.shown();
        }
    }

    private ActionReceipt change(Operation operation, MachineId id, Function<Rental, ActionReceipt> effect) {
        return desk.call(operation, id, fault -> {
            Rental rental = rentals.newest(id);
            if (rental == null) {
                throw Rental.notFound(operation, id);
            }
            return fault == Fault.IGNORED ? ActionReceipt.accepted() : effect.apply(rental);
        });
    }

    private Rental present(Operation operation, MachineId id) {
        Rental rental = rentals.present(id);
        if (rental == null) {
            throw Rental.notFound(operation, id);
        }
        return rental;
    }

    private SimulatedMachine behind(Rental rental) {
        return new SimulatedMachine(lock, rental);
    }

    private BigDecimal billedUsd(Predicate<SimulatedMachine> which) {
        synchronized (lock) {
            return machines().stream()
                    .filter(which)
                    .map(SimulatedMachine::billedUsd)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** Collects what holds for the whole cloud. Not thread-safe. */
    public static final class Builder {

        private final TimeSource time;
        private String name = "simulated";
        private ProviderCapabilities capabilities = ProviderCapabilities.builder()
                .rents(true)
                .interruptible(true)
                .labels(true)
                .build();
        private Timings timings = Timings.DEFAULT;
        private @Nullable SshAddress ssh;
        private boolean billsStarting = true;
        private boolean billsFailed = true;
        private @Nullable BigDecimal creditUsd;
        private double refusalProbability;
        private long seed;

        private Builder(TimeSource time) {
            this.time = time;
        }

        /** Sets the provider's name. Default: {@code simulated}. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Sets what the cloud can do; what this does not name it does not do. Default: everything. */
        public Builder capabilities(ProviderCapabilities capabilities) {
            this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
            return this;
        }

        /** Sets how long changes take. Default: {@link Timings#DEFAULT}. */
        public Builder timings(Timings timings) {
            this.timings = Objects.requireNonNull(timings, "timings");
            return this;
        }

        /** Sets where to log in to every machine that is rented without an address of its own. Default: nowhere. */
        public Builder ssh(SshAddress ssh) {
            this.ssh = Objects.requireNonNull(ssh, "ssh");
            return this;
        }

        /** Sets whether a start is billed at the running rate before the machine runs. Default: yes; Vast does not. */
        public Builder billsStarting(boolean billsStarting) {
            this.billsStarting = billsStarting;
            return this;
        }

        /** Sets whether a machine whose host is gone is billed at the running rate, or else not at all. Default: yes; Vast does not. */
        public Builder billsFailed(boolean billsFailed) {
            this.billsFailed = billsFailed;
            return this;
        }

        /** Sets how likely a stopped machine's GPU is rented to somebody else when it is started, 0 to 1. Default: 0. */
        public Builder refusalProbability(double refusalProbability) {
            this.refusalProbability = refusalProbability;
            return this;
        }

        /** Sets what was paid in; what was billed since is told to be gone. Default: the cloud does not tell. */
        public Builder creditUsd(BigDecimal creditUsd) {
            this.creditUsd = Objects.requireNonNull(creditUsd, "creditUsd");
            return this;
        }

        /** Sets the seed of everything that happens by chance. Default: 0. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Returns the cloud.
         *
         * @throws IllegalArgumentException if the refusal probability is not within 0 to 1
         */
        public SimulatedCloud build() {
            StartOdds.requireProbability(refusalProbability);
            return new SimulatedCloud(this);
        }
    }
}
