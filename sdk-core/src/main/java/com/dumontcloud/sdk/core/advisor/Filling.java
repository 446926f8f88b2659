package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fills what one reader left open with what another read: all but money. Not thread-safe. */
final class Filling {

    private final WorkloadSpec known;
    private final WorkloadSpec more;
    private final WorkloadSpec.Builder filled;
    private final List<String> fields = new ArrayList<>();

    private Filling(WorkloadSpec known, WorkloadSpec more) {
        this.known = known;
        this.more = more;
        this.filled = known.toBuilder();
    }

    /** Returns the reading with what was open filled in; each thing that was is told. */
    static Reading of(Reading reading, WorkloadSpec more) {
        Filling filling = new Filling(reading.workload(), more);
        filling.fill();
        List<Remark> remarks = new ArrayList<>(reading.remarks());
        if (!filling.fields.isEmpty()) {
            remarks.add(Remark.of("assumed.model_read", String.join(", ", filling.fields)));
        }
        return new Reading(filling.filled.build(), remarks, reading.unread());
    }

    private void fill() {
        fill("task", WorkloadSpec::task, filled::task);
        if (known.task() == Task.TRAIN && (more.task() == Task.FINE_TUNE || more.task() == Task.PRETRAIN)) {
            filled.task(more.task());
            fields.add("task = " + more.task());
        }
        fill("tuning", WorkloadSpec::tuning, filled::tuning);
        fill("model", WorkloadSpec::model, filled::model, ModelSpec::name);
        fill("precision", WorkloadSpec::precision, filled::precision);
        fill("context_tokens", WorkloadSpec::contextTokens, filled::contextTokens);
        fill("concurrency", WorkloadSpec::concurrency, filled::concurrency);
        fill("requests_per_second", WorkloadSpec::requestsPerSecond, filled::requestsPerSecond);
        fill("batch_size", WorkloadSpec::batchSize, filled::batchSize);
        fill("dataset_tokens", WorkloadSpec::datasetTokens, filled::datasetTokens);
        fill("items", WorkloadSpec::items, filled::items);
        fill("dataset_gb", WorkloadSpec::datasetGb, filled::datasetGb);
        fill("epochs", WorkloadSpec::epochs, filled::epochs);
        fill("hours", WorkloadSpec::duration, filled::duration);
        fill("deadline_hours", WorkloadSpec::deadline, filled::deadline);
        fill("spot", WorkloadSpec::isInterruptible, filled::interruptible);
        fill("gpu", WorkloadSpec::gpuName, filled::gpuName);
        fill("num_gpus", WorkloadSpec::gpuCount, filled::gpuCount);
        fill("regions", Filling::regions, filled::regions);
    }

    private static @Nullable Set<String> regions(WorkloadSpec workload) {
        return workload.regions().isEmpty() ? null : workload.regions();
    }

    private <T> void fill(String name, Function<WorkloadSpec, @Nullable T> field, Consumer<T> set) {
        fill(name, field, set, String::valueOf);
    }

    private <T> void fill(
            String name, Function<WorkloadSpec, @Nullable T> field, Consumer<T> set, Function<T, String> shown) {
        T said = field.apply(more);
        if (said != null && field.apply(known) == null) {
            set.accept(said);
            fields.add(name + " = " + shown.apply(said));
        }
    }
}
