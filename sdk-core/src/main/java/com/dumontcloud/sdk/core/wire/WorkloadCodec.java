package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.advisor.ModelSpec;
import com.dumontcloud.sdk.core.advisor.ModelSpec.Kind;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Tuning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes and reads workloads. What is not said is {@code null}; unknown fields and words are skipped. Thread-safe, does not block. */
public final class WorkloadCodec {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LONGEST_NAME = 100;

    private WorkloadCodec() {}

    /**
     * Returns the workload that an object tells. A model that is published is the published one, whatever size is said of it.
     *
     * @throws InvalidDocumentException if a field is of another type or out of its range
     */
    public static WorkloadSpec read(JsonObject object) {
        try {
            return WorkloadSpec.builder()
                    .task(word(object, "task", Task.values()))
                    .tuning(word(object, "tuning", Tuning.values()))
                    .model(model(object))
                    .precision(word(object, "precision", Precision.values()))
                    .contextTokens(object.count("context_tokens"))
                    .concurrency(object.count("concurrency"))
                    .requestsPerSecond(object.number("requests_per_second"))
                    .batchSize(object.count("batch_size"))
                    .datasetTokens(object.whole("dataset_tokens"))
                    .items(object.whole("items"))
                    .datasetGb(object.number("dataset_gb"))
                    .epochs(object.count("epochs"))
                    .duration(object.duration("hours", HOUR))
                    .deadline(object.duration("deadline_hours", HOUR))
                    .budgetUsd(object.decimal("budget_usd"))
                    .maxRate(MachineCodec.rate(object, "max_price_usd_per_hour"))
                    .interruptible(object.flag("spot"))
                    .gpuName(object.word("gpu"))
                    .gpuCount(object.count("num_gpus"))
                    .regions(regions(object))
                    .build();
        } catch (IllegalArgumentException impossible) {
            throw object.outOfRange("workload", "possible: " + impossible.getMessage(), impossible);
        }
    }

    static void write(ViewWriter out, WorkloadSpec workload) {
        ModelSpec model = workload.model();
        out.text("task", word(workload.task()))
                .text("tuning", word(workload.tuning()))
                .text("model", model == null ? null : model.name())
                .number("parameters_billions", model == null ? null : model.billions())
                .text("precision", word(workload.precision()))
                .whole("context_tokens", workload.contextTokens())
                .whole("concurrency", workload.concurrency())
                .number("requests_per_second", workload.requestsPerSecond())
                .whole("batch_size", workload.batchSize())
                .whole("dataset_tokens", workload.datasetTokens())
                .whole("items", workload.items())
                .number("dataset_gb", workload.datasetGb())
                .whole("epochs", workload.epochs())
                .units("hours", workload.duration(), HOUR)
                .units("deadline_hours", workload.deadline(), HOUR)
                .decimal("budget_usd", workload.budgetUsd())
                .decimal("max_price_usd_per_hour", MachineCodec.usd(workload.maxRate()));
        Boolean spot = workload.isInterruptible();
        if (spot == null) {
            out.text("spot", null);
        } else {
            out.flag("spot", spot);
        }
        out.text("gpu", workload.gpuName())
                .whole("num_gpus", workload.gpuCount())
                .texts("regions", new TreeSet<>(workload.regions()));
    }

    private static @Nullable ModelSpec model(JsonObject object) {
        String name = object.word("model");
        BigDecimal billions = object.decimal("parameters_billions");
        if (name != null && name.length() <= LONGEST_NAME) {
            ModelSpec published = ModelSpec.find(name).orElse(null);
            if (published != null) {
                return published;
            }
        }
        if (billions == null) {
            return null;
        }
        double size = billions.doubleValue();
        return name == null || name.length() > LONGEST_NAME
                ? ModelSpec.ofBillions(size)
                : new ModelSpec(name, Kind.TEXT, size, size, null, null);
    }

    private static Set<String> regions(JsonObject object) {
        Set<String> regions = new LinkedHashSet<>();
        for (String region : object.texts("regions")) {
            if (!region.matches("(?i)US|EU|ASIA|[A-Z]{2}")) {
                throw object.outOfRange("regions", "US, EU, ASIA or countries of two letters", null);
            }
            regions.add(region.toUpperCase(Locale.ROOT));
        }
        return regions;
    }

    private static <E extends Enum<E>> @Nullable E word(JsonObject object, String name, E[] known) {
        String word = object.text(name);
        return Arrays.stream(known)
                .filter(value -> value.name().equalsIgnoreCase(word))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : value.name().toLowerCase(Locale.ROOT);
    }
}
