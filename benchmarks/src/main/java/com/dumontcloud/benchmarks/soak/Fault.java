package com.dumontcloud.benchmarks.soak;

import java.util.random.RandomGenerator;

/** What a control plane does to a request instead of answering it well. */
enum Fault {
    /** None: the answer is as it should be. */
    NONE(24),
    /** Takes the request and never answers. */
    HANG(1),
    /** Takes the request and resets the connection. */
    RESET(2),
    /** Closes the connection in the middle of the body. */
    CUT(2),
    /** Answers 500 with a page. */
    SERVER_ERROR(2),
    /** Answers 503 and asks for a wait. */
    BUSY(1),
    /** Answers 200 with what is no JSON. */
    GARBAGE(2),
    /** Answers 200 with 10 MB. */
    HUGE(1),
    /** Answers 302 to elsewhere. */
    REDIRECT(1),
    /** Answers well, but with an interval of 0. */
    ABSURD_INTERVAL(1),
    /** Answers well, but closes the connection without having said so. */
    CLOSE(1);

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    static Fault any(RandomGenerator random) {
        int sum = 0;
        for (Fault fault : values()) {
            sum += fault.weight;
        }
        int drawn = random.nextInt(sum);
        for (Fault fault : values()) {
            drawn -= fault.weight;
            if (drawn < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }
}
