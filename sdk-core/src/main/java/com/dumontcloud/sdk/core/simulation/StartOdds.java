package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Whether a stopped machine gets its GPU back: by script first, then by chance. Not thread-safe. */
final class StartOdds {

    private final RandomGenerator random;
    private final Deque<Answer> scripted = new ArrayDeque<>();
    private double refusalProbability;

    StartOdds(RandomGenerator random, double refusalProbability) {
        this.random = random;
        this.refusalProbability = refusalProbability;
    }

    double refusalProbability() {
        return refusalProbability;
    }

    void refusalProbability(double probability) {
        requireProbability(probability);
        refusalProbability = probability;
    }

    static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("refusal probability is " + probability + "; it must be 0 to 1");
        }
    }

    void script(int times, Answer answer) {
        if (times < 1) {
            throw new IllegalArgumentException("times is " + times + "; it must be 1 or more");
        }
        for (int i = 0; i < times; i++) {
            scripted.add(answer);
        }
    }

    Answer draw() {
        Answer next = scripted.poll();
        if (next != null) {
            return next;
        }
        return random.nextDouble() < refusalProbability ? Answer.REFUSED : Answer.ACCEPTED;
    }

    /** What a start is answered, and how long it waits where it is queued. */
    record Answer(Outcome outcome, Duration delay) {

        static final Answer ACCEPTED = new Answer(Outcome.ACCEPTED, Duration.ZERO);
        static final Answer REFUSED = new Answer(Outcome.REFUSED, Duration.ZERO);

        static Answer queued(Duration delay) {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a queued start waits " + delay + "; it must be zero or more");
            }
            return new Answer(Outcome.QUEUED, delay);
        }
    }
}
