package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.RecordedLife.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine that is used as its journal says and decided on by another engine, in a world that does at once what it is asked for.
 * Not thread-safe.
 */
final class SupposedLife {

    private static final ReporterRef REPORTER = new ReporterRef("agent", "agent", null);
    private static final double BUSY_PERCENT = 90;

    private final LifecyclePolicyEngine engine;
    private final List<Stretch> life;
    private final Instant start;
    private final Ledger ledger;
    private final Deque<Effect> toDo = new ArrayDeque<>();
    private MachineCondition machine;
    private MachineCondition recorded;
    private MachineProfile profile;
    private long nanos;
    private MachineState shown = MachineState.RUNNING;
    private @Nullable Instant parkedAt;
    private @Nullable AgentCommand command;
    private boolean saidGoodbye;
    private long parked;
    private long interruptions;

    SupposedLife(LifecyclePolicyEngine engine, List<Stretch> life) {
        this.engine = engine;
        this.life = life;
        this.start = life.get(0).from();
        this.recorded = life.get(0).was();
        this.profile = recorded.profile();
        this.machine = engine.begin(profile, recorded.isClaimed(), now());
        this.ledger = new Ledger(now());
    }

    WhatIf.Outcome live() {
        for (Stretch stretch : life) {
            recorded = stretch.was();
            showRecorded();
            carryOver(stretch.event());
            passUntil(stretch.to());
        }
        ledger.book(machine, now());
        return WhatIf.Outcome.of(ledger.account(), parked, interruptions);
    }

    /** What its provider showed without being asked for it holds here too; what the engine of then did does not. */
    private void showRecorded() {
        boolean isOffByItself = !recorded.isBilledAsRunning() && !recorded.isParked() && !recorded.isAssumedRunning();
        MachineState state = isOffByItself ? recorded.power() : MachineState.RUNNING;
        boolean isNews = !recorded.profile().equals(profile);
        profile = recorded.profile();
        if (parkedAt != null && !isOffByItself) {
            state = shown;
        }
        if (profile.isManaged() && (isNews || state != shown || machine.isAssumedRunning())) {
            shown = state;
            tell(read());
        } else if (isNews) {
            tell(new Event.Registered(profile));
        }
    }

    /** What people did, they do here too. */
    private void carryOver(Event event) {
        if (RecordedLife.isWake(event)) {
            comeBack();
        } else if (event instanceof Event.Commanded
                || event instanceof Event.KeptAlive
                || event instanceof Event.KeepAliveRevoked
                || event instanceof Event.Exempted
                || event instanceof Event.ExemptionRevoked
                || event instanceof Event.HoursProtected
                || event instanceof Event.LegalHoldSet
                || event instanceof Event.WakeRiskHeard
                || event instanceof Event.Claimed) {
            tell(event);
        }
    }

    private void passUntil(Instant end) {
        long until = Duration.between(start, end).toNanos();
        while (nanos < until) {
            hear();
            long interval = machine.settings().toldNanos();
            long due = machine.nextDueNanos();
            long next = Math.min(until, nanos + interval);
            nanos = due > nanos && due < next ? due : next;
            tell(new Event.Ticked());
        }
    }

    /** Reports what was so, if anything on the machine could. */
    private void hear() {
        boolean finished = recorded.finishedAtNanos().isPresent();
        boolean isInUse = recorded.activity() == Activity.ACTIVE && recorded.isBilledAsRunning();
        boolean isSilent = recorded.isBilledAsRunning() && !recorded.liveness().isReporting();
        if (isInUse && parkedAt != null) {
            comeBack();
        }
        if (!isOn() || isSilent || (finished && saidGoodbye)) {
            return;
        }
        saidGoodbye = finished;
        tell(new Event.HeartbeatAccepted(evidence(isInUse, finished)));
        command = machine.commandFor(REPORTER.id(), nanos).orElse(null);
    }

    private Evidence evidence(boolean isInUse, boolean finished) {
        boolean isKnown = isInUse || recorded.activity().isIdle() || !recorded.isBilledAsRunning();
        double percent = isInUse ? BUSY_PERCENT : 0;
        Evidence.Gpus gpus =
                isKnown ? new Evidence.Gpus(0, 0, percent, null, null, null, List.of()) : Evidence.Gpus.UNKNOWN;
        Evidence said = recorded.newestEvidence().orElse(null);
        String told = command == null ? null : command.id();
        List<CommandResult> results =
                told == null ? List.of() : List.of(CommandResult.of(told, CommandResult.Outcome.DONE, null));
        return new Evidence(
                REPORTER,
                null,
                null,
                null,
                gpus,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                said == null ? null : said.hasProcesses(),
                said == null ? null : said.hasSessions(),
                results,
                finished ? Goodbye.FINISHED : null);
    }

    /** Somebody wants it, and finds it off, or not. */
    private void comeBack() {
        Instant since = parkedAt;
        if (since != null) {
            interruptions += RecordedLife.isSoon(since, now().wall()) ? 1 : 0;
            parkedAt = null;
            shown = MachineState.RUNNING;
            if (profile.isManaged()) {
                tell(read());
            }
        } else if (profile.isManaged()) {
            tell(new Event.Commanded(Operation.Kind.WAKE));
        }
    }

    private boolean isOn() {
        return profile.isManaged() ? shown == MachineState.RUNNING : parkedAt == null;
    }

    private void tell(Event event) {
        apply(event);
        while (!toDo.isEmpty()) {
            answer(toDo.poll());
        }
    }

    private void apply(Event event) {
        ledger.book(machine, now());
        int scope = Math.max(1, recorded.machinesInScope());
        Decision decision = engine.decide(machine, event, now(), new Surroundings(scope));
        machine = decision.next();
        toDo.addAll(decision.effects());
    }

    private void answer(Effect effect) {
        if (effect instanceof Effect.Claim claim) {
            if (profile.isManaged()) {
                apply(read());
            }
            apply(new Event.OperationClaimed(claim.operation().id(), null));
        } else if (effect instanceof Effect.Execute execute) {
            shown = execute.operation().kind().target();
            apply(new Event.ProviderAnswered(execute.operation().id(), ActionReceipt.accepted()));
        } else if (effect instanceof Effect.ReadProvider) {
            apply(read());
        } else if (effect instanceof Effect.AskWitness) {
            apply(new Event.WitnessHeard(recorded.witness()));
        } else if (effect instanceof Effect.Notice notice) {
            apply(new Event.NoticeAccepted(notice.noticeId()));
        } else if (effect instanceof Effect.OperationEnded ended && ended.outcome() == Operation.Outcome.DONE) {
            Operation operation = ended.operation();
            boolean isByEngine = operation.kind().isParking() && operation.cause() != Cause.PERSON;
            parked += isByEngine ? 1 : 0;
            parkedAt = isByEngine ? now().wall() : null;
        }
    }

    private Event read() {
        Machine.Builder showing = Machine.builder(profile.id(), String.valueOf(profile.provider()), shown)
                .name(profile.name())
                .labels(profile.labels());
        GpuSpec gpu = profile.gpu();
        HourlyRate running = profile.runningRate();
        HourlyRate parkedRate = profile.parkedRate();
        if (gpu != null) {
            showing.gpu(gpu);
        }
        if (running != null) {
            showing.runningRate(running);
        }
        if (parkedRate != null) {
            showing.parkedRate(parkedRate);
        }
        return new Event.ProviderRead(showing.build());
    }

    private Moment now() {
        return new Moment(nanos, nanos, start.plusNanos(nanos));
    }
}
