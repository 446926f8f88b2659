package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges by docs/decisions/008 alone who was told to save and what was waited for: it recomputes from heartbeats and replies who is
 * there and what they were promised, in whole seconds, and shares nothing with the engine but its vocabulary.
 */
final class SavingOracle {

    private final History.World world;
    private final LifecycleSettings settings;
    private final FailoverTruth failover;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Reporter> reporters = new HashMap<>();
    private final Map<String, String> bearers = new HashMap<>();
    private final Map<String, Promise> promises = new HashMap<>();
    private @Nullable String boot;
    private @Nullable MachineState known;
    private boolean wasRead;
    private long newest = Long.MIN_VALUE;

    private Operation.@Nullable Kind kind;
    private Operation.@Nullable Phase phase;
    private double end;

    private SavingOracle(History history) {
        this.world = history.world();
        this.settings = history.world().settings();
        this.failover = new FailoverTruth(history.world().place());
    }

    static List<String> judge(History history, Trace trace) {
        SavingOracle oracle = new SavingOracle(history);
        trace.entries().forEach(oracle::judge);
        return oracle.problems;
    }

    private void judge(Trace.Entry entry) {
        boolean failed = takeIn(entry);
        for (Effect effect : entry.effects()) {
            failover.takeIn(effect);
            kind = effect instanceof Effect.Claim claim ? claim.operation().kind() : kind;
        }
        boolean wasSaving = phase == Operation.Phase.QUIESCING;
        boolean saves = entry.phase() == Operation.Phase.QUIESCING;
        if (saves && !wasSaving) {
            begin(entry.second());
        }
        if (entry.reply() != null) {
            judgeReply(entry, entry.reply(), saves);
        }
        boolean acts = isActing(entry) && (wasSaving || phase == Operation.Phase.INTENDED);
        if (acts && kind.isParking() && !failover.isFenced()) {
            judgeActing(entry, wasSaving);
        }
        check(
                !(wasSaving && failed && kind == Operation.Kind.HIBERNATE) || !(acts || saves),
                entry,
                "008: goes on unsaved");
        if (saves && entry.counted()) {
            check(entry.second() < end, entry, "008: saving goes on beyond its end at " + end);
            check(isAnyAwaited(entry.second()), entry, "008: nobody is waited for");
        }
        phase = entry.phase();
    }

    /** Returns whether somebody who was told said that saving failed. */
    private boolean takeIn(Trace.Entry entry) {
        if (entry.event() instanceof Event.ProviderRead read) {
            see(read.machine().state());
        }
        return entry.counted()
                && entry.event() instanceof Event.HeartbeatAccepted heartbeat
                && hear(heartbeat.evidence(), entry.second());
    }

    private boolean hear(Evidence evidence, long now) {
        if (boot != null && evidence.bootId() != null && !boot.equals(evidence.bootId())) {
            reporters.values().forEach(Reporter::rebooted);
        }
        boot = evidence.bootId() == null ? boot : evidence.bootId();
        String id = evidence.reporter().id();
        Reporter reporter = reporters.computeIfAbsent(id, any -> new Reporter());
        reporter.heard(evidence, now);
        newest = now;
        boolean failed = false;
        Promise promise = promises.get(id);
        for (CommandResult result : evidence.results()) {
            if (promise != null
                    && promise.commandId.equals(result.id())
                    && result.outcome().isFinal()) {
                failed |= !promise.answered && result.outcome() == Outcome.FAILED;
                promise.answered = true;
            }
        }
        return failed;
    }

    private void see(MachineState shown) {
        wasRead = true;
        if (shown == MachineState.UNKNOWN) {
            return;
        }
        if (known != null && known != shown && shown == MachineState.RUNNING) {
            reporters.values().forEach(reporter -> reporter.counts = false);
        }
        known = shown;
    }

    private void begin(long now) {
        promises.clear();
        List<String> savers = savers();
        long kinds =
                savers.stream().map(id -> reporters.get(id).program).distinct().count();
        end = now + settings.saveFor().toSeconds() + kinds * nextHeartbeat();
    }

    private void judgeReply(Trace.Entry entry, AgentCommand command, boolean saves) {
        String id =
                ((Event.HeartbeatAccepted) entry.event()).evidence().reporter().id();
        String before = bearers.putIfAbsent(command.id(), id);
        check(before == null || before.equals(id), entry, "I9: " + command.id() + " goes to " + before + " and " + id);
        String seconds = command.args().get(AgentCommand.SAVE_FOR_SECONDS);
        check(
                saves == (seconds != null),
                entry,
                "008: asks to " + (seconds == null ? "park" : "save") + " in " + phase);
        if (seconds == null) {
            check(isAssumedRunning(), entry, "008: an agent is to park what a provider can");
            return;
        }
        Promise promise = promises.get(id);
        if (promise == null) {
            check(savers().contains(id), entry, "008: " + id + " is none to be asked");
            boolean waits = savers().stream()
                    .anyMatch(other -> reporters.get(other).program && isAwaited(other, entry.second()));
            check(
                    reporters.get(id).program || !waits,
                    entry,
                    "008: " + id + " is asked before the programs have saved");
            double until = Math.min(end, entry.second() + settings.saveFor().toSeconds());
            promise = new Promise(command.id(), reporters.get(id).start, until);
            promises.put(id, promise);
        }
        check(promise.commandId.equals(command.id()), entry, "I9: " + id + " is asked under two ids");
        check(!promise.answered, entry, "008: asks " + id + " again though it has answered");
        long left = (long) Math.max(0, promise.end - entry.second());
        check(seconds.equals(Long.toString(left)), entry, "008: gives " + id + " " + seconds + " s of " + left);
    }

    private void judgeActing(Trace.Entry entry, boolean wasSaving) {
        if (wasSaving) {
            check(!isAnyAwaited(entry.second()), entry, "008: is parked while somebody saves");
        } else {
            check(
                    savers().isEmpty() || !entry.liveness().isReporting(),
                    entry,
                    "008: is parked, and nobody was asked to save: " + savers());
        }
    }

    private static boolean isActing(Trace.Entry entry) {
        return entry.phase() == Operation.Phase.EXECUTING
                || entry.phase() == Operation.Phase.SNAPSHOTTING
                || entry.effects().stream().anyMatch(effect -> effect instanceof Effect.Execute);
    }

    private boolean isAnyAwaited(long now) {
        return savers().stream().anyMatch(id -> isAwaited(id, now));
    }

    private boolean isAwaited(String id, long now) {
        Promise promise = promises.get(id);
        if (promise == null) {
            return now < end;
        }
        boolean isThere = Objects.equals(promise.start, reporters.get(id).start);
        return isThere && !promise.answered && now < promise.end;
    }

    /** Those that are heard; not the one that is to park the machine: the first agent, or the first program without one. */
    private List<String> savers() {
        List<String> live = reporters.keySet().stream()
                .filter(id -> reporters.get(id).counts
                        && newest - reporters.get(id).heard
                                < settings.lateAfter().toSeconds())
                .sorted()
                .toList();
        Optional<String> parker = isAssumedRunning()
                ? live.stream().min(Comparator.comparing((String id) -> reporters.get(id).program))
                : Optional.empty();
        return live.stream().filter(id -> !id.equals(parker.orElse(null))).toList();
    }

    private boolean isAssumedRunning() {
        return !world.managed() || !wasRead;
    }

    private double nextHeartbeat() {
        return settings.interval().toSeconds() * 1.25;
    }

    private void check(boolean holds, Trace.Entry entry, String problem) {
        if (!holds) {
            problems.add(problem + ", at " + entry.second() + " s");
        }
    }

    /** What is known of one reporter. */
    private static final class Reporter {

        private boolean program;
        private boolean counts;
        private @Nullable String start;
        private long heard;

        void heard(Evidence evidence, long now) {
            program = "process".equals(evidence.reporter().kind());
            counts = evidence.goodbye() == null;
            start = evidence.reporter().startId() == null
                    ? start
                    : evidence.reporter().startId();
            heard = now;
        }

        void rebooted() {
            counts = false;
            start = null;
        }
    }

    /** What one reporter was told. */
    private static final class Promise {

        private final String commandId;
        private final @Nullable String start;
        private final double end;
        private boolean answered;

        Promise(String commandId, @Nullable String start, double end) {
            this.commandId = commandId;
            this.start = start;
            this.end = end;
        }
    }
}
