package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often the engine was away between two processes, and for how long each time that not every machine's record tells of yet. What a
 * machine missed can so be made up for after a crash, though its record is written only by and by. Guarded by the fleet's lock.
 */
final class Absences {

    private static final String NAME = "absences";

    /** The lengths of those that some record may lack, the oldest first. */
    private final List<Duration> pending = new ArrayList<>();

    private int count;
    private Instant over = Instant.MIN;
    private boolean dirty;

    /** Goes on from what was written down. */
    Absences(Map<String, String> marks) {
        String text = marks.get(NAME);
        if (text != null) {
            String[] words = text.split(" ", -1);
            count = Integer.parseInt(words[0]);
            over = Instant.parse(words[1]);
            for (int i = 2; i < words.length; i++) {
                pending.add(Duration.parse(words[i]));
            }
        }
    }

    /** Returns how many there were. */
    int count() {
        return count;
    }

    /** Returns when the newest was over; empty where there was none. */
    Optional<Instant> over() {
        return count == 0 ? Optional.empty() : Optional.of(over);
    }

    /** Takes one more in. */
    void add(Duration length, Instant until) {
        count++;
        over = until;
        pending.add(length);
        dirty = true;
    }

    /** Returns for how long a machine was not watched that knows of so many. */
    Duration since(int known) {
        int lacking = Math.min(Math.max(0, count - known), pending.size());
        return pending.subList(pending.size() - lacking, pending.size()).stream()
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Every machine's record tells of all of them. */
    void areOnRecord() {
        dirty |= !pending.isEmpty();
        pending.clear();
    }

    /** Returns what has to be written down, if anything has, and takes it for written. */
    Optional<Marked> takeDirty() {
        Optional<Marked> mark = dirty ? Optional.of(mark()) : Optional.empty();
        dirty = false;
        return mark;
    }

    /** The store did not take it. */
    void keepDirty() {
        dirty = true;
    }

    private Marked mark() {
        List<String> words = new ArrayList<>(List.of(Integer.toString(count), over.toString()));
        pending.forEach(length -> words.add(length.toString()));
        return new Marked(NAME, String.join(" ", words));
    }
}
