package com.dumontcloud.sdk.policy.decide;

import static com.dumontcloud.sdk.core.simulation.Operation.READ;
import static com.dumontcloud.sdk.core.simulation.Operation.STOP;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Actor;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Blow;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.PausedTime;
import com.dumontcloud.sdk.policy.fleet.StoreThatCanFail;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plays a fleet's history to a real monitor over a simulated cloud, and writes down what went in and what came out. */
final class FleetPlayback {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final FleetHistory history;
    private final LifecyclePolicyEngine engine;
    private final VirtualTime time = VirtualTime.startingAt(START);
    private final PausedTime processTime;
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final FleetTrace trace = new FleetTrace();
    private final Set<String> begun = new HashSet<>();
    private final StoreThatCanFail store = new StoreThatCanFail(this::storeFails);
    private long storeFailsUntil;
    private boolean lastWriteFailed;
    private long downSince;
    private long downUntil;
    private FleetMonitor monitor;
    private int generation;

    private FleetPlayback(FleetHistory history, LifecyclePolicyEngine engine) {
        this.history = history;
        this.engine = engine;
        this.processTime = new PausedTime(time, Duration.ofSeconds(history.tickEvery()));
        this.monitor = newMonitor();
    }

    static FleetTrace of(FleetHistory history) {
        return of(history, LifecyclePolicyEngine.of(history.settings()));
    }

    static FleetTrace of(FleetHistory history, LifecyclePolicyEngine engine) {
        return new FleetPlayback(history, engine).play();
    }

    private FleetTrace play() {
        cloud.addListener(change -> {
            if (change.from() == MachineState.RUNNING) {
                trace.turnedOff(change.machine().value(), now());
            }
            if (change.to() == MachineState.DELETED) {
                trace.gone.put(change.machine().value(), now());
            }
        });
        monitor.start();
        time.runDue();
        List<MachineId> ids = new ArrayList<>();
        for (Actor actor : history.actors()) {
            ids.add(begin(actor));
        }
        int next = 0;
        LifecycleSettings settings = history.settings();
        long told = settings.interval().toSeconds();
        for (long second = 0; second <= history.length(); second = now()) {
            if (monitor == null && second >= Math.max(downUntil, storeFailsUntil)) {
                trace.away(downSince, second);
                monitor = newMonitor();
                monitor.start();
                trace.cameBack(second);
            }
            while (next < history.blows().size() && history.blows().get(next).second() <= second) {
                hit(history.blows().get(next++), ids);
            }
            for (int i = 0; i < ids.size(); i++) {
                if ((now() + 7L * i) % told == 0) {
                    beat(history.actors().get(i), ids.get(i), i);
                }
            }
            time.advance(Duration.ofSeconds(1));
            if (second % history.tickEvery() == 0) {
                lookAtOwn(ids);
            }
        }
        if (monitor == null) {
            trace.away(downSince, history.length() + 1);
        } else {
            monitor.close();
        }
        for (MachineId id : ids) {
            trace.changesAsked.put(id.value(), cloud.calls().count(STOP, id));
        }
        return trace;
    }

    /** What an agent is asked for in its reply has no effect that a listener would be told of. */
    private void lookAtOwn(List<MachineId> ids) {
        for (int i = 0; i < ids.size() && monitor != null; i++) {
            if (history.actors().get(i).own()) {
                monitor.machine(ids.get(i)).ifPresent(report -> noteExecuting(report.condition()));
            }
        }
    }

    private void noteExecuting(MachineCondition machine) {
        Operation open = machine.operation().orElse(null);
        if (open != null && open.phase() == Operation.Phase.EXECUTING && begun.add("asked " + open.id())) {
            add("execute", machine, open);
        }
    }

    private MachineId begin(Actor actor) {
        MachineId id = MachineId.of(actor.id());
        HourlyRate rate = new HourlyRate(BigDecimal.valueOf(actor.cents(), 2));
        if (actor.own()) {
            monitor.register(id, null, rate);
        } else {
            cloud.rent(actor.id(), rate, HourlyRate.ofUsd("0.01"));
            monitor.poll();
            if (!monitor.machine(id).orElseThrow().condition().isClaimed()) {
                trace.sawTransition("T19 listed, and nobody's");
            }
            if (actor.claimed()) {
                monitor.issueToken(id);
            }
        }
        return id;
    }

    /** The process of one that is down, or stands still, takes nothing in. */
    private void beat(Actor actor, MachineId id, int number) {
        long second = now();
        boolean on = actor.own() ? !isParked(id) : isRunning(id);
        if (monitor == null || !on || actor.isQuietAt(second) || isCut(number, second)) {
            return;
        }
        double percent = actor.isUsedAt(second) ? 90 : 0;
        Heartbeat.Builder heartbeat = Heartbeat.builder(id)
                .bootId("boot")
                .gpus(List.of(GpuReading.builder(0)
                        .state(GpuReading.State.OK)
                        .utilizationMeanPercent(percent)
                        .coveredSeconds(actor.thin() ? 1.0 : null)
                        .build()));
        if (actor.clock()) {
            heartbeat.idleSeconds((double) (second - actor.idleSince(second)));
        }
        try {
            monitor.accept(heartbeat.build());
            trace.heard(actor.id(), second, percent > 0);
        } catch (IllegalStateException diskFull) {
            trace.lost(second);
        }
    }

    private boolean isRunning(MachineId id) {
        return cloud.machine(id).state() == MachineState.RUNNING;
    }

    private boolean isParked(MachineId id) {
        return monitor != null && monitor.machine(id).orElseThrow().condition().isParked();
    }

    private boolean isCut(int number, long second) {
        return history.blows().stream()
                .anyMatch(blow -> blow instanceof FleetHistory.Cut cut
                        && second >= cut.second()
                        && second < cut.second() + cut.length()
                        && number % cut.oneIn() == 0);
    }

    private void hit(Blow blow, List<MachineId> ids) {
        lookAtOwn(ids);
        if (blow instanceof FleetHistory.Jumped jumped) {
            time.jumpWall(jumped.by());
        } else if (blow instanceof FleetHistory.ProviderFails fails) {
            cloud.faults().during(Duration.ZERO, Duration.ofSeconds(fails.length()), fails.fault());
        } else if (blow instanceof FleetHistory.StoreFails fails) {
            storeFailsUntil = now() + fails.length();
        } else if (blow instanceof FleetHistory.Destroyed destroyed) {
            destroy(destroyed);
        } else if (monitor != null) {
            try {
                hitTheMonitor(blow, ids);
            } catch (DumontException | IllegalStateException refused) {
                trace.refused(blow);
            }
        } else {
            trace.refused(blow);
        }
    }

    private void destroy(FleetHistory.Destroyed destroyed) {
        try {
            cloud.machines().stream()
                    .map(SimulatedMachine::id)
                    .filter(id -> isOf(destroyed.machine(), id))
                    .forEach(cloud::destroy);
        } catch (DumontException failed) {
            trace.refused(destroyed);
        }
    }

    private void hitTheMonitor(Blow blow, List<MachineId> ids) {
        if (blow instanceof FleetHistory.Frozen) {
            monitor.freeze("for a test");
        } else if (blow instanceof FleetHistory.Unfrozen) {
            monitor.unfreeze();
        } else if (blow instanceof FleetHistory.Restarted restarted) {
            monitor.close();
            monitor = null;
            downSince = now();
            downUntil = now() + restarted.down();
        } else if (blow instanceof FleetHistory.TakenOver) {
            FleetMonitor other = newMonitor();
            other.start();
            monitor = other;
            trace.cameBack(now());
        } else if (blow instanceof FleetHistory.Paused paused) {
            long from = now();
            processTime.pause(Duration.ofSeconds(paused.length()));
            trace.paused(from, now());
        } else if (blow instanceof FleetHistory.Resumed) {
            if (monitor.resume()) {
                trace.resumed(now());
            }
        } else if (blow instanceof FleetHistory.Kept kept) {
            ids.stream()
                    .filter(id -> isOf(kept.machine(), id))
                    .forEach(id -> monitor.keepAlive(id, kept.length(), KeepAlive.Scope.IDLE_AND_ORPHAN));
        } else if (blow instanceof FleetHistory.Stopped stopped) {
            ids.stream()
                    .filter(id -> isOf(stopped.machine(), id))
                    .forEach(id -> monitor.command(id, Operation.Kind.STOP));
        }
    }

    private static boolean isOf(int number, MachineId id) {
        return id.value().equals("m-" + number);
    }

    private FleetMonitor newMonitor() {
        int own = ++generation;
        FleetMonitor.Builder builder = FleetMonitor.builder(engine, store)
                .provider(cloud)
                .time(processTime)
                .notifier(message -> {
                    if (message.machine() == null && own == generation) {
                        trace.alerted(now());
                    }
                })
                .listener((before, event, decision, at) -> decided(own, before, decision));
        return history.shadow() ? builder.shadow().build() : builder.build();
    }

    private boolean storeFails() {
        boolean fails = now() < storeFailsUntil;
        trace.wrote(lastWriteFailed && !fails);
        lastWriteFailed = fails;
        return fails;
    }

    private void decided(int by, MachineCondition before, Decision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Claim claim
                    && begun.add(claim.operation().id())) {
                add("intent", decision.next(), claim.operation());
            } else if (effect instanceof Effect.Execute execute) {
                String id = decision.next().id().value();
                trace.changesDecided.merge(id, 1, Integer::sum);
                if (by != generation) {
                    trace.stale.add(act("execute", decision.next(), execute.operation()));
                }
            } else if (effect instanceof Effect.OperationEnded ended
                    && ended.reason().code() == com.dumontcloud.sdk.policy.Reason.Code.SHADOW) {
                add("shadow", decision.next(), ended.operation());
            }
        }
        noteExecuting(decision.next());
        noteTransitions(before, decision.next());
    }

    private void noteTransitions(MachineCondition before, MachineCondition next) {
        if (next.power() == MachineState.DELETED && before.power() != MachineState.DELETED) {
            trace.sawTransition("T20 gone");
            boolean alone = cloud.calls().of(READ, next.id()).stream()
                    .anyMatch(call -> call.at().equals(time.wall()));
            trace.deleted.put(next.id().value(), new FleetTrace.Deleted(now(), alone));
        }
        if (next.modes().containsKey(FleetMode.RESTARTING) && !before.modes().containsKey(FleetMode.RESTARTING)) {
            trace.sawTransition("T22 restarting");
        }
    }

    private void add(String what, MachineCondition machine, Operation operation) {
        if (operation.cause() != Cause.PERSON) {
            trace.acted(act(what, machine, operation));
        }
    }

    private FleetTrace.Act act(String what, MachineCondition machine, Operation operation) {
        String scope = machine.profile().provider();
        return new FleetTrace.Act(now(), what, machine.id().value(), operation.cause(), scope == null ? "" : scope);
    }

    private long now() {
        return time.mono() / 1_000_000_000L;
    }
}
