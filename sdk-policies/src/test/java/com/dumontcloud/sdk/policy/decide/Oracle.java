package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what an engine did by the lifecycle rules alone: it recomputes from what really happened what was true, in whole seconds,
 * and shares nothing with the engine but its vocabulary. Every problem begins with the number of the rule that was broken.
 */
final class Oracle {

    /** What is done to a machine that runs. */
    private static final Set<Cause> PARKING =
            Set.of(Cause.IDLE, Cause.ORPHAN, Cause.NO_EVIDENCE, Cause.FINISHED, Cause.SPEND_CAP);

    private final History.World world;
    private LifecycleSettings settings;
    private long configuredAt = Long.MIN_VALUE / 2;
    private final List<String> problems = new ArrayList<>();

    private final IdleTruth use = new IdleTruth();
    private final HoldsTruth holds = new HoldsTruth();
    private final ReleaseTruth release;
    private final FailoverTruth failover;
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, Long> noticesAccepted = new HashMap<>();
    private @Nullable String newestNotice;
    private long newestNoticeAt;
    private @Nullable String boot;
    private boolean claimed;
    private @Nullable MachineState known;
    private MachineState power = MachineState.UNKNOWN;
    private boolean wasRead;
    private long readAt;
    private long upSince;
    private long evidenceSince;
    private @Nullable Long parkedAt;
    private @Nullable Long lifeSign;
    private @Nullable Long finishedAt;
    private long finishedFrom;
    private @Nullable Witness witness;
    private long witnessAt;

    private Operation.@Nullable Phase phase;
    private @Nullable Operation open;
    private int executions;
    private boolean answerLost;
    private final Set<String> doneByAgents = new HashSet<>();

    private Oracle(History history) {
        this.world = history.world();
        this.release = new ReleaseTruth(history.world().place());
        this.failover = new FailoverTruth(history.world().place());
        this.settings = history.world().settings();
        this.claimed = history.world().claimed();
    }

    static List<String> judge(History history, Trace trace) {
        Oracle oracle = new Oracle(history);
        trace.entries().forEach(oracle::judge);
        if (trace.isEndless()) {
            oracle.problems.add("I9: without end");
        }
        oracle.problems.addAll(FailoverTruth.problemsOf(trace.rented()));
        oracle.problems.addAll(SavingOracle.judge(history, trace));
        return oracle.problems;
    }

    private void judge(Trace.Entry entry) {
        Operation before = open;
        boolean rebooted = takeIn(entry);
        for (Effect effect : entry.effects()) {
            judge(effect, entry);
        }
        boolean survived = open != null
                && open.equals(before)
                && open.cause() != Cause.PERSON
                && (phase == null || isRevocable(phase));
        check(!rebooted || !survived, entry, "I22: it survived a reboot");
        if (entry.counted()) {
            judgeLiveness(entry);
        }
        if (open != null && entry.phase() != phase && entry.phase() != null && isActing(entry.phase())) {
            allow(open, entry, false);
        }
        if (entry.event() instanceof Event.OperationClaimed && phase == Operation.Phase.INTENDED && isActing(entry)) {
            check(!wasRead || entry.second() - readAt < 60, entry, "G: acts on what its provider showed at " + readAt);
        }
        phase = entry.phase();
        // A straggler changes nothing: that a hold began in its very second the next look finds.
        if (entry.counted() && entry.planned() != null) {
            boolean held = holds.coverIdleness(entry.second()) || holds.coverEverything(entry.second());
            check(!held || open != null, entry, "I2: warned under a hold");
        }
    }

    private boolean takeIn(Trace.Entry entry) {
        Event event = entry.event();
        long now = entry.second();
        if (entry.step() != null) {
            holds.takeIn(entry.step());
            release.takeIn(entry.step());
            claimed |= entry.step() instanceof Step.Leased;
        }
        failover.takeIn(event, lifeSign != null);
        if (entry.step() instanceof Step.Heard heard) {
            return hear(heard, entry);
        } else if (entry.step() instanceof Step.Configured configured) {
            LifecycleSettings other = configured.settings(world.settings());
            configuredAt = settings.equals(other) ? configuredAt : now;
            settings = other;
        } else if (event instanceof Event.Contact && failover.isFenced()) {
            failover.heardThoughFenced(now);
        } else if (event instanceof Event.Contact) {
            lifeSign = now;
            failover.heard();
            finishedAt = null;
        } else if (event instanceof Event.Claimed) {
            claimed = true;
        } else if (event instanceof Event.ProviderRead read) {
            see(read.machine().state(), now);
        } else if (event instanceof Event.NoticeAccepted accepted) {
            noticesAccepted.putIfAbsent(accepted.noticeId(), now);
            release.accepted(accepted.noticeId(), now);
        } else if (event instanceof Event.WitnessHeard heard) {
            witness = heard.witness();
            witnessAt = now;
        } else if (event instanceof Event.ProviderAnswered answered) {
            answerLost = answered.receipt().outcome() == ActionReceipt.Outcome.UNKNOWN;
        } else if (event instanceof Event.SnapshotVerified verified) {
            release.readBack(verified.operationId(), verified.proof());
        }
        return false;
    }

    /** Returns whether it shows that the machine was rebooted. */
    private boolean hear(Step.Heard heard, Trace.Entry entry) {
        long now = entry.second();
        Run run = runs.computeIfAbsent(heard.reporter(), any -> new Run());
        boolean counts = run.takes(heard.start(), heard.seq());
        check(counts == entry.counted(), entry, "I13: counted is " + entry.counted());
        if (!counts) {
            return false;
        }
        if (failover.isFenced()) {
            failover.heardThoughFenced(now);
            return false;
        }
        boolean rebooted = heard.boot() != null && boot != null && !boot.equals(heard.boot());
        boot = heard.boot() == null ? boot : heard.boot();
        if (rebooted) {
            evidenceSince = now;
            upSince = now;
        }
        use.hear(heard, phase != null && isSaving(phase), entry.planned() != null, late());
        lifeSign = now;
        failover.heard();
        if (parkedAt != null && heard.goodbye() == null && now - parkedAt >= late()) {
            parkedAt = null;
            upSince = now;
        }
        if (heard.goodbye() == null) {
            finishedAt = null;
        } else if (heard.goodbye() == Goodbye.FINISHED) {
            finishedFrom = finishedAt == null ? now : finishedFrom;
            finishedAt = now;
        }
        for (CommandResult result :
                ((Event.HeartbeatAccepted) entry.event()).evidence().results()) {
            if (result.outcome() == CommandResult.Outcome.DONE) {
                doneByAgents.add(result.id());
            }
        }
        return rebooted;
    }

    private void see(MachineState shown, long now) {
        power = shown;
        wasRead = true;
        readAt = now;
        release.see(shown, now);
        failover.see(shown, now);
        if (shown == MachineState.UNKNOWN) {
            return;
        }
        if (known != null && known != shown) {
            evidenceSince = now;
            if (shown == MachineState.RUNNING) {
                upSince = now;
                finishedAt = null;
                lifeSign = lifeSign == null ? null : Long.valueOf(now);
            }
        }
        known = shown;
    }

    private void judge(Effect effect, Trace.Entry entry) {
        if (effect instanceof Effect.Notice notice) {
            newestNotice = notice.noticeId();
            newestNoticeAt = entry.second();
            release.told(notice);
        } else if (effect instanceof Effect.Alert alert && alert.reason().code() == Reason.Code.STALLED) {
            boolean stalled =
                    entry.step() instanceof Step.Heard heard && use.isStalled(heard.reporter(), entry.second());
            check(stalled, entry, "T24: it is not stalled");
        } else if (effect instanceof Effect.Claim claim) {
            if (open == null || !claim.operation().id().equals(open.id())) {
                check(open == null, entry, "I9: a second operation");
                open = claim.operation();
                phase = null;
                executions = 0;
                answerLost = false;
                allow(open, entry, true);
            }
        } else if (effect instanceof Effect.TakeSnapshot take) {
            release.asked(take.operation().id());
        } else if (effect instanceof Effect.Rent rent) {
            check(!failover.isFenced(), entry, "T17: a second replacement");
            check(open != null && open.id().equals(rent.operation().id()), entry, "I9: rented while not open");
            failover.takeIn(rent);
        } else if (effect instanceof Effect.Execute execute) {
            check(
                    execute.operation().kind() != Operation.Kind.WAKE || !failover.isFenced(),
                    entry,
                    "T17: wakes what is replaced");
            judgeExecution(execute.operation(), entry);
            release.problemsOfAsking(execute.operation(), entry).forEach(problem -> check(false, entry, problem));
        } else if (effect instanceof Effect.OperationEnded ended) {
            judgeEnd(ended, entry);
        }
    }

    private void judgeExecution(Operation operation, Trace.Entry entry) {
        check(open != null && operation.id().equals(open.id()), entry, "I9: executed while not open");
        check(executions == 0 || answerLost, entry, "I9: repeated without a lost answer");
        check(executions == 0 || power == before(operation.kind()), entry, "T15: repeated on suspicion");
        executions++;
        check(executions <= 3, entry, "T15: repeated for ever");
        answerLost = false;
        allow(operation, entry, false);
    }

    private void judgeEnd(Effect.OperationEnded ended, Trace.Entry entry) {
        Operation over = ended.operation();
        check(open != null && over.id().equals(open.id()), entry, "I9: ended twice");
        open = null;
        failover.takeIn(ended);
        if (over.kind() == Operation.Kind.FAILOVER) {
            check(
                    ended.outcome() != Operation.Outcome.DONE || failover.isConfirmed(),
                    entry,
                    "T17: done, but the replacement does not work");
        } else if (ended.outcome() == Operation.Outcome.DONE) {
            release.done(over, entry.liveness() == Liveness.ORPHANED, entry.second());
            boolean isLetGo = !world.managed() && over.kind() == Operation.Kind.DESTROY;
            if (isLetGo) {
                check(over.cause() == Cause.PERSON, entry, "let go, and its owner did not ask for that");
                power = MachineState.DELETED;
            }
            boolean shown = isLetGo || (wasRead ? power == over.target() : doneByAgents.contains(over.id()));
            check(shown, entry, "I23: done, but nobody has seen it; the provider shows " + power);
            use.endRun();
            if (!wasRead) {
                finishedAt = null;
                parkedAt = over.kind() == Operation.Kind.HIBERNATE ? Long.valueOf(entry.second()) : null;
            }
        }
    }

    private void allow(Operation operation, Trace.Entry entry, boolean decided) {
        if (operation.cause() == Cause.PERSON) {
            return;
        }
        long now = entry.second();
        check(claimed, entry, "T19: acts on a machine that nobody claimed");
        check(!settings.observeOnly(), entry, "OBSERVE_ONLY: acts on a machine that is only watched");
        boolean stops = PARKING.contains(operation.cause());
        check(power != MachineState.DELETED, entry, "G: acts on a machine that is gone");
        // T21 stops from any state; no provider here says what it bills, so that one which failed may be billed as
        // before.
        boolean spends = operation.cause() == Cause.SPEND_CAP && power == MachineState.FAILED;
        check(
                !wasRead || !stops || spends || power == MachineState.RUNNING,
                entry,
                "G: acts on a machine that is " + power);
        boolean bound = operation.cause() != Cause.SPEND_CAP && operation.cause() != Cause.FAILOVER;
        check(!bound || !holds.coverEverything(now), entry, "I2: acts on a machine that is to be left alone");
        check(now - configuredAt >= lead(), entry, "G: acts on settings that nobody can have noticed");
        release.problems(operation.cause(), wasRead, now).forEach(problem -> check(false, entry, problem));
        switch (operation.cause()) {
            case IDLE -> allowIdle(now, entry, decided);
            case ORPHAN -> allowOrphan(now, entry);
            case NO_EVIDENCE -> allowUnheard(now, entry);
            case FINISHED -> allowFinished(now, entry);
            case FORGOTTEN -> allowForgotten(now, entry);
            case LEASE_EXPIRED -> check(!holds.coverSilence(now), entry, "I2: ends a lease under a hold");
            case SPEND_CAP -> check(operation.kind() == Operation.Kind.STOP, entry, "T21: does more than stop it");
            case FAILOVER ->
                failover.problemsOfReplacing(settings, now).forEach(problem -> check(false, entry, problem));
            case REPLACED ->
                failover.problemsOfGivingBack(settings, now).forEach(problem -> check(false, entry, problem));
            case PERSON -> throw new AssertionError();
        }
    }

    private void allowIdle(long now, Trace.Entry entry, boolean decided) {
        check(!holds.coverIdleness(now), entry, "I2: acts on the idle under a hold");
        check(now - upSince >= settings.minUptime().toSeconds(), entry, "T11: acts while it is set up");
        IdleTruth.Run run = use.run(evidenceSince, late());
        if (run == null) {
            check(false, entry, "I4: acts on the idle without an idle sample");
            return;
        }
        check(now - run.newest() < late(), entry, "I5: its newest sample is of " + run.newest());
        long idleAfter = settings.idleAfter().toSeconds();
        check(run.length() >= idleAfter, entry, "T11: idle only since " + run.first());
        check(
                run.isCovered(idleAfter, settings.minimumCoverage()),
                entry,
                "COVERAGE: samples speak for too little of " + run.first() + " to " + run.newest());
        if (decided) {
            check(use.wasWarned(now, evidenceSince, lead()), entry, "I3: nobody was warned in time");
        }
    }

    private void allowOrphan(long now, Trace.Entry entry) {
        check(!holds.coverSilence(now), entry, "I2: acts on an orphan under a hold");
        check(wasRead, entry, "T6: acts on an orphan that nobody can stop");
        Long heard = lifeSign;
        if (heard == null) {
            check(false, entry, "I4: acts on a machine that was never heard");
            return;
        }
        check(now - heard >= settings.orphanHibernateAfter().toSeconds(), entry, "I4: silent only since " + heard);
        check(wasTold(heard, 0, now), entry, "I3: nobody took the notice");
        boolean small = world.scope() <= 2;
        if (small || settings.witnessBeforeOrphanAction()) {
            check(isWitnessed(heard, now) && witness != Witness.BUSY, entry, "T6: the witness says " + witness);
        }
        check(!small || witness == Witness.IDLE || witness == Witness.DEAD, entry, "T6: in a small scope: " + witness);
    }

    private void allowForgotten(long now, Trace.Entry entry) {
        check(!holds.coverSilence(now), entry, "I2: gives back under a hold");
        check(settings.allowDelete(), entry, "T7: gives back what it may not");
        Duration after = settings.orphanDeleteAfter();
        check(after != null && release.liesFor(now) >= after.toSeconds(), entry, "T7: it lies for too short");
        check(power == MachineState.STOPPED, entry, "T7: gives back a machine that is " + power);
        check(release.isAnnounced(now), entry, "T7: its owner was not told three times");
    }

    private void allowUnheard(long now, Trace.Entry entry) {
        check(!holds.coverIdleness(now), entry, "I2: acts on the unheard under a hold");
        check(lifeSign == null, entry, "T25: something on it was heard");
        check(wasRead && known == MachineState.RUNNING, entry, "T25: not seen to be running");
        check(now - upSince >= settings.noEvidenceAfter().toSeconds(), entry, "T25: up only since " + upSince);
        check(wasTold(upSince, 0, now), entry, "I3: nobody took the notice");
        check(isWitnessed(upSince, now), entry, "T25: the provider was not asked for its view");
        check(witness == Witness.UNKNOWN || witness == Witness.DEAD, entry, "T25: measured, as " + witness);
    }

    private void allowFinished(long now, Trace.Entry entry) {
        check(!holds.coverIdleness(now), entry, "I2: acts on the finished under a hold");
        Long since = finishedAt;
        if (since == null) {
            check(false, entry, "T23: nobody said that it is finished");
            return;
        }
        check(now - since >= settings.idleAfter().toSeconds(), entry, "T23: finished only since " + since);
        check(wasTold(finishedFrom, lead(), now), entry, "I3: the notice is not out long enough");
        check(isWitnessed(since, now) && witness != Witness.BUSY, entry, "T23: the witness says " + witness);
    }

    /** A notice was taken so long ago, or by nobody for a day. */
    private boolean wasTold(long since, long lead, long now) {
        if (newestNotice == null) {
            return false;
        }
        Long accepted = noticesAccepted.get(newestNotice);
        return accepted == null
                ? newestNoticeAt >= since && now - newestNoticeAt >= 86_400
                : accepted >= since && now - accepted >= lead;
    }

    private boolean isWitnessed(long since, long now) {
        return witness != null && witnessAt >= since && now - witnessAt < 120;
    }

    private void judgeLiveness(Trace.Entry entry) {
        Long heard = lifeSign;
        if (heard == null
                || parkedAt != null
                || power == MachineState.DELETED
                || (wasRead && power != MachineState.RUNNING)) {
            return;
        }
        long silence = entry.second() - heard;
        Liveness expected;
        if (silence >= settings.orphanAfter().toSeconds() && !holds.coverSilence(entry.second())) {
            expected = Liveness.ORPHANED;
        } else if (silence >= settings.suspectAfter().toSeconds()) {
            expected = Liveness.SUSPECT;
        } else {
            expected = silence >= late() ? Liveness.LATE : Liveness.HEALTHY;
        }
        boolean mayBeSuspended = finishedAt != null && entry.liveness() == Liveness.HEALTHY;
        check(
                entry.liveness() == expected || mayBeSuspended,
                entry,
                "T3: silent for " + silence + " s but " + entry.liveness());
        check(
                !entry.liveness().isSilent() || entry.activity() == Activity.INDETERMINATE,
                entry,
                "I4: silent and " + entry.activity());
    }

    /** Section 2 of the lifecycle rules: the larger of two intervals told, and of what is set but at most 0.4 of idleAfter. */
    private long lead() {
        double most = 0.4 * settings.idleAfter().toSeconds();
        return Math.max(2 * settings.interval().toSeconds(), (long)
                Math.min(settings.warnLead().toSeconds(), most));
    }

    private long late() {
        return settings.lateAfter().toSeconds();
    }

    private static boolean isRevocable(Operation.Phase phase) {
        return phase == Operation.Phase.INTENDED || isSaving(phase);
    }

    private static boolean isSaving(Operation.Phase phase) {
        return phase == Operation.Phase.QUIESCING
                || phase == Operation.Phase.SNAPSHOTTING
                || phase == Operation.Phase.VERIFIED;
    }

    private static boolean isActing(Trace.Entry entry) {
        return entry.phase() != null && isActing(entry.phase());
    }

    private static boolean isActing(Operation.Phase phase) {
        return phase == Operation.Phase.QUIESCING
                || phase == Operation.Phase.SNAPSHOTTING
                || phase == Operation.Phase.EXECUTING;
    }

    private static MachineState before(Operation.Kind kind) {
        return kind == Operation.Kind.WAKE ? MachineState.STOPPED : MachineState.RUNNING;
    }

    private void check(boolean holds, Trace.Entry entry, String problem) {
        if (!holds) {
            problems.add(problem + ", at " + entry.second() + " s");
        }
    }

    /** The runs of one reporter. */
    private static final class Run {

        private final Set<String> past = new HashSet<>();
        private @Nullable String start;
        private @Nullable Long newest;

        boolean takes(@Nullable String itsStart, @Nullable Long seq) {
            if (itsStart != null && !itsStart.equals(start)) {
                if (past.contains(itsStart)) {
                    return false;
                }
                if (start != null) {
                    past.add(start);
                }
                start = itsStart;
                newest = seq;
                return true;
            }
            if (seq != null && newest != null && seq <= newest) {
                return false;
            }
            newest = seq == null ? newest : seq;
            return true;
        }
    }
}
