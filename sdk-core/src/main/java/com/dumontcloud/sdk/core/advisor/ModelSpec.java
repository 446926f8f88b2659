package com.dumontcloud.sdk.core.advisor;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model, as far as its memory and its work depend on it. Immutable.
 *
 * @param name for people
 * @param kind what it works on
 * @param billions how many parameters it has, in thousand millions; above 0, at most 100,000
 * @param activeBillions how many of them work on one token; fewer than all in a mixture of experts
 * @param shape how it is built; absent where nobody said, or where it is not made of tokens
 * @param longestContext how many tokens it was made for; absent where nobody said
 */
public record ModelSpec(
        String name,
        Kind kind,
        double billions,
        double activeBillions,
        @Nullable Shape shape,
        @Nullable Integer longestContext) {

    private static final double LARGEST = 100_000;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is not above 0, or more parameters are active than there are
     */
    public ModelSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        if (!(billions > 0 && billions <= LARGEST && activeBillions > 0 && activeBillions <= billions)) {
            throw new IllegalArgumentException("a model of " + billions + " billion parameters, " + activeBillions
                    + " of them active; both must be above 0, at most " + (long) LARGEST + ", and in that order");
        }
    }

    /** Returns a language model of which only its size is known, in thousand millions of parameters. */
    public static ModelSpec ofBillions(double billions) {
        return of(label(billions), Kind.TEXT, billions);
    }

    /**
     * Returns a published model by its name, in any spelling, such as {@code llama-3-70b} or {@code SDXL}; absent where it is not in
     * the catalogue.
     */
    public static Optional<ModelSpec> find(String name) {
        return ModelCatalogue.find(name);
    }

    static ModelSpec of(String name, Kind kind, double billions) {
        return new ModelSpec(name, kind, billions, billions, null, null);
    }

    /** Returns a size as models are called by it, such as {@code 7B}. */
    static String label(double billions) {
        return (billions == Math.rint(billions) ? Long.toString((long) billions) : Double.toString(billions)) + "B";
    }

    /** What a model works on. */
    public enum Kind {
        /** It writes text, one token after another. */
        TEXT,
        /** It reads text, and writes none. */
        ENCODER,
        /** It draws pictures. */
        IMAGE,
        /** It listens. */
        SPEECH
    }

    /**
     * How a transformer is built.
     *
     * @param layers its layers
     * @param hidden how wide it is
     * @param kvHeads how many heads of keys and values it has; fewer than of queries where those share them
     * @param headSize how wide a head is
     * @param vocabulary how many tokens it knows
     */
    public record Shape(double layers, double hidden, double kvHeads, double headSize, double vocabulary) {

        /** Of a model that says only its size: how much wider than deep it is, as Llama 2 7B (4096 / 32) and GPT-3 (12288 / 96) are. */
        private static final double WIDTH_PER_LAYER = 128;

        /** Parameters of a layer for each square of its width: 4 of attention and 8 of what follows it (Kaplan et al. 2020, table 1). */
        private static final double PARAMETERS_PER_SQUARE = 12;

        private static final double HEAD_SIZE = 128;
        private static final double GROUPED_HEADS = 8;

        /** As Llama 3 has; nearly the most of those in the catalogue. */
        private static final double VOCABULARY = 128_256;

        /** Returns the shape that models of this size usually have: grouped keys and values, as most since 2023. */
        static Shape usual(double billions) {
            double layers = Math.cbrt(billions * 1e9 / (PARAMETERS_PER_SQUARE * WIDTH_PER_LAYER * WIDTH_PER_LAYER));
            double hidden = WIDTH_PER_LAYER * layers;
            return new Shape(layers, hidden, Math.min(GROUPED_HEADS, hidden / HEAD_SIZE), HEAD_SIZE, VOCABULARY);
        }

        /** Returns this shape, each head with keys and values of its own: the most that it can need. */
        Shape ungrouped() {
            return new Shape(layers, hidden, hidden / headSize, headSize, vocabulary);
        }

        /** Returns how many numbers are kept of each token that was read: keys and values of every layer. */
        double numbersPerToken() {
            return 2 * layers * kvHeads * headSize;
        }
    }
}
