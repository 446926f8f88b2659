package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants GPUs for, as far as they said it. Whatever they did not say is absent: the {@link Advisor} asks for it, or
 * assumes something and says so. Immutable.
 *
 * <pre>{@code
 * WorkloadSpec.builder()
 *         .task(Task.FINE_TUNE)
 *         .tuning(Tuning.QLORA)
 *         .model(ModelSpec.ofBillions(8))
 *         .items(50_000)
 *         .build();
 * }</pre>
 */
public final class WorkloadSpec {

    /** Nothing that is counted here is as much. */
    private static final double LARGEST = 1e18;

    private static final List<Limit> LIMITS = List.of(
            new Limit(
                    "contextTokens",
                    builder -> builder.contextTokens,
                    builder -> builder.contextTokens(null),
                    1,
                    10_000_000),
            new Limit(
                    "concurrency", builder -> builder.concurrency, builder -> builder.concurrency(null), 1, 1_000_000),
            new Limit("batchSize", builder -> builder.batchSize, builder -> builder.batchSize(null), 1, 100_000),
            new Limit("epochs", builder -> builder.epochs, builder -> builder.epochs(null), 1, 10_000),
            new Limit("gpuCount", builder -> builder.gpuCount, builder -> builder.gpuCount(null), 1, 64),
            new Limit(
                    "datasetTokens",
                    builder -> builder.datasetTokens,
                    builder -> builder.datasetTokens(null),
                    1,
                    LARGEST),
            new Limit("items", builder -> builder.items, builder -> builder.items(null), 1, LARGEST),
            new Limit(
                    "requestsPerSecond",
                    builder -> builder.requestsPerSecond,
                    builder -> builder.requestsPerSecond(null),
                    Double.MIN_VALUE,
                    LARGEST),
            new Limit(
                    "datasetGb",
                    builder -> builder.datasetGb,
                    builder -> builder.datasetGb(null),
                    Double.MIN_VALUE,
                    LARGEST),
            new Limit(
                    "budgetUsd",
                    builder -> builder.budgetUsd,
                    builder -> builder.budgetUsd(null),
                    Double.MIN_VALUE,
                    LARGEST),
            new Limit(
                    "duration in seconds",
                    builder -> Builder.seconds(builder.duration),
                    builder -> builder.duration(null),
                    1,
                    LARGEST),
            new Limit(
                    "deadline in seconds",
                    builder -> Builder.seconds(builder.deadline),
                    builder -> builder.deadline(null),
                    1,
                    LARGEST));

    private final @Nullable Task task;
    private final @Nullable Tuning tuning;
    private final @Nullable ModelSpec model;
    private final @Nullable Precision precision;
    private final @Nullable Integer contextTokens;
    private final @Nullable Integer concurrency;
    private final @Nullable Double requestsPerSecond;
    private final @Nullable Integer batchSize;
    private final @Nullable Long datasetTokens;
    private final @Nullable Long items;
    private final @Nullable Double datasetGb;
    private final @Nullable Integer epochs;
    private final @Nullable Duration duration;
    private final @Nullable Duration deadline;
    private final @Nullable BigDecimal budgetUsd;
    private final @Nullable HourlyRate maxRate;
    private final @Nullable Boolean interruptible;
    private final @Nullable String gpuName;
    private final @Nullable Integer gpuCount;
    private final Set<String> regions;

    private WorkloadSpec(Builder builder) {
        this.task = builder.task;
        this.tuning = builder.tuning;
        this.model = builder.model;
        this.precision = builder.precision;
        this.contextTokens = builder.contextTokens;
        this.concurrency = builder.concurrency;
        this.requestsPerSecond = builder.requestsPerSecond;
        this.batchSize = builder.batchSize;
        this.datasetTokens = builder.datasetTokens;
        this.items = builder.items;
        this.datasetGb = builder.datasetGb;
        this.epochs = builder.epochs;
        this.duration = builder.duration;
        this.deadline = builder.deadline;
        this.budgetUsd = builder.budgetUsd;
        this.maxRate = builder.maxRate;
        this.interruptible = builder.interruptible;
        this.gpuName = builder.gpuName;
        this.gpuCount = builder.gpuCount;
        this.regions = Set.copyOf(builder.regions);
    }

    /** Returns a builder of a workload of which nothing is said yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from this workload. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.task = task;
        builder.tuning = tuning;
        builder.model = model;
        builder.precision = precision;
        builder.contextTokens = contextTokens;
        builder.concurrency = concurrency;
        builder.requestsPerSecond = requestsPerSecond;
        builder.batchSize = batchSize;
        builder.datasetTokens = datasetTokens;
        builder.items = items;
        builder.datasetGb = datasetGb;
        builder.epochs = epochs;
        builder.duration = duration;
        builder.deadline = deadline;
        builder.budgetUsd = budgetUsd;
        builder.maxRate = maxRate;
        builder.interruptible = interruptible;
        builder.gpuName = gpuName;
        builder.gpuCount = gpuCount;
        builder.regions = regions;
        return builder;
    }

    /** Returns what the GPUs are for; absent where it is not said. */
    public @Nullable Task task() {
        return task;
    }

    /** Returns how a model is fine-tuned; absent where it is not said. */
    public @Nullable Tuning tuning() {
        return tuning;
    }

    /** Returns the model; absent where it is not said. */
    public @Nullable ModelSpec model() {
        return model;
    }

    /** Returns in how many bits its weights are held; absent where it is not said. */
    public @Nullable Precision precision() {
        return precision;
    }

    /** Returns how many tokens a conversation or a training sequence has; absent where it is not said. */
    public @Nullable Integer contextTokens() {
        return contextTokens;
    }

    /** Returns how many conversations are held at once; absent where it is not said. */
    public @Nullable Integer concurrency() {
        return concurrency;
    }

    /** Returns how many requests come in a second; absent where it is not said. */
    public @Nullable Double requestsPerSecond() {
        return requestsPerSecond;
    }

    /** Returns how many sequences or pictures are worked on at once; absent where it is not said. */
    public @Nullable Integer batchSize() {
        return batchSize;
    }

    /** Returns how many tokens the data have; absent where it is not said. */
    public @Nullable Long datasetTokens() {
        return datasetTokens;
    }

    /** Returns how many examples, documents or pictures there are; absent where it is not said. */
    public @Nullable Long items() {
        return items;
    }

    /** Returns how large the data are, in GB (10^9 bytes); absent where it is not said. */
    public @Nullable Double datasetGb() {
        return datasetGb;
    }

    /** Returns how often training goes through the data; absent where it is not said. */
    public @Nullable Integer epochs() {
        return epochs;
    }

    /** Returns for how long the machine is wanted; absent where it is not said. */
    public @Nullable Duration duration() {
        return duration;
    }

    /** Returns within what time the work must be done; absent where it is not said. */
    public @Nullable Duration deadline() {
        return deadline;
    }

    /** Returns what all of it may cost, in US dollars; absent where it is not said. */
    public @Nullable BigDecimal budgetUsd() {
        return budgetUsd;
    }

    /** Returns what a running hour may cost; absent where it is not said. */
    public @Nullable HourlyRate maxRate() {
        return maxRate;
    }

    /** Returns whether the machine may be taken away when somebody bids more; absent where it is not said. */
    public @Nullable Boolean isInterruptible() {
        return interruptible;
    }

    /** Returns the GPU that is wanted, as providers spell it; absent where it is not said. */
    public @Nullable String gpuName() {
        return gpuName;
    }

    /** Returns how many GPUs are wanted; absent where it is not said. */
    public @Nullable Integer gpuCount() {
        return gpuCount;
    }

    /** Returns where the machine may be: {@code US}, {@code EU}, {@code ASIA} or ISO countries; empty where it is not said. */
    public Set<String> regions() {
        return regions;
    }

    /** What GPUs are for. */
    public enum Task {
        /** A model answers people or programs as they come. */
        SERVE,
        /** A model works through a known amount of data. */
        BATCH,
        /** A trained model learns from more data. */
        FINE_TUNE,
        /** A model is trained from nothing. */
        PRETRAIN,
        /** A model is trained, and nobody said from what. */
        TRAIN;

        /** Returns whether the model changes, so that there are gradients. */
        public boolean isTraining() {
            return this == FINE_TUNE || this == PRETRAIN || this == TRAIN;
        }
    }

    /** How a model is fine-tuned. */
    public enum Tuning {
        /** Every parameter changes. */
        FULL,
        /** Low-rank adapters change beside frozen weights of 16 bits (Hu et al. 2021). */
        LORA,
        /** Low-rank adapters change beside frozen weights of 4 bits (Dettmers et al. 2023). */
        QLORA
    }

    /** In how many bits weights are held. */
    public enum Precision {
        /** 32-bit floating point. */
        FP32(4),
        /** 16-bit floating point, of either kind. */
        BF16(2),
        /** 8-bit floating point. */
        FP8(1),
        /** 8-bit whole numbers. */
        INT8(1),
        /** 4 bits and a 16-bit scale for every 32 weights, as in the Q4_0 blocks of GGUF: 4.5 bits. */
        INT4(4.5 / 8);

        static final int FP32_BYTES = 4;

        private final double bytes;

        Precision(double bytes) {
            this.bytes = bytes;
        }

        /** Returns how many bytes a weight takes. */
        public double bytesPerParameter() {
            return bytes;
        }
    }

    /** Collects what is said of a workload. Not thread-safe. */
    public static final class Builder {

        private @Nullable Task task;
        private @Nullable Tuning tuning;
        private @Nullable ModelSpec model;
        private @Nullable Precision precision;
        private @Nullable Integer contextTokens;
        private @Nullable Integer concurrency;
        private @Nullable Double requestsPerSecond;
        private @Nullable Integer batchSize;
        private @Nullable Long datasetTokens;
        private @Nullable Long items;
        private @Nullable Double datasetGb;
        private @Nullable Integer epochs;
        private @Nullable Duration duration;
        private @Nullable Duration deadline;
        private @Nullable BigDecimal budgetUsd;
        private @Nullable HourlyRate maxRate;
        private @Nullable Boolean interruptible;
        private @Nullable String gpuName;
        private @Nullable Integer gpuCount;
        private Set<String> regions = Set.of();

        private Builder() {}

        /** Sets what the GPUs are for. Default: not said. */
        public Builder task(@Nullable Task task) {
            this.task = task;
            return this;
        }

        /** Sets how a model is fine-tuned. Default: not said. */
        public Builder tuning(@Nullable Tuning tuning) {
            this.tuning = tuning;
            return this;
        }

        /** Sets the model. Default: not said. */
        public Builder model(@Nullable ModelSpec model) {
            this.model = model;
            return this;
        }

        /** Sets in how many bits its weights are held. Default: not said. */
        public Builder precision(@Nullable Precision precision) {
            this.precision = precision;
            return this;
        }

        /** Sets how many tokens a conversation or a training sequence has, 1 to 10,000,000. Default: not said. */
        public Builder contextTokens(@Nullable Integer contextTokens) {
            this.contextTokens = contextTokens;
            return this;
        }

        /** Sets how many conversations are held at once, 1 to 1,000,000. Default: not said. */
        public Builder concurrency(@Nullable Integer concurrency) {
            this.concurrency = concurrency;
            return this;
        }

        /** Sets how many requests come in a second, above 0. Default: not said. */
        public Builder requestsPerSecond(@Nullable Double requestsPerSecond) {
            this.requestsPerSecond = requestsPerSecond;
            return this;
        }

        /** Sets how many sequences or pictures are worked on at once, 1 to 100,000. Default: not said. */
        public Builder batchSize(@Nullable Integer batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /** Sets how many tokens the data have, 1 or more. Default: not said. */
        public Builder datasetTokens(@Nullable Long datasetTokens) {
            this.datasetTokens = datasetTokens;
            return this;
        }

        /** Sets how many examples, documents or pictures there are, 1 or more. Default: not said. */
        public Builder items(@Nullable Long items) {
            this.items = items;
            return this;
        }

        /** Sets how large the data are, in GB (10^9 bytes), above 0. Default: not said. */
        public Builder datasetGb(@Nullable Double datasetGb) {
            this.datasetGb = datasetGb;
            return this;
        }

        /** Sets how often training goes through the data, 1 to 10,000. Default: not said. */
        public Builder epochs(@Nullable Integer epochs) {
            this.epochs = epochs;
            return this;
        }

        /** Sets for how long the machine is wanted, above 0. Default: not said. */
        public Builder duration(@Nullable Duration duration) {
            this.duration = duration;
            return this;
        }

        /** Sets within what time the work must be done, above 0. Default: not said. */
        public Builder deadline(@Nullable Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        /** Sets what all of it may cost, in US dollars, above 0. Default: not said. */
        public Builder budgetUsd(@Nullable BigDecimal budgetUsd) {
            this.budgetUsd = budgetUsd;
            return this;
        }

        /** Sets what a running hour may cost. Default: not said. */
        public Builder maxRate(@Nullable HourlyRate maxRate) {
            this.maxRate = maxRate;
            return this;
        }

        /** Sets whether the machine may be taken away when somebody bids more. Default: not said. */
        public Builder interruptible(@Nullable Boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /** Sets the GPU that is wanted, as providers spell it. Default: not said. */
        public Builder gpuName(@Nullable String gpuName) {
            this.gpuName = gpuName;
            return this;
        }

        /** Sets how many GPUs are wanted, 1 to 64. Default: not said. */
        public Builder gpuCount(@Nullable Integer gpuCount) {
            this.gpuCount = gpuCount;
            return this;
        }

        /** Sets where the machine may be: {@code US}, {@code EU}, {@code ASIA} or ISO countries. Default: not said. */
        public Builder regions(Set<String> regions) {
            this.regions = new LinkedHashSet<>(regions);
            return this;
        }

        /**
         * Returns the workload.
         *
         * @throws IllegalArgumentException if a number is out of its range, with every one that is
         */
        public WorkloadSpec build() {
            List<String> problems = LIMITS.stream()
                    .flatMap(limit -> limit.problem(this).stream())
                    .toList();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new WorkloadSpec(this);
        }

        /** Takes back every number that is out of its range, and returns what is wrong with each. */
        List<String> forgetImpossible() {
            List<String> problems = new ArrayList<>();
            for (Limit limit : LIMITS) {
                limit.problem(this).ifPresent(problem -> {
                    problems.add(problem);
                    limit.forget().accept(this);
                });
            }
            return problems;
        }

        private static @Nullable Long seconds(@Nullable Duration time) {
            return time == null ? null : time.toSeconds();
        }
    }

    /**
     * Between what a number must be.
     *
     * @param value reads it; null where it is not said
     * @param forget takes it back
     */
    private record Limit(
            String name,
            Function<Builder, @Nullable Number> value,
            Consumer<Builder> forget,
            double least,
            double most) {

        Optional<String> problem(Builder builder) {
            Number said = value.apply(builder);
            if (said == null || (said.doubleValue() >= least && said.doubleValue() <= most)) {
                return Optional.empty();
            }
            return Optional.of(name + " is " + said + "; it must be "
                    + (least == Double.MIN_VALUE ? "above 0" : "from " + (long) least + " to " + (long) most));
        }
    }
}
