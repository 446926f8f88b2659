package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.CommandResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which commands have arrived in this run, and what of them is still to be told. Bounded, whatever a server sends.
 * Thread-safe.
 */
final class CommandResults {

    /** Ids remembered: far more than a control plane can have open for one machine. */
    private static final int MOST_REMEMBERED = 1000;

    private static final int MOST_UNTOLD = 256;

    /** So many fit a heartbeat of 64 KiB with every text at its longest. */
    private static final int MOST_IN_A_HEARTBEAT = 16;

    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, CommandResult> untold = new LinkedHashMap<>();

    /** Returns whether a command arrives for the first time; the end of one that is repeated all the same is told again. */
    synchronized boolean isNew(String id) {
        Known before = known.get(id);
        if (before != null) {
            if (before.toTellAgain != null) {
                untold.putIfAbsent(id, before.toTellAgain);
            }
            return false;
        }
        known.put(id, new Known(false, null));
        forgetTheOldest();
        return true;
    }

    /** Returns whether so much is untold that no further command should be taken in: it will be repeated. */
    synchronized boolean isFull() {
        return untold.size() >= MOST_UNTOLD;
    }

    /** Takes what is to be told; it replaces what was to be told of the same command. */
    synchronized void tell(CommandResult result) {
        boolean ended = result.outcome().isFinal();
        known.put(result.id(), new Known(ended, ended ? result : null));
        forgetTheOldest();
        untold.put(result.id(), result);
    }

    /** Returns what the next heartbeat has to tell, oldest first. */
    synchronized List<CommandResult> next() {
        List<CommandResult> next = new ArrayList<>();
        Iterator<CommandResult> oldest = untold.values().iterator();
        while (next.size() < MOST_IN_A_HEARTBEAT && oldest.hasNext()) {
            next.add(oldest.next());
        }
        return next;
    }

    /** Forgets what has been told, but not what has moved on since. */
    synchronized void told(Collection<CommandResult> sent) {
        for (CommandResult result : sent) {
            if (result.outcome().isFinal()) {
                untold.remove(result.id(), result);
            }
        }
    }

    /** Never tells again what the control plane cannot take. */
    synchronized void giveUp(Collection<CommandResult> sent) {
        told(sent);
        for (CommandResult result : sent) {
            known.computeIfPresent(result.id(), (id, before) -> new Known(before.ended, null));
        }
    }

    /** Returns how many commands are remembered and how many results are untold. */
    @Override
    public synchronized String toString() {
        return known.size() + " commands remembered, " + untold.size() + " results to tell";
    }

    private void forgetTheOldest() {
        Iterator<Known> oldest = known.values().iterator();
        while (known.size() > MOST_REMEMBERED && oldest.hasNext()) {
            if (oldest.next().ended) {
                oldest.remove();
            }
        }
    }

    /** One command of this run: whether it has ended, and what to tell where it is asked for again. */
    private record Known(boolean ended, @Nullable CommandResult toTellAgain) {}
}
