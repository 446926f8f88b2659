package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets those share a request who come while one of the same kind is under way. Who comes first goes alone and at once; the others
 * would have to wait for the route anyway, and when it is free one request goes out for all of them. Nobody's request goes out
 * before its own call, so that whatever was checked before the call still precedes it. Where the one under way takes longer than
 * 3 s, which is more than the gap of any of these routes but no sign of health, nobody waits for it any more. Thread-safe.
 */
final class VastTogether<R> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TimeSource time;
    private final Function<MachineId, R> one;
    private final Function<List<MachineId>, Map<MachineId, R>> many;
    private final Object lock = new Object();
    private final Deque<Asked<R>> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Creates one.
     *
     * @param one asks for one machine
     * @param many asks for several with one request; for those that its answer lacks, and for all where it is refused as a whole,
     *     {@code one} is called
     */
    VastTogether(TimeSource time, Function<MachineId, R> one, Function<List<MachineId>, Map<MachineId, R>> many) {
        this.time = time;
        this.one = one;
        this.many = many;
    }

    /** Returns what became of it for this machine. */
    R call(MachineId id) {
        Asked<R> asked = new Asked<>(id);
        synchronized (lock) {
            waiting.add(asked);
        }
        while (true) {
            List<Asked<R>> sent = awaitTurn(asked);
            if (sent.isEmpty()) {
                return asked.isLeftAlone ? one.apply(id) : asked.outcome();
            }
            send(sent, asked);
        }
    }

    /** Returns how many wait for a request under way. */
    int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    /** Waits until the machine's part is done, or it falls to this thread to send for those who wait; empty where it is done. */
    private List<Asked<R>> awaitTurn(Asked<R> asked) {
        synchronized (lock) {
            if (underWay > 0 && !asked.isDone) {
                awaitOthers(asked);
            }
            if (asked.isDone) {
                return List.of();
            }
            underWay++;
            List<Asked<R>> sent = new ArrayList<>();
            while (!waiting.isEmpty() && sent.size() < VastInstances.MOST_AT_ONCE) {
                sent.add(waiting.remove());
            }
            return sent;
        }
    }

    private void awaitOthers(Asked<R> asked) {
        long since = time.mono();
        TimeSource.Scheduled alarm = time.schedule(PATIENCE, this::wakeAll);
        try {
            while (underWay > 0 && !asked.isDone && time.mono() - since < PATIENCE.toNanos()) {
                lock.wait(PATIENCE.toMillis()); // Should the time source have no thread free for the alarm.
            }
            // Somebody else has it under way and takes long: what is sent cannot be called back.
            while (!asked.isDone && !waiting.contains(asked)) {
                lock.wait();
            }
        } catch (InterruptedException stopped) {
            waiting.remove(asked);
            Thread.currentThread().interrupt();
            throw new DumontException(
                    Kind.INTERRUPTED,
                    "the wait for machine " + asked.id + " was given up: its thread was interrupted",
                    stopped);
        } finally {
            alarm.cancel();
        }
    }

    private void wakeAll() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void send(List<Asked<R>> sent, Asked<R> ours) {
        Map<MachineId, R> answers = Map.of();
        DumontException failure = null;
        try {
            answers = ask(sent);
        } catch (DumontException failed) {
            failure = failed;
        } finally {
            synchronized (lock) {
                boolean together = idsOf(sent).size() > 1;
                for (Asked<R> each : sent) {
                    settle(each, answers, failure, each.equals(ours), together);
                }
                underWay--;
                lock.notifyAll();
            }
        }
    }

    private Map<MachineId, R> ask(List<Asked<R>> sent) {
        List<MachineId> ids = idsOf(sent);
        return ids.size() == 1 ? Map.of(ids.get(0), one.apply(ids.get(0))) : many.apply(ids);
    }

    private List<MachineId> idsOf(List<Asked<R>> sent) {
        return sent.stream().map(asked -> asked.id).distinct().toList();
    }

    private void settle(
            Asked<R> asked,
            Map<MachineId, R> answers,
            @Nullable DumontException failure,
            boolean isOurs,
            boolean together) {
        R answer = answers.get(asked.id);
        boolean weAreStopped = failure != null && failure.kind() == Kind.INTERRUPTED;
        if (answer == null && weAreStopped && !isOurs) {
            waiting.add(asked); // It is our thread that was interrupted, not theirs: somebody else sends for them.
            return;
        }
        asked.answer = answer;
        asked.failure = failure;
        asked.isLeftAlone = answer == null && together && (failure == null || mayBeOfAnother(failure));
        asked.isDone = true;
    }

    /** Returns whether nothing has happened, and perhaps for the sake of one machine among them. */
    private static boolean mayBeOfAnother(DumontException refused) {
        return refused.kind() == Kind.NOT_FOUND
                || refused.kind() == Kind.INVALID_REQUEST
                || refused.kind() == Kind.CONFLICT;
    }

    /** One call. Guarded by the lock until it is done. */
    private static final class Asked<R> {

        private final MachineId id;
        private boolean isDone;
        private boolean isLeftAlone;
        private @Nullable R answer;
        private @Nullable DumontException failure;

        private Asked(MachineId id) {
            this.id = id;
        }

        private R outcome() {
            R given = answer;
            if (given != null) {
                return given;
            }
            throw failure != null ? failure : new IllegalStateException("the request for " + id + " ended in an error");
        }
    }
}
