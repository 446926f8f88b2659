package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands one after another.
 *
 * <p>A handler that does not end is not interrupted, since half a save is worse than a late one: its command is reported as
 * unknown, the next one gets its turn, and should it end after all, that is reported too. So many may hang; then what waits is
 * refused until one of them ends. Thread-safe.
 */
final class CommandLane {

    private static final int MOST_WAITING = 16;
    private static final int MOST_HANGING = 2;

    private final Object lock = new Object();
    private final TimeSource time;
    private final Executor threads;
    private final Work work;
    private final Queue<CommandJob> waiting = new ArrayDeque<>();
    private @Nullable CommandJob current;
    private @Nullable Scheduled check;
    private int hanging;
    private boolean stopped;

    /**
     * Creates a lane with nothing in it.
     *
     * @param threads where commands run
     */
    CommandLane(TimeSource time, Executor threads, Work work) {
        this.time = time;
        this.threads = threads;
        this.work = work;
    }

    /** What is done with a command. Must not throw. */
    interface Work {

        /** Carries it out and returns how it ended. */
        CommandResult carryOut(CommandJob job);

        /** Is told how it ended; a second time, should one that was no longer waited for end after all. */
        void ended(CommandJob job, CommandResult result);
    }

    /** Takes a command in; returns why not, where it does not. */
    @Nullable
    String add(CommandJob job) {
        synchronized (lock) {
            if (hanging >= MOST_HANGING) {
                return "the handlers of earlier commands hang";
            }
            if (waiting.size() >= MOST_WAITING) {
                return "too many commands wait already";
            }
            waiting.add(job);
        }
        next();
        return null;
    }

    /** Begins nothing more. */
    void stop() {
        synchronized (lock) {
            stopped = true;
            waiting.clear();
            cancelCheck();
        }
    }

    private void next() {
        CommandJob job;
        synchronized (lock) {
            if (stopped || current != null) {
                return;
            }
            job = waiting.poll();
            if (job == null) {
                return;
            }
            current = job;
        }
        try {
            threads.execute(() -> carryOut(job));
        } catch (OutOfMemoryError noThread) {
            over(job, job.failed(Texts.of(noThread, Texts.REASON)));
        }
    }

    private void carryOut(CommandJob job) {
        job.moved();
        checkLater(job, job.patience());
        over(job, work.carryOut(job));
    }

    private void over(CommandJob job, CommandResult result) {
        synchronized (lock) {
            if (current == job) {
                current = null;
                cancelCheck();
            } else {
                hanging--;
            }
        }
        work.ended(job, result);
        next();
    }

    private void checkLater(CommandJob job, Duration delay) {
        synchronized (lock) {
            if (current == job && !stopped) {
                check = time.schedule(delay, () -> check(job));
            }
        }
    }

    private void check(CommandJob job) {
        Duration patience = job.patience();
        if (patience.compareTo(Duration.ZERO) > 0) {
            checkLater(job, patience);
            return;
        }
        List<CommandJob> refused = new ArrayList<>();
        synchronized (lock) {
            if (current != job || stopped) {
                return;
            }
            current = null;
            if (++hanging >= MOST_HANGING) {
                refused.addAll(waiting);
                waiting.clear();
            }
        }
        work.ended(job, job.unknown("its handler has not ended in time and is no longer waited for"));
        for (CommandJob other : refused) {
            work.ended(other, other.refused("the handlers of earlier commands hang"));
        }
        next();
    }

    private void cancelCheck() {
        if (check != null) {
            check.cancel();
            check = null;
        }
    }
}
