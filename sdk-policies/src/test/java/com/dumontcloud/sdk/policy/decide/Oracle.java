package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what an engine did by the lifecycle rules alone: it recomputes from the bare events what was true, in whole seconds, and
 * shares nothing with the engine but its vocabulary.
 */
final class Oracle {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final History.World world;
    private final LifecycleSettings settings;
    private final List<String> problems = new ArrayList<>();

    private final List<Said> said = new ArrayList<>();
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, Long> noticesAccepted = new HashMap<>();
    private @Nullable String newestNotice;
    private @Nullable String boot;
    private @Nullable MachineState known;
    private MachineState power = MachineState.UNKNOWN;
    private boolean wasRead;
    private long upSince;
    private long evidenceSince;
    private @Nullable Long lifeSign;
    private @Nullable Long finishedAt;
    private @Nullable Witness witness;
    private long witnessAt;
    private Instant idleUntil = Instant.MIN;
    private Instant orphanUntil = Instant.MIN;

    private @Nullable String openId;
    private @Nullable Cause openCause;
    private int executions;
    private boolean answerLost;
    private boolean begun;

    private Oracle(History history) {
        this.world = history.world();
        this.settings = history.world().preset().settings();
    }

    static List<String> judge(History history, Trace trace) {
        Oracle oracle = new Oracle(history);
        trace.entries().forEach(oracle::judge);
        return oracle.problems;
    }

    private void judge(Trace.Entry entry) {
        boolean rebooted = takeIn(entry);
        for (Effect effect : entry.effects()) {
            judge(effect, entry);
        }
        check(!rebooted || openId == null || begun || openCause == Cause.PERSON, entry, "I22: it survived a reboot");
        if (entry.counted()) {
            judgeLiveness(entry);
        }
        begun = entry.phase() != null
                && !entry.phase().equals(Operation.Phase.INTENDED)
                && !entry.phase().equals(Operation.Phase.QUIESCING);
        if (entry.planned() != null) {
            check(!isHeld(entry.second(), idleUntil) || openId != null, entry, "I2: warned under a hold");
        }
    }

    private boolean takeIn(Trace.Entry entry) {
        Event event = entry.event();
        long now = entry.second();
        if (event instanceof Event.HeartbeatAccepted heartbeat) {
            return hear(heartbeat.evidence(), entry);
        } else if (event instanceof Event.Contact) {
            lifeSign = now;
            finishedAt = null;
        } else if (event instanceof Event.ProviderRead read) {
            see(read.machine().state(), now);
        } else if (event instanceof Event.KeptAlive kept) {
            Instant until = earlier(kept.until(), wall(now).plus(Duration.ofHours(24)));
            idleUntil = later(idleUntil, until);
            orphanUntil = kept.scope() == KeepAlive.Scope.IDLE_AND_ORPHAN ? later(orphanUntil, until) : orphanUntil;
        } else if (event instanceof Event.KeepAliveRevoked) {
            idleUntil = Instant.MIN;
            orphanUntil = Instant.MIN;
        } else if (event instanceof Event.NoticeAccepted accepted) {
            noticesAccepted.putIfAbsent(accepted.noticeId(), now);
        } else if (event instanceof Event.WitnessHeard heard) {
            witness = heard.witness();
            witnessAt = now;
        } else if (event instanceof Event.ProviderAnswered answered) {
            answerLost = answered.receipt().outcome() == ActionReceipt.Outcome.UNKNOWN;
        }
        return false;
    }

    private boolean hear(Evidence evidence, Trace.Entry entry) {
        long now = entry.second();
        String id = evidence.reporter().id();
        Run run = runs.computeIfAbsent(id, any -> new Run());
        boolean counts = run.takes(evidence.reporter().startId(), evidence.seq());
        check(counts == entry.counted(), entry, "I13: counted is " + entry.counted());
        if (!counts) {
            return false;
        }
        boolean rebooted = evidence.bootId() != null && boot != null && !boot.equals(evidence.bootId());
        boot = evidence.bootId() == null ? boot : evidence.bootId();
        if (rebooted) {
            evidenceSince = now;
            upSince = now;
        }
        Double mean = evidence.gpu().meanPercent();
        Step.Use use = mean == null ? Step.Use.NOT_KNOWN : mean >= 8 ? Step.Use.BUSY : Step.Use.IDLE;
        said.add(new Said(now, id, use, entry.planned() != null));
        lifeSign = now;
        if (evidence.goodbye() == null) {
            finishedAt = null;
        } else if (evidence.goodbye() == Goodbye.FINISHED) {
            finishedAt = now;
        }
        return rebooted;
    }

    private void see(MachineState shown, long now) {
        power = shown;
        wasRead = true;
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
        } else if (effect instanceof Effect.Claim claim) {
            if (!claim.operation().id().equals(openId)) {
                check(openId == null, entry, "I9: a second operation");
                openId = claim.operation().id();
                openCause = claim.operation().cause();
                executions = 0;
                answerLost = false;
                begun = false;
                allow(claim.operation(), entry, true);
            }
        } else if (effect instanceof Effect.Execute execute) {
            check(execute.operation().id().equals(openId), entry, "I9: executed while not open");
            check(executions == 0 || answerLost, entry, "I9: repeated without a lost answer");
            check(executions == 0 || power == before(execute.operation().kind()), entry, "T15: repeated on suspicion");
            executions++;
            check(executions <= 3, entry, "repeated for ever");
            answerLost = false;
            allow(execute.operation(), entry, false);
        } else if (effect instanceof Effect.OperationEnded ended) {
            check(ended.operation().id().equals(openId), entry, "I9: ended twice");
            openId = null;
            if (ended.outcome() == Operation.Outcome.DONE) {
                check(power == ended.operation().kind().target(), entry, "I23: done, but the provider shows " + power);
            }
        }
    }

    private void allow(Operation operation, Trace.Entry entry, boolean decided) {
        if (operation.cause() == Cause.PERSON) {
            return;
        }
        check(!wasRead || power == MachineState.RUNNING, entry, "acts on a machine that is " + power);
        switch (operation.cause()) {
            case IDLE -> allowIdle(entry, decided);
            case ORPHAN -> allowOrphan(entry);
            case FINISHED -> allowFinished(entry);
            case PERSON -> throw new AssertionError();
        }
    }

    private void allowIdle(Trace.Entry entry, boolean decided) {
        long now = entry.second();
        check(!isHeld(now, idleUntil), entry, "I2: acts on the idle under a hold");
        check(now - upSince >= settings.minUptime().toSeconds(), entry, "acts while it is set up");
        long newest = Long.MIN_VALUE;
        long first = Long.MIN_VALUE;
        for (Said one : said) {
            if (one.second < evidenceSince || one.use == Step.Use.BUSY) {
                first = Long.MIN_VALUE;
                newest = Long.MIN_VALUE;
            } else if (one.use == Step.Use.IDLE) {
                boolean goesOn = newest != Long.MIN_VALUE && one.second - newest < late();
                first = goesOn ? first : one.second;
                newest = one.second;
            }
        }
        check(newest != Long.MIN_VALUE && now - newest < late(), entry, "I5: its newest sample is of " + newest);
        check(newest - first >= settings.idleAfter().toSeconds(), entry, "T11: idle only since " + first);
        if (decided) {
            check(wasWarned(now, evidenceSince), entry, "I3: nobody was warned in time");
        }
    }

    /** Some reply said it long enough ago, was followed by another heartbeat of that reporter, and was never taken back. */
    private boolean wasWarned(long now, long since) {
        long lead = settings.warnLead().toSeconds();
        for (int i = said.size() - 1; i >= 0 && said.get(i).told && said.get(i).second >= since; i--) {
            Said one = said.get(i);
            boolean acknowledged =
                    said.subList(i + 1, said.size()).stream().anyMatch(other -> other.reporter.equals(one.reporter));
            if (now - one.second >= lead && acknowledged) {
                return true;
            }
        }
        return false;
    }

    private void allowOrphan(Trace.Entry entry) {
        long now = entry.second();
        check(!isHeld(now, orphanUntil), entry, "I2: acts on an orphan under a hold");
        check(wasRead, entry, "acts on an orphan that nobody can stop");
        Long heard = lifeSign;
        if (heard == null) {
            check(false, entry, "I4: acts on a machine that was never heard");
            return;
        }
        check(now - heard >= settings.orphanHibernateAfter().toSeconds(), entry, "I4: silent only since " + heard);
        check(wasAccepted(heard, now), entry, "I3: nobody took the notice");
        boolean small = world.scope() <= 2;
        if (small || settings.witnessBeforeOrphanAction()) {
            check(isWitnessed(heard, now) && witness != Witness.BUSY, entry, "the witness says " + witness);
        }
        check(!small || witness == Witness.IDLE || witness == Witness.DEAD, entry, "in a small scope: " + witness);
    }

    private void allowFinished(Trace.Entry entry) {
        long now = entry.second();
        check(!isHeld(now, idleUntil), entry, "I2: acts on the finished under a hold");
        Long since = finishedAt;
        if (since == null) {
            check(false, entry, "T23: nobody said that it is finished");
            return;
        }
        check(now - since >= settings.idleAfter().toSeconds(), entry, "T23: finished only since " + since);
        check(
                wasAccepted(since, now - settings.warnLead().toSeconds()),
                entry,
                "I3: the notice is not out long enough");
        check(isWitnessed(since, now) && witness != Witness.BUSY, entry, "the witness says " + witness);
    }

    private boolean wasAccepted(long since, long by) {
        Long accepted = newestNotice == null ? null : noticesAccepted.get(newestNotice);
        return accepted != null && accepted >= since && accepted <= by;
    }

    private boolean isWitnessed(long since, long now) {
        return witness != null && witnessAt >= since && now - witnessAt < 120;
    }

    private void judgeLiveness(Trace.Entry entry) {
        Long heard = lifeSign;
        if (heard == null || (wasRead && power != MachineState.RUNNING)) {
            return;
        }
        long silence = entry.second() - heard;
        boolean atMostSuspect = isHeld(entry.second(), orphanUntil);
        Liveness expected;
        if (silence >= settings.orphanAfter().toSeconds() && !atMostSuspect) {
            expected = Liveness.ORPHANED;
        } else if (silence >= settings.suspectAfter().toSeconds()) {
            expected = Liveness.SUSPECT;
        } else {
            expected = silence >= settings.lateAfter().toSeconds() ? Liveness.LATE : Liveness.HEALTHY;
        }
        boolean mayBeSuspended = finishedAt != null && entry.liveness() == Liveness.HEALTHY;
        check(
                entry.liveness() == expected || mayBeSuspended,
                entry,
                "silent for " + silence + " s but " + entry.liveness());
    }

    private boolean isHeld(long second, Instant until) {
        return wall(second).isBefore(until);
    }

    private long late() {
        return settings.lateAfter().toSeconds();
    }

    private static MachineState before(Operation.Kind kind) {
        return kind == Operation.Kind.WAKE ? MachineState.STOPPED : MachineState.RUNNING;
    }

    private void check(boolean holds, Trace.Entry entry, String problem) {
        if (!holds) {
            problems.add(entry.second() + "s: " + problem);
        }
    }

    private static Instant wall(long second) {
        return START.plusSeconds(second);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** A heartbeat that counts, and whether its reply carried a countdown. */
    private record Said(long second, String reporter, Step.Use use, boolean told) {}

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
