package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.Meter.Tariff;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * One rental in a {@link SimulatedCloud}, seen from behind the scenes: what is true of it, what it has cost, and the blows of
 * fate that no customer can order.
 *
 * <p>Nothing here is a call to the provider: no fault hits it and no log shows it. Thread-safe.
 */
public final class SimulatedMachine {

    private final Object lock;
    private final Rental rental;

    SimulatedMachine(Object lock, Rental rental) {
        this.lock = lock;
        this.rental = rental;
    }

    /** Returns the id at the provider. */
    public MachineId id() {
        return rental.id();
    }

    /** Returns the machine as the provider shows it now; as {@link MachineState#DELETED} once it is gone. */
    public Machine shown() {
        return look(now -> rental.shown());
    }

    /** Returns the state the provider shows now. */
    public MachineState state() {
        return look(now -> rental.power().state());
    }

    /** Returns every change so far, oldest first. */
    public List<StateChange> history() {
        return look(now -> rental.power().history());
    }

    /** Returns how often it has booted in this rental, the first boot included. */
    public int boots() {
        return look(now -> rental.power().boots());
    }

    /** Returns whether the data on its disk still exist: no destroy, and no stop where the provider keeps no disk. */
    public boolean hasData() {
        return look(now -> rental.hasData());
    }

    /** Returns what this rental has cost until now. Where a rate is not known, nothing is billed for it. */
    public BigDecimal billedUsd() {
        return look(now -> rental.meter().billedUsd(now));
    }

    /** Returns how much time was billed at the running rate. */
    public Duration billedRunning() {
        return look(now -> rental.meter().timeAt(Tariff.RUNNING, now));
    }

    /** Returns how much time was billed at the parked rate. */
    public Duration billedParked() {
        return look(now -> rental.meter().timeAt(Tariff.PARKED, now));
    }

    /** Sets what the provider sees of its use, and so answers when asked. Default: {@link Witness#UNKNOWN}. */
    public SimulatedMachine witness(Witness truth) {
        Objects.requireNonNull(truth, "truth");
        return change(() -> rental.witness(truth));
    }

    /** Sets how long changes asked for from now on take. Default: the cloud's. */
    public SimulatedMachine timings(Timings timings) {
        Objects.requireNonNull(timings, "timings");
        return change(() -> rental.timings(timings));
    }

    /** Sets what an hour costs while it runs, from now on: as where a bid is changed, or a host asks for more. */
    public SimulatedMachine runningRate(HourlyRate rate) {
        Objects.requireNonNull(rate, "rate");
        return change(() -> rental.reprice(rate));
    }

    /** Sets how likely its GPU is rented to somebody else when it is started, 0 to 1. Default: the cloud's. */
    public SimulatedMachine refusalProbability(double probability) {
        return change(() -> rental.odds().refusalProbability(probability));
    }

    /**
     * Lets this many starts be refused, behind what was scripted before. Only starts of a stopped machine count, and only if no
     * fault kept them from arriving.
     */
    public SimulatedMachine refuseStarts(int times) {
        return change(() -> rental.odds().script(times, StartOdds.Answer.REFUSED));
    }

    /** Lets one start be queued, behind what was scripted before: after this wait the machine starts by itself. */
    public SimulatedMachine queueStart(Duration wait) {
        return change(() -> rental.odds().script(1, StartOdds.Answer.queued(wait)));
    }

    /**
     * Kills the host. A machine that holds its GPU fails, and unless its cloud bills nothing for that, is billed at the running rate
     * until somebody stops or destroys it; a parked one looks as before. It never starts again, and the witness says {@link
     * Witness#DEAD}.
     */
    public void killHost() {
        change(rental::killHost);
    }

    /** Lets the provider go on billing the running rate when it next shows the machine as stopped, and say so in its bill. */
    public SimulatedMachine keepBilling() {
        return change(rental::keepBilling);
    }

    /**
     * Lets the provider take the GPU back at once, as a marketplace does to whoever is outbid: stopped, parked rate, and the
     * disk kept where the provider keeps disks.
     *
     * @param reason the provider's words, shown as the reason of the state
     * @throws IllegalStateException if the machine holds no GPU that could be taken, or is being destroyed
     */
    public void preempt(String reason) {
        Objects.requireNonNull(reason, "reason");
        change(() -> rental.preempt(reason));
    }

    @Override
    public String toString() {
        return shown().toString();
    }

    private <T> T look(Function<Long, T> question) {
        synchronized (lock) {
            return question.apply(rental.settle());
        }
    }

    private SimulatedMachine change(Runnable change) {
        synchronized (lock) {
            change.run();
            return this;
        }
    }
}
