package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.Advice.Choice;
import com.dumontcloud.sdk.core.advisor.Advice.Misfit;
import com.dumontcloud.sdk.core.advisor.GpuCatalogue.Speed;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Precision;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.provider.Offer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parts the offers that can do a plan from those that cannot, and ranks the former by what the work costs to its end. Not thread-safe. */
final class Ranking {

    /** Drivers keep some of the memory that a GPU is sold with: 24,564 of 24,576 MiB of an RTX 4090, 81,559 of 81,920 of an H100. */
    static final double SOLD_SHARE = 0.995;

    /** For want of a published rate: a machine that may be taken away is so twice a day, and half an hour of work is done again. */
    static final double HOURS_BETWEEN_INTERRUPTIONS = 12;

    static final double HOURS_LOST = 0.5;

    private static final double MIB_PER_GIB = 1024;
    private static final double SECONDS_PER_HOUR = 3600;

    private final Plan plan;
    private final MemoryEstimate memory;
    private final WorkArithmetic work;
    private final int diskGb;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Misfit> misfits = new LinkedHashMap<>();

    Ranking(Plan plan, MemoryEstimate memory, WorkArithmetic work, int diskGb) {
        this.plan = plan;
        this.memory = memory;
        this.work = work;
        this.diskGb = diskGb;
    }

    void consider(Offer offer) {
        GpuSpec gpu = offer.gpu();
        Optional<Speed> speed = GpuCatalogue.of(gpu);
        Optional<Remark> why =
                speed.isEmpty() ? Optional.of(Remark.of("misfit.unknown_gpu", gpu.name())) : misfit(offer, speed.get());
        if (why.isPresent()) {
            String machines = gpu.count() + " x " + gpu.name();
            misfits.putIfAbsent(machines + " " + why.get().code(), new Misfit(machines, why.get()));
        } else {
            candidates.add(candidate(offer, speed.get()));
        }
    }

    List<Misfit> misfits() {
        return List.copyOf(misfits.values());
    }

    /** Returns the cheapest of each kind of machine, the cheapest kinds first: three offers of one kind are no choice. */
    List<Choice> choices(int most) {
        Map<String, Candidate> kinds = new LinkedHashMap<>();
        candidates.stream()
                .sorted(Comparator.comparingDouble(Candidate::cost)
                        .thenComparing(candidate -> candidate.offer().runningRate())
                        .thenComparing(candidate -> candidate.offer().id()))
                .forEach(candidate -> kinds.putIfAbsent(candidate.kind(), candidate));
        List<Candidate> ranked = kinds.values().stream().limit(most).toList();
        List<Choice> choices = new ArrayList<>();
        for (Candidate candidate : ranked) {
            choices.add(choice(candidate, ranked.get(0), choices.isEmpty()));
        }
        return choices;
    }

    private Optional<Remark> misfit(Offer offer, Speed speed) {
        GpuSpec gpu = offer.gpu();
        WorkloadSpec workload = plan.workload();
        double needed = memory.likelyGibPerGpu(gpu.count());
        if (workload.gpuName() != null && !GpuCatalogue.isCalled(gpu, workload.gpuName())) {
            return Optional.of(Remark.of("misfit.other_gpu", workload.gpuName()));
        }
        if (gpu.memoryMib() == null) {
            return Optional.of(Remark.of("misfit.unknown_memory"));
        }
        double has = gpu.memoryMib() / MIB_PER_GIB;
        if (has < needed * SOLD_SHARE) {
            return Optional.of(Remark.of("misfit.memory", has, needed));
        }
        if (plan.task().isTraining() && plan.precision() == Precision.BF16 && !speed.hasBf16()) {
            return Optional.of(Remark.of("misfit.bf16"));
        }
        if (plan.precision() == Precision.FP8 && !speed.hasFp8()) {
            return Optional.of(Remark.of("misfit.fp8"));
        }
        Optional<Remark> tooSlow = tooSlow(offer, speed);
        return tooSlow.isPresent() ? tooSlow : tooDear(candidate(offer, speed));
    }

    private Optional<Remark> tooSlow(Offer offer, Speed speed) {
        Double rate = plan.workload().requestsPerSecond();
        double answers = work.answersPerSecond(speed, offer.gpu().count());
        if (plan.task() == Task.SERVE && rate != null && answers < rate) {
            return Optional.of(Remark.of("misfit.answers", answers, rate));
        }
        Duration deadline = plan.workload().deadline();
        Double hours = hours(offer, speed);
        if (deadline != null && hours != null && hours > deadline.toSeconds() / SECONDS_PER_HOUR) {
            return Optional.of(Remark.of("misfit.deadline", hours, deadline.toSeconds() / SECONDS_PER_HOUR));
        }
        return Optional.empty();
    }

    private Optional<Remark> tooDear(Candidate candidate) {
        WorkloadSpec workload = plan.workload();
        if (workload.maxRate() != null && candidate.offer().runningRate().compareTo(workload.maxRate()) > 0) {
            return Optional.of(Remark.of(
                    "misfit.rate",
                    candidate.offer().runningRate().usdPerHour(),
                    workload.maxRate().usdPerHour()));
        }
        BigDecimal total = candidate.totalUsd();
        if (workload.budgetUsd() != null && total != null && total.compareTo(workload.budgetUsd()) > 0) {
            return Optional.of(Remark.of("misfit.budget", total, workload.budgetUsd()));
        }
        return Optional.empty();
    }

    private Candidate candidate(Offer offer, Speed speed) {
        Double hours = hours(offer, speed);
        double rate = offer.runningRate().usdPerHour().doubleValue();
        double cost = hours != null
                ? rate * hours
                : rate * work.secondsPerPiece(speed, offer.gpu().count()) * repeats(offer);
        return new Candidate(offer, hours, cost);
    }

    private @Nullable Double hours(Offer offer, Speed speed) {
        Double worked = work.hours(speed, offer.gpu().count());
        Duration wanted = plan.workload().duration();
        if (worked != null) {
            return worked * repeats(offer);
        }
        return wanted == null ? null : wanted.toSeconds() / SECONDS_PER_HOUR * repeats(offer);
    }

    private static double repeats(Offer offer) {
        return offer.isInterruptible() ? 1 + HOURS_LOST / HOURS_BETWEEN_INTERRUPTIONS : 1;
    }

    private Choice choice(Candidate candidate, Candidate best, boolean isBest) {
        Offer offer = candidate.offer();
        List<Remark> reasons = new ArrayList<>();
        reasons.add(memoryReason(offer.gpu()));
        Double hours = candidate.hours();
        BigDecimal total = candidate.totalUsd();
        if (hours == null || total == null) {
            reasons.add(Remark.of(
                    isBest ? "reason.cheapest_per_work" : "reason.dearer_per_work", candidate.cost() / best.cost()));
        } else {
            reasons.add(Remark.of("reason.cost", hours, offer.runningRate().usdPerHour(), total));
            reasons.add(isBest ? Remark.of("reason.cheapest", candidates.size()) : against(candidate, best));
        }
        if (offer.isInterruptible()) {
            reasons.add(Remark.of("reason.spot", HOURS_BETWEEN_INTERRUPTIONS, HOURS_LOST));
        }
        if (offer.parkedRate() != null) {
            reasons.add(Remark.of("reason.storage", diskGb, offer.parkedRate().usdPerHour()));
        }
        return new Choice(offer, diskGb, candidate.time(), total, reasons);
    }

    private Remark memoryReason(GpuSpec gpu) {
        int count = gpu.count();
        double has = gpu.memoryMib() == null ? 0 : gpu.memoryMib() / MIB_PER_GIB;
        double needed = memory.likelyGibPerGpu(count);
        boolean isTight = has < memory.highGibPerGpu(count) * SOLD_SHARE;
        String code = (isTight ? "reason.tight" : "reason.fits") + (count > 1 ? ".shared" : "");
        return Remark.of(code, needed, has, memory.highGibPerGpu(count), count);
    }

    private static Remark against(Candidate candidate, Candidate best) {
        double dearer = candidate.cost() - best.cost();
        double sooner = best.hours() == null || candidate.hours() == null ? 0 : best.hours() - candidate.hours();
        return sooner > 0 ? Remark.of("reason.sooner", dearer, sooner) : Remark.of("reason.dearer", dearer);
    }

    /**
     * An offer that can do it.
     *
     * @param hours for how long it runs; absent where nobody said how much work there is
     * @param cost what it is ranked by: US dollars to the end of the work, or for a piece of it
     */
    private record Candidate(Offer offer, @Nullable Double hours, double cost) {

        String kind() {
            return offer.gpu().name() + " " + offer.gpu().count() + " " + offer.isInterruptible();
        }

        @Nullable
        Duration time() {
            return hours == null ? null : Duration.ofSeconds(Math.round(hours * SECONDS_PER_HOUR));
        }

        @Nullable
        BigDecimal totalUsd() {
            return hours == null ? null : BigDecimal.valueOf(cost).setScale(2, RoundingMode.HALF_UP);
        }
    }
}
