package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was seen and done of each machine lately, which no answer of Vast tells. Lost with the process, and nothing that costs
 * money hangs on it: what must last is in the label. Thread-safe.
 */
final class VastMemory {

    /** How far back utilisation is remembered. */
    private static final Duration UTILIZATION_SPAN = Duration.ofMinutes(10);
    /** How much time low readings must cover. */
    private static final Duration IDLE_SPAN = Duration.ofMinutes(1);
    /** What lies between two readings further apart is not known. */
    private static final Duration LONGEST_GAP = Duration.ofMinutes(2);

    private static final BigDecimal BUSY_PERCENT = BigDecimal.valueOf(5);

    private static final long NEVER = Long.MIN_VALUE;

    private final TimeSource time;
    private final Map<MachineId, Trace> traces = new HashMap<>();

    VastMemory(TimeSource time) {
        this.time = time;
    }

    /** Notes that we rented it just now. */
    synchronized void created(MachineId id) {
        trace(id).created = time.mono();
    }

    /** Notes that it was given back, so that its absence is no longer taken for a delay. */
    synchronized void destroyed(MachineId id) {
        trace(id).created = NEVER;
    }

    /** Notes that it was told to start or boot just now. */
    synchronized void changing(MachineId id) {
        trace(id).changed = time.mono();
    }

    /** Notes what a start of a stopped machine came to. */
    synchronized void started(MachineId id, boolean granted) {
        Trace trace = trace(id);
        trace.starts++;
        trace.refusals += granted ? 0 : 1;
    }

    synchronized boolean wasCreatedWithin(MachineId id, Duration grace) {
        Trace trace = traces.get(id);
        return trace != null && isWithin(trace.created, grace);
    }

    synchronized boolean wasChangedWithin(MachineId id, Duration grace) {
        Trace trace = traces.get(id);
        return trace != null && isWithin(trace.changed, grace);
    }

    /** Notes a state that is known, and ends a time in which it was not. */
    synchronized void saw(MachineId id, MachineState state) {
        Trace trace = trace(id);
        trace.state = state;
        trace.unknownSince = NEVER;
    }

    /** Notes that it runs, and is wanted to. */
    synchronized void sawRunning(MachineId id) {
        trace(id).ran = time.wall();
    }

    /** Returns when it was last seen to run and to be wanted to. */
    synchronized @Nullable Instant lastRan(MachineId id) {
        Trace trace = traces.get(id);
        return trace == null ? null : trace.ran;
    }

    /** Returns for how long the state has not been known, beginning now if it was. */
    synchronized Duration unknownFor(MachineId id) {
        Trace trace = trace(id);
        if (trace.unknownSince == NEVER) {
            trace.unknownSince = time.mono();
        }
        return Duration.ofNanos(time.mono() - trace.unknownSince);
    }

    /** Returns the state that was known last. */
    synchronized @Nullable MachineState lastState(MachineId id) {
        Trace trace = traces.get(id);
        return trace == null ? null : trace.state;
    }

    /** Notes a utilisation that the host reported. */
    synchronized void saw(MachineId id, @Nullable BigDecimal utilizationPercent) {
        Deque<Sample> samples = trace(id).samples;
        long now = time.mono();
        while (!samples.isEmpty() && now - samples.getFirst().at() > UTILIZATION_SPAN.toNanos()) {
            samples.removeFirst();
        }
        if (utilizationPercent == null) {
            samples.clear(); // A gap: what was seen before it says nothing about what is.
        } else {
            samples.addLast(new Sample(now, utilizationPercent));
        }
    }

    /** Returns what the utilisation remembered says of the machine's use; a single low reading says nothing. */
    synchronized Witness witness(MachineId id) {
        Deque<Sample> samples = trace(id).samples;
        if (samples.isEmpty()) {
            return Witness.UNKNOWN;
        }
        if (samples.stream().anyMatch(sample -> sample.percent().compareTo(BUSY_PERCENT) >= 0)) {
            return Witness.BUSY;
        }
        return coveredNanos(samples) >= IDLE_SPAN.toNanos() ? Witness.IDLE : Witness.UNKNOWN;
    }

    /** Returns how long until the last reading they followed one another without a gap. */
    private static long coveredNanos(Deque<Sample> samples) {
        long last = samples.getLast().at();
        long since = last;
        for (Iterator<Sample> before = samples.descendingIterator(); before.hasNext(); ) {
            long at = before.next().at();
            if (since - at > LONGEST_GAP.toNanos()) {
                break;
            }
            since = at;
        }
        return last - since;
    }

    synchronized int starts(MachineId id) {
        Trace trace = traces.get(id);
        return trace == null ? 0 : trace.starts;
    }

    synchronized int refusals(MachineId id) {
        Trace trace = traces.get(id);
        return trace == null ? 0 : trace.refusals;
    }

    /** Forgets every machine but these, and those that were rented within the grace. */
    synchronized void keepOnly(Set<MachineId> present, Duration grace) {
        traces.entrySet()
                .removeIf(entry -> !present.contains(entry.getKey()) && !isWithin(entry.getValue().created, grace));
    }

    private Trace trace(MachineId id) {
        return traces.computeIfAbsent(id, added -> new Trace());
    }

    private boolean isWithin(long moment, Duration grace) {
        return moment != NEVER && time.mono() - moment < grace.toNanos();
    }

    private record Sample(long at, BigDecimal percent) {}

    private static final class Trace {

        private final Deque<Sample> samples = new ArrayDeque<>();
        private long created = NEVER;
        private long changed = NEVER;
        private long unknownSince = NEVER;
        private int starts;
        private int refusals;
        private @Nullable MachineState state;
        private @Nullable Instant ran;
    }
}
