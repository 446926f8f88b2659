package com.dumontcloud.sdk.core.advisor;

import java.util.List;

/**
 * How much GPU memory a workload needs, and how that was worked out. Amounts are GiB (2^30 bytes), which is what a GPU "of 24 GB" has
 * 24 of. Immutable.
 *
 * @param terms what is added up
 */
public record MemoryEstimate(List<Term> terms) {

    /** What every GPU needs for itself, however much of the work it shares. */
    static final String RUNTIME = "runtime";

    /** Copies the terms. */
    public MemoryEstimate {
        terms = List.copyOf(terms);
    }

    /** Returns the least that can do, in GiB. */
    public double lowGib() {
        return terms.stream().mapToDouble(Term::lowGib).sum();
    }

    /** Returns what is most likely needed, in GiB. */
    public double likelyGib() {
        return terms.stream().mapToDouble(Term::likelyGib).sum();
    }

    /** Returns what will surely do, in GiB. */
    public double highGib() {
        return terms.stream().mapToDouble(Term::highGib).sum();
    }

    /**
     * Returns what each of several GPUs most likely needs, in GiB: its share, and its own run time.
     *
     * @param gpus how many share the work, 1 or more
     */
    public double likelyGibPerGpu(int gpus) {
        double own = terms.stream()
                .filter(term -> term.code().equals(RUNTIME))
                .mapToDouble(Term::likelyGib)
                .sum();
        return (likelyGib() - own) / gpus + own;
    }

    /** The same for what will surely do. */
    double highGibPerGpu(int gpus) {
        double own = terms.stream()
                .filter(term -> term.code().equals(RUNTIME))
                .mapToDouble(Term::highGib)
                .sum();
        return (highGib() - own) / gpus + own;
    }

    /**
     * One part of it.
     *
     * @param code which, such as {@code weights}
     * @param calculation how the likely amount comes about
     * @param lowGib the least, in GiB
     * @param likelyGib the most likely, in GiB
     * @param highGib the most, in GiB
     */
    public record Term(String code, Remark calculation, double lowGib, double likelyGib, double highGib) {

        /** Returns what it is, for people. */
        public Remark name() {
            return Remark.of("term." + code);
        }
    }
}
