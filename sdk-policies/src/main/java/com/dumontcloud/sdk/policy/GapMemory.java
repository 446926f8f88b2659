package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * What is remembered of a machine's gaps between uses: for each doubling of length from five minutes to a week, how many gaps
 * ended there and how many passed through. Gaps below five minutes are of no interest, since nothing is parked so soon.
 *
 * <p>Each new gap takes 4 % of the weight of all before, so that some 20 gaps count. 88 bytes, however many gaps there were. Immutable.
 */
public final class GapMemory {

    /** Nothing remembered. */
    public static final GapMemory NONE = new GapMemory(new float[GapMemory.SIZE]);

    /** The shortest gap of interest, and the shortest that a machine may be unused. */
    public static final Duration SHORTEST = Duration.ofMinutes(5);

    static final int DOUBLINGS = 11;

    private static final double FADING = 0.04;
    private static final int SIZE = 2 * DOUBLINGS;
    private static final double LN_2 = StrictMath.log(2);

    /** How many gaps ended in each doubling, then for how much of it, as a natural logarithm, gaps lasted. */
    private final float[] weights;

    private GapMemory(float[] weights) {
        this.weights = weights;
    }

    /**
     * Returns the memory with these weights.
     *
     * @param weights as {@link #weights()} gave them
     * @throws IllegalArgumentException if they are no memory's
     */
    public static GapMemory of(float[] weights) {
        boolean fits = weights.length == SIZE;
        for (float weight : weights) {
            fits &= weight >= 0 && weight < Float.POSITIVE_INFINITY;
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "a memory of gaps is " + SIZE + " numbers of 0 or more, not " + Arrays.toString(weights));
        }
        return new GapMemory(weights.clone());
    }

    /** Returns the numbers it is made of, to be kept. */
    public float[] weights() {
        return weights.clone();
    }

    /** Returns this memory with one more gap, at whose end the machine was used again. */
    public GapMemory plus(Duration gap) {
        return plus(gap, true);
    }

    /** Returns this memory with a gap of which only is known that it lasted at least so long. */
    public GapMemory plusUnfinished(Duration soFar) {
        return plus(soFar, false);
    }

    private GapMemory plus(Duration gap, boolean ended) {
        long doubled = gap.dividedBy(SHORTEST);
        if (doubled < 1) {
            return this;
        }
        float[] next = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            next[i] = (float) (weights[i] * (1 - FADING));
        }
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(doubled);
        int last = Math.min(doubling, DOUBLINGS - 1);
        for (int k = 0; k < last; k++) {
            next[DOUBLINGS + k] += (float) LN_2;
        }
        double ratio = gap.toMillis() / (double) SHORTEST.toMillis() / (1L << last);
        next[DOUBLINGS + last] += (float) Math.min(StrictMath.log(ratio), LN_2);
        next[last] += ended && doubling < DOUBLINGS ? 1 : 0;
        return new GapMemory(next);
    }

    double ended(int doubling) {
        return weights[doubling];
    }

    /** How long gaps lasted within a doubling, all together, where a gap that passed through it counts ln 2. */
    double passed(int doubling) {
        return weights[DOUBLINGS + doubling];
    }

    /** Returns how many gaps speak, the older ones less. */
    public double gaps() {
        double sum = 0;
        for (int k = 0; k < DOUBLINGS; k++) {
            sum += ended(k);
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GapMemory memory && Arrays.equals(weights, memory.weights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f gaps", gaps());
    }
}
