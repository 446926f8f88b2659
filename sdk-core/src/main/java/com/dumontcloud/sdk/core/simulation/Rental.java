package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One machine from renting to destroying: which wishes its provider grants in which state.
 *
 * <p>Not thread-safe: callers hold the lock of its world, and settle it before they look.
 */
final class Rental {

    private final World world;
    private final Meter meter;
    private final PowerCycle power;
    private final StartOdds odds;
    private Machine rented;
    private Timings timings;
    private Witness witness = Witness.UNKNOWN;
    private final List<Labelled> labels = new ArrayList<>();
    private boolean hostDead;
    private boolean hasData = true;

    /** Begins the rental. */
    Rental(World world, Machine rented) {
        this.world = world;
        this.rented = rented;
        this.meter = new Meter(orFree(rented.runningRate()), orFree(rented.parkedRate()));
        this.power = new PowerCycle(
                rented.id(),
                world.time(),
                meter,
                world.billsStarting(),
                world.billsFailed(),
                this::changed,
                this::wake);
        this.odds = new StartOdds(world.random(), world.refusalProbability());
        this.timings = world.timings();
        labels.add(new Labelled(world.time().mono(), rented.labels()));
        power.begin(rented.state(), timings.start(), world.time().mono());
    }

    /** Catches up with the clock and returns the present moment. */
    long settle() {
        long now = world.time().mono();
        power.settle(now);
        return now;
    }

    MachineId id() {
        return rented.id();
    }

    PowerCycle power() {
        return power;
    }

    Meter meter() {
        return meter;
    }

    StartOdds odds() {
        return odds;
    }

    boolean hasData() {
        return hasData;
    }

    Witness witness() {
        return witness;
    }

    void witness(Witness truth) {
        witness = truth;
    }

    void timings(Timings next) {
        timings = next;
    }

    void reprice(HourlyRate runningRate) {
        meter.reprice(runningRate, settle());
        rented = rented.toBuilder().runningRate(runningRate).build();
    }

    WakeRisk wakeRisk() {
        return new WakeRisk(hostDead ? 1 : odds.refusalProbability(), timings.start());
    }

    Machine shown() {
        return shown(power.state(), power.reason(), newestLabels());
    }

    /** Returns what the provider showed at that moment; empty before the rental and once it is gone. */
    Optional<Machine> shownAt(long at) {
        StateChange last = power.shownAt(at);
        return last == null || last.to() == MachineState.DELETED
                ? Optional.empty()
                : Optional.of(shown(last.to(), last.reason(), labelsAt(at)));
    }

    ActionReceipt setLabel(Label label) {
        long now = settle();
        requireStaying(Operation.SET_LABEL);
        if (!world.capabilities().labels()) {
            throw new DumontException(
                    Kind.INVALID_REQUEST, "label of " + id() + ": " + world.provider() + " sets no labels");
        }
        Map<String, String> next = new LinkedHashMap<>(newestLabels());
        next.put(label.name(), label.value());
        labels.add(new Labelled(now, next));
        return ActionReceipt.accepted();
    }

    ActionReceipt start() {
        long now = settle();
        requireStaying(Operation.START);
        return switch (power.state()) {
            case STOPPED -> power.isQueued() ? queued() : startStopped(now);
            case STARTING, RUNNING -> ActionReceipt.accepted();
            default -> throw conflict(Operation.START, "start it once it is stopped");
        };
    }

    ActionReceipt stop() {
        long now = settle();
        requireStaying(Operation.STOP);
        if (power.isQueued()) {
            power.unqueue(now);
        } else if (power.state() != MachineState.STOPPED && power.state() != MachineState.STOPPING) {
            power.stop(timings.stop(), now);
        }
        return ActionReceipt.accepted();
    }

    ActionReceipt reboot() {
        long now = settle();
        requireStaying(Operation.REBOOT);
        if (!world.capabilities().reboots()) {
            throw new DumontException(
                    Kind.INVALID_REQUEST,
                    "reboot of " + id() + ": " + world.provider() + " cannot reboot; stop and start it instead");
        }
        if (power.state() != MachineState.RUNNING) {
            throw conflict(Operation.REBOOT, "only a running machine can be rebooted");
        }
        power.reboot(timings.reboot(), now);
        return ActionReceipt.accepted();
    }

    ActionReceipt destroy() {
        long now = settle();
        if (!power.isGone() && !power.isLeaving()) {
            power.destroy(timings.destroy(), now);
        }
        return ActionReceipt.accepted();
    }

    void killHost() {
        long now = settle();
        hostDead = true;
        witness = Witness.DEAD;
        if (holdsGpu()) {
            power.fall(MachineState.FAILED, "host is offline", now);
        }
    }

    /** From its next stop on. */
    void keepBilling() {
        power.keepBilling();
    }

    void preempt(String reason) {
        long now = settle();
        if (!holdsGpu()) {
            throw new IllegalStateException("cannot preempt " + id() + ": it is "
                    + power.state().text() + (power.isLeaving() ? " and being destroyed" : ""));
        }
        power.fall(MachineState.STOPPED, reason, now);
    }

    private ActionReceipt startStopped(long now) {
        if (hostDead) {
            return new ActionReceipt(Outcome.REFUSED, "host is offline");
        }
        StartOdds.Answer answer = odds.draw();
        switch (answer.outcome()) {
            case ACCEPTED -> {
                power.start(timings.start(), now);
                return ActionReceipt.accepted();
            }
            case QUEUED -> {
                power.queue(answer.delay(), timings.start(), now);
                return queued();
            }
            default -> {
                return new ActionReceipt(Outcome.REFUSED, "no free GPU: it is rented to somebody else");
            }
        }
    }

    private static ActionReceipt queued() {
        return new ActionReceipt(Outcome.QUEUED, "no free GPU: the start is queued");
    }

    private boolean holdsGpu() {
        return switch (power.state()) {
            case STARTING, RUNNING, STOPPING -> !power.isLeaving();
            default -> false;
        };
    }

    private void changed(StateChange change) {
        boolean stopped = change.from() != null && change.to() == MachineState.STOPPED;
        if (change.to() == MachineState.DELETED
                || (stopped && !world.capabilities().keepsDisk())) {
            hasData = false;
        }
        world.announce().accept(change);
    }

    private void wake() {
        synchronized (world.lock()) {
            settle();
        }
    }

    private void requireStaying(Operation operation) {
        if (power.isGone()) {
            throw notFound(operation, id());
        }
        if (power.isLeaving()) {
            throw conflict(operation, "it is being destroyed");
        }
    }

    static DumontException notFound(Operation operation, MachineId id) {
        return new DumontException(Kind.NOT_FOUND, operation.text() + " of " + id + ": there is no such machine");
    }

    private DumontException conflict(Operation operation, String why) {
        String shown = ", which is " + power.state().text() + ": ";
        return new DumontException(Kind.CONFLICT, operation.text() + " of " + id() + shown + why);
    }

    private Machine shown(MachineState state, @Nullable String reason, Map<String, String> carried) {
        boolean priced = rented.runningRate() != null && rented.parkedRate() != null;
        return rented.toBuilder()
                .billedRate(priced ? meter.rate() : null)
                .state(state)
                .stateReason(reason)
                .labels(carried)
                .build();
    }

    private Map<String, String> newestLabels() {
        return labels.get(labels.size() - 1).carried();
    }

    private Map<String, String> labelsAt(long at) {
        for (int i = labels.size() - 1; i > 0; i--) {
            if (at - labels.get(i).at() >= 0) {
                return labels.get(i).carried();
            }
        }
        return labels.get(0).carried();
    }

    private static HourlyRate orFree(@Nullable HourlyRate rate) {
        return rate == null ? HourlyRate.FREE : rate;
    }

    /** The labels it has carried since then. */
    private record Labelled(long at, Map<String, String> carried) {}
}
