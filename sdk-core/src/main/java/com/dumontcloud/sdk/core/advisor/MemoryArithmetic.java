package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.MemoryEstimate.Term;
import com.dumontcloud.sdk.core.advisor.ModelSpec.Kind;
import com.dumontcloud.sdk.core.advisor.ModelSpec.Shape;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import java.util.ArrayList;
import java.util.List;

/** Works out how much GPU memory a workload needs, term by term, of one in which nothing is left open. */
final class MemoryArithmetic {

    private static final double GIB = 1L << 30;

    /** Numbers are computed with in 16 bits, whatever the weights are held in. */
    private static final int COMPUTED_BYTES = 2;

    /** Mixed precision with Adam: a 32-bit copy of the weights and two moments, 12 bytes (Rajbhandari et al. 2020, section 3.1). */
    private static final int MIXED_STATE_BYTES = 12;

    /** In 32 bits the weights are their own copy: two moments, 8 bytes. */
    private static final int FULL_STATE_BYTES = 8;

    /** What NF4 takes with its scales quantised too: 4.127 bits (Dettmers et al. 2023, section 3). */
    private static final double NF4_BYTES = 4.127 / 8;

    /** Which share of the parameters adapters have: rank 8 on two projections of Llama 2 7B 0.06 %, rank 64 on all of them 2.4 %. */
    private static final double[] ADAPTER_SHARE = {0.001, 0.01, 0.025};

    /** What an adapter's parameter takes: weight, gradient and Adam's state, as in mixed precision. */
    private static final int ADAPTER_BYTES = 16;

    /** Bytes a layer keeps of every number for the way back, attention's own matrix aside, which is recomputed (Korthikanti et al. 2022). */
    private static final int LAYER_BYTES = 34;

    /** Logits and their gradients are held in 32 bits. */
    private static final int LOGIT_BYTES = 8;

    /** What inference needs beside weights and cache: up to 20 % of the weights (EleutherAI, Transformer Math 101). */
    private static final double[] OVERHEAD_SHARE = {0.05, 0.10, 0.20};

    /** Our own measure, for want of a published one, and wide therefore: one picture of 1024 x 1024 on its way through, in GiB. */
    private static final double[] DRAWING_GIB = {1, 2.5, 5};

    /** The same with what is kept for the way back. */
    private static final double[] DRAWING_BACK_GIB = {2, 5, 12};

    /** What CUDA and its libraries take of every GPU, in GiB. */
    private static final double[] RUNTIME_GIB = {0.5, 0.75, 1};

    private final Plan plan;
    private final double parameters;
    private final List<Term> terms = new ArrayList<>();

    private MemoryArithmetic(Plan plan) {
        this.plan = plan;
        this.parameters = plan.model().billions() * 1e9;
    }

    static MemoryEstimate of(Plan plan) {
        return new MemoryArithmetic(plan).estimate();
    }

    private MemoryEstimate estimate() {
        if (!plan.task().isTraining()) {
            weights(plan.precision().bytesPerParameter());
            inference();
        } else if (plan.task() == Task.FINE_TUNE && plan.tuning() != Tuning.FULL) {
            weights(plan.tuning() == Tuning.QLORA ? NF4_BYTES : plan.precision().bytesPerParameter());
            adapters();
            activations();
        } else {
            boolean mixed = plan.precision() != Precision.FP32;
            int bytes = mixed ? COMPUTED_BYTES : Precision.FP32_BYTES;
            weights(bytes);
            perParameter("gradients", bytes, Precision.FP32_BYTES);
            int state = mixed ? MIXED_STATE_BYTES : FULL_STATE_BYTES;
            perParameter("optimizer", state, state);
            activations();
        }
        add(MemoryEstimate.RUNTIME, Remark.of("term.runtime.calculation", RUNTIME_GIB[1]), RUNTIME_GIB);
        return new MemoryEstimate(terms);
    }

    private void weights(double bytes) {
        perParameter("weights", bytes, bytes);
    }

    private void perParameter(String code, double likelyBytes, double highBytes) {
        double likely = parameters * likelyBytes / GIB;
        Remark calculation = Remark.of("calculation.per_parameter", plan.model().billions(), likelyBytes, likely);
        add(code, calculation, likely, likely, parameters * highBytes / GIB);
    }

    private void adapters() {
        double[] gib = times(parameters * ADAPTER_BYTES / GIB, ADAPTER_SHARE);
        add(
                "adapters",
                Remark.of(
                        "term.adapters.calculation",
                        ADAPTER_SHARE[1],
                        plan.model().billions(),
                        ADAPTER_BYTES,
                        gib[1]),
                gib);
    }

    private void inference() {
        double weights = terms.get(0).likelyGib();
        Kind kind = plan.model().kind();
        if (kind == Kind.IMAGE) {
            drawing("term.drawing.calculation", DRAWING_GIB);
        } else if (kind != Kind.ENCODER) {
            cache();
        }
        double[] gib = times(weights, OVERHEAD_SHARE);
        add("overhead", Remark.of("term.overhead.calculation", OVERHEAD_SHARE[1], weights, gib[1]), gib);
    }

    /** Conversations are seldom all at their longest: at the least they are half as long. */
    private void cache() {
        Shape shape = plan.shape();
        double tokens = (double) plan.contextTokens() * plan.atOnce();
        double likely = shape.numbersPerToken() * COMPUTED_BYTES * tokens / GIB;
        double high = plan.isShapeKnown()
                ? likely
                : Math.max(likely, shape.ungrouped().numbersPerToken() * COMPUTED_BYTES * tokens / GIB);
        Remark calculation = Remark.of(
                "term.cache.calculation",
                shape.layers(),
                shape.kvHeads(),
                shape.headSize(),
                COMPUTED_BYTES,
                plan.contextTokens(),
                plan.atOnce(),
                likely);
        add("cache", calculation, likely / 2, likely, high);
    }

    /** Most keep what goes into each layer and compute the layer again on the way back; who does not needs all of it. */
    private void activations() {
        if (plan.model().kind() == Kind.IMAGE) {
            drawing("term.drawing.calculation", DRAWING_BACK_GIB);
            return;
        }
        Shape shape = plan.shape();
        double numbers = (double) plan.contextTokens() * plan.atOnce() * shape.hidden();
        double likely = numbers * (COMPUTED_BYTES * shape.layers() + LAYER_BYTES) / GIB;
        double high = Math.max(likely, numbers * LAYER_BYTES * shape.layers() / GIB);
        Remark calculation = Remark.of(
                "term.activations.calculation",
                plan.contextTokens(),
                plan.atOnce(),
                shape.hidden(),
                COMPUTED_BYTES,
                shape.layers(),
                LAYER_BYTES,
                likely);
        add("activations", calculation, likely / 2, likely, high);
        double logits = (double) plan.contextTokens() * plan.atOnce() * shape.vocabulary() * LOGIT_BYTES / GIB;
        Remark logitCalculation = Remark.of(
                "term.logits.calculation",
                plan.contextTokens(),
                plan.atOnce(),
                shape.vocabulary(),
                LOGIT_BYTES,
                logits);
        add("logits", logitCalculation, logits / 2, logits, logits);
    }

    private void drawing(String text, double[] each) {
        double[] gib = times(plan.atOnce(), each);
        add("drawing", Remark.of(text, plan.atOnce(), each[1], gib[1]), gib);
    }

    private void add(String code, Remark calculation, double... gib) {
        terms.add(new Term(code, calculation, gib[0], gib[1], gib[2]));
    }

    private static double[] times(double amount, double[] range) {
        return new double[] {amount * range[0], amount * range[1], amount * range[2]};
    }
}
