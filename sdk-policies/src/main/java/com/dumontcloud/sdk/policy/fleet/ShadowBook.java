package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How long the engine is in shadow, and what it would have done meanwhile. Written down within a second, in marks of the store. Not
 * thread-safe.
 */
final class ShadowBook {

    /** More than these are no report that anybody reads; the oldest make room, and their marks are used again. */
    static final int MOST_ACTIONS = 10_000;

    private static final String PERIOD = "shadow";
    private static final String ACTION = "shadow action ";
    private static final String ABSENT = "-";
    private static final int PARTS = 7;

    private final @Nullable Duration length;
    private final NavigableMap<Long, ShadowAction> actions = new TreeMap<>();
    private final Map<MachineId, Long> open = new HashMap<>();
    private final Map<String, String> dirty = new HashMap<>();
    private @Nullable Instant since;
    private @Nullable Instant until;
    private long next;
    private boolean wasOn;

    /**
     * Goes on from what was written down.
     *
     * @param length for how long it is in shadow from the first start on; absent where it acts
     */
    ShadowBook(@Nullable Duration length, Map<String, String> marks) {
        this.length = length;
        String period = marks.get(PERIOD);
        if (period != null) {
            String[] parts = period.split(" ", -1);
            since = Instant.parse(parts[0]);
            until = instant(parts[1]);
        }
        marks.forEach((name, text) -> {
            if (name.startsWith(ACTION)) {
                String[] parts = text.split(" ", PARTS);
                actions.put(Long.valueOf(parts[0]), parse(parts));
            }
        });
        next = actions.isEmpty() ? 0 : actions.lastKey() + 1;
        actions.forEach((number, action) -> {
            if (action.over() == null) {
                open.put(action.machine(), number);
            }
        });
    }

    /**
     * The engine begins to watch.
     *
     * @param left when the process before was last at work; absent where there was none
     */
    void begin(Instant now, @Nullable Instant left) {
        if (length != null) {
            since = since == null ? now : since;
            until = FleetMonitor.ALWAYS.equals(length) ? null : since.plus(length);
            note(PERIOD, since + " " + text(until));
        } else if (since != null) {
            Instant acts = left == null ? now : left;
            until = until == null || until.isAfter(acts) ? acts : until;
            note(PERIOD, since + " " + text(until));
        }
        if (!isOn(now)) {
            endAll();
        }
    }

    /** Returns whether nothing is to be carried out. */
    boolean isOn(Instant now) {
        return length != null && (since == null || until == null || now.isBefore(until));
    }

    /** Returns whether it is over since the call before. */
    boolean takeEnd(Instant now) {
        boolean before = wasOn;
        wasOn = isOn(now);
        return before && !wasOn;
    }

    /** Returns when it ends; absent where it does not, or is over. */
    Optional<Instant> end(Instant now) {
        return isOn(now) ? Optional.ofNullable(until) : Optional.empty();
    }

    /** Takes in what became of a machine. */
    void follow(Plan plan) {
        if (length == null) {
            return;
        }
        Instant now = plan.now().wall();
        if (!isOn(now)) {
            endAll();
            return;
        }
        MachineCondition machine = plan.next();
        for (Effect effect : plan.decision().effects()) {
            if (effect instanceof Effect.OperationEnded ended
                    && ended.reason().code() == Reason.Code.SHADOW
                    && ended.operation().cause() != Cause.FAILOVER
                    && ended.operation().cause() != Cause.REPLACED
                    && !open.containsKey(machine.id())) {
                record(machine, ended.operation().cause(), now);
            }
        }
        Long number = open.get(machine.id());
        if (number != null && machine.activity() == Activity.ACTIVE) {
            change(number, action -> action.inUse(now));
        } else if (number != null && !machine.isBilledAsRunning()) {
            change(number, action -> action.over(now));
        }
    }

    Optional<ShadowReport> report(Instant now, Duration interruptedWithin) {
        if (since == null) {
            return Optional.empty();
        }
        Instant at = until != null && until.isBefore(now) ? until : now;
        long forgotten = actions.isEmpty() ? 0 : actions.firstKey();
        return Optional.of(
                new ShadowReport(since, until, at, interruptedWithin, List.copyOf(actions.values()), forgotten));
    }

    /** Returns what has to be written down, and takes it for written. */
    List<Marked> takeDirty() {
        List<Marked> marks = new ArrayList<>();
        dirty.forEach((name, value) -> marks.add(new Marked(name, value)));
        dirty.clear();
        return marks;
    }

    /** The store did not take these. */
    void keepDirty(List<Marked> unwritten) {
        unwritten.stream()
                .filter(mark -> mark.name().startsWith(PERIOD))
                .forEach(mark -> dirty.putIfAbsent(mark.name(), mark.value()));
    }

    private void endAll() {
        Instant end = until;
        if (end != null && !open.isEmpty()) {
            List.copyOf(open.values()).forEach(number -> change(number, action -> action.over(end)));
        }
    }

    /** A spend cap stops what is in use, and what it saves is not saved by parking: it is told and no more. */
    private void record(MachineCondition machine, Cause cause, Instant now) {
        MachineProfile profile = machine.profile();
        HourlyRate running = Objects.requireNonNullElse(profile.runningRate(), HourlyRate.FREE);
        HourlyRate parked = Objects.requireNonNullElse(profile.parkedRate(), HourlyRate.FREE);
        ShadowAction action = new ShadowAction(machine.id(), now, cause, running.above(parked), null, null);
        put(next++, cause == Cause.SPEND_CAP ? action.over(now) : action);
        if (actions.size() > MOST_ACTIONS) {
            Map.Entry<Long, ShadowAction> oldest = actions.pollFirstEntry();
            open.remove(oldest.getValue().machine(), oldest.getKey());
        }
    }

    private void change(long number, UnaryOperator<ShadowAction> change) {
        ShadowAction known = actions.get(number);
        if (known != null) {
            put(number, change.apply(known));
        }
    }

    private void put(long number, ShadowAction action) {
        actions.put(number, action);
        if (action.over() == null) {
            open.put(action.machine(), number);
        } else {
            open.remove(action.machine(), number);
        }
        note(
                ACTION + number % MOST_ACTIONS,
                String.join(
                        " ",
                        Long.toString(number),
                        action.at().toString(),
                        action.cause().name(),
                        action.avoided().usdPerHour().toString(),
                        text(action.inUseAgain()),
                        text(action.over()),
                        action.machine().value()));
    }

    private void note(String name, String value) {
        dirty.put(name, value);
    }

    private static ShadowAction parse(String... parts) {
        return new ShadowAction(
                MachineId.of(parts[6]),
                Instant.parse(parts[1]),
                Cause.valueOf(parts[2]),
                HourlyRate.ofUsd(parts[3]),
                instant(parts[4]),
                instant(parts[5]));
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? ABSENT : instant.toString();
    }

    private static @Nullable Instant instant(String text) {
        return text.equals(ABSENT) ? null : Instant.parse(text);
    }
}
