package com.dumontcloud.sdk.policy;

/**
 * How long a gap that has lasted five minutes is going to last, as far as can be told from a machine's own gaps and from what is
 * known of gaps in general. Times are in minutes. Immutable.
 *
 * <p>People come back after a power law: whoever has been away for twice as long stays away for twice as long. So within each
 * doubling of length, survival falls as a power of length, and what is learned is the exponent. Each exponent is a weighted mean
 * (a gamma prior, gaps as its Poisson events) of the machine's gaps there, of its exponent over all lengths, of the doubling
 * before, and of the general one.
 */
final class GapOutlook {

    /** Where people choose what to do next, gaps have the density of t to the -3/2: Vazquez et al., Phys. Rev. E 73, 036127. */
    private static final double GENERAL_EXPONENT = 0.5;

    /** The general exponent counts as much as gaps that lasted so long, as a logarithm, all together: some ten of them. */
    private static final double GENERAL_WEIGHT = 10;

    /** What is expected of one doubling counts as much as eight gaps passing through it. */
    private static final double EXPECTED_WEIGHT = 8 * StrictMath.log(2);

    /** How much of what is expected of a doubling comes from the one before it. */
    private static final double LIKE_THE_ONE_BEFORE = 0.5;

    private static final double FIRST = GapMemory.SHORTEST.toMinutes();
    private static final double LN_2 = StrictMath.log(2);

    private final double[] exponents = new double[GapMemory.DOUBLINGS];
    /** The chance to outlast the beginning of each doubling. */
    private final double[] survivals = new double[GapMemory.DOUBLINGS];

    GapOutlook(GapMemory gaps) {
        double ended = 0;
        double passed = 0;
        for (int k = 0; k < GapMemory.DOUBLINGS; k++) {
            ended += gaps.ended(k);
            passed += gaps.passed(k);
        }
        double own = (GENERAL_WEIGHT * GENERAL_EXPONENT + ended) / (GENERAL_WEIGHT + passed);
        double expected = own;
        double survival = 1;
        for (int k = 0; k < GapMemory.DOUBLINGS; k++) {
            exponents[k] = (EXPECTED_WEIGHT * expected + gaps.ended(k)) / (EXPECTED_WEIGHT + gaps.passed(k));
            expected = LIKE_THE_ONE_BEFORE * exponents[k] + (1 - LIKE_THE_ONE_BEFORE) * own;
            survivals[k] = survival;
            survival *= StrictMath.exp(-exponents[k] * LN_2);
        }
    }

    /** Returns the chance that the gap lasts so long. */
    double survival(double minutes) {
        int k = doubling(minutes);
        return survivals[k] * StrictMath.pow(minutes / beginning(k), -exponents[k]);
    }

    /** Returns how much of the time between two moments of one doubling the gap is expected to last. */
    double between(double from, double to) {
        double exponent = exponents[doubling(from)];
        double atFrom = survival(from);
        if (Math.abs(1 - exponent) < 1e-9) {
            return atFrom * from * StrictMath.log(to / from);
        }
        return atFrom * from * (StrictMath.pow(to / from, 1 - exponent) - 1) / (1 - exponent);
    }

    private static int doubling(double minutes) {
        return Math.min(Math.getExponent(minutes / FIRST), GapMemory.DOUBLINGS - 1);
    }

    private static double beginning(int doubling) {
        return Math.scalb(FIRST, doubling);
    }
}
