package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.advisor.Advice.Misfit;
import com.dumontcloud.sdk.core.advisor.WorkloadSpec.Task;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Recommends machines for a workload: works out how much GPU memory it needs, searches what has it, and ranks that by what it costs
 * until the work is done.
 *
 * <pre>{@code
 * Reading reading = WorkloadRules.create().read("fine-tune Llama 3 8B with QLoRA on 50k examples");
 * Advice advice = Advisor.create().advise(reading, provider::searchOffers);
 * }</pre>
 *
 * <p>All of it is arithmetic: the same workload and the same offers give the same advice. What is not said is asked for where the advice
 * hangs on it, and else assumed and told. Stateless and thread-safe; blocks for as long as the search does.
 */
public final class Advisor {

    /** The most machines that are recommended. */
    public static final int MOST_CHOICES = 3;

    /** What is installed on a recommended machine, in the word of the HTTP contract. */
    static final String IMAGE = "pytorch";

    private static final int MOST_MISFITS = 8;

    /** How many offers of each number of GPUs are looked at, the cheapest by the hour first; as many as Vast has on a page. */
    private static final int SEARCHED = 64;

    /** The largest memory of a GPU whose speed is known here: B200. What needs more of each is not searched for. */
    private static final double LARGEST_GPU_GIB = 192;

    private static final List<Integer> GPU_COUNTS = List.of(1, 2, 4, 8);

    /** The number that just suffices and the next two, whose GPUs may be cheaper or done sooner. */
    private static final int COUNTS_SEARCHED = 3;

    private static final int MIB_PER_GIB = 1024;

    private Advisor() {}

    /** Returns an advisor. */
    public static Advisor create() {
        return new Advisor();
    }

    /**
     * Advises on what a reader made out of a text.
     *
     * @param reading what is wanted
     * @param market finds what can be rented now, such as a provider's search; what it throws is thrown on
     */
    public Advice advise(Reading reading, Function<OfferQuery, List<Offer>> market) {
        WorkloadSpec workload = reading.workload();
        List<Remark> assumptions = new ArrayList<>(reading.remarks());
        List<Question> questions = new ArrayList<>(Plan.missing(workload));
        if (!questions.isEmpty()) {
            return new Advice(workload, null, List.of(), assumptions, questions, List.of(), reading.unread());
        }
        Plan plan = Plan.of(workload);
        WorkArithmetic work = new WorkArithmetic(plan);
        MemoryEstimate memory = MemoryArithmetic.of(plan);
        int diskGb = Disk.of(plan);
        assumptions.addAll(plan.assumptions());
        assumptions.addAll(work.assumptions());
        if (work.isKnown()) {
            assumptions.add(Remark.of("assumed.speed", WorkArithmetic.COMPUTED_SHARE));
        }
        assumptions.addAll(assumptions(plan));
        if (!work.isKnown() && workload.duration() == null) {
            questions.add(Question.optional(plan.task() == Task.SERVE ? "duration" : "amount"));
        }
        List<Misfit> misfits = new ArrayList<>();
        List<Offer> offers = search(plan, memory, diskGb, market, misfits);
        Ranking ranking = new Ranking(plan, memory, work, diskGb);
        offers.forEach(ranking::consider);
        misfits.addAll(ranking.misfits());
        return new Advice(
                workload,
                memory,
                ranking.choices(MOST_CHOICES),
                assumptions,
                questions,
                misfits.stream().distinct().limit(MOST_MISFITS).toList(),
                reading.unread());
    }

    private static List<Remark> assumptions(Plan plan) {
        WorkloadSpec workload = plan.workload();
        List<Remark> assumed = new ArrayList<>();
        if (workload.isInterruptible() == null) {
            assumed.add(Remark.of(plan.task() == Task.SERVE ? "assumed.on_demand" : "assumed.both"));
        }
        if (workload.regions().isEmpty()) {
            assumed.add(Remark.of("assumed.anywhere"));
        }
        assumed.add(Disk.remark(plan));
        assumed.add(Remark.of("assumed.image", IMAGE));
        return assumed;
    }

    /** What is too small by itself is searched for once, so that it can be told. */
    private static List<Offer> search(
            Plan plan,
            MemoryEstimate memory,
            int diskGb,
            Function<OfferQuery, List<Offer>> market,
            List<Misfit> misfits) {
        List<Integer> counts = counts(plan, memory);
        if (counts.isEmpty()) {
            int most = GPU_COUNTS.get(GPU_COUNTS.size() - 1);
            misfits.add(new Misfit(
                    most + " x GPU", Remark.of("misfit.largest", memory.likelyGibPerGpu(most), LARGEST_GPU_GIB)));
            return List.of();
        }
        Map<String, Offer> found = new LinkedHashMap<>();
        OfferQuery wanted = wanted(plan.workload(), diskGb);
        List<Boolean> spots = spots(plan);
        for (boolean spot : spots) {
            OfferQuery.Builder query = wanted.toBuilder().interruptible(spot);
            for (int count : counts) {
                long leastMib = (long) Math.ceil(memory.likelyGibPerGpu(count) * MIB_PER_GIB * Ranking.SOLD_SHARE);
                query.gpuCount(count).minGpuMemoryMib(leastMib);
                add(found, market.apply(query.build()));
            }
        }
        OfferQuery.Builder tooSmall = wanted.toBuilder().interruptible(spots.get(0));
        add(found, market.apply(tooSmall.gpuCount(counts.get(0)).build()));
        if (found.isEmpty()) {
            misfits.add(new Misfit(counts + " x GPU", Remark.of("misfit.nothing_offered")));
        }
        return List.copyOf(found.values());
    }

    private static OfferQuery wanted(WorkloadSpec workload, int diskGb) {
        OfferQuery.Builder query = OfferQuery.builder()
                .regions(workload.regions().toArray(String[]::new))
                .diskGb(diskGb)
                .limit(SEARCHED);
        String gpu = workload.gpuName();
        return (gpu == null ? query : query.gpuNames(GpuCatalogue.soldAs(gpu))).build();
    }

    private static void add(Map<String, Offer> found, List<Offer> offers) {
        offers.forEach(offer -> found.put(offer.id() + " " + offer.isInterruptible(), offer));
    }

    private static List<Boolean> spots(Plan plan) {
        Boolean said = plan.workload().isInterruptible();
        if (said != null) {
            return List.of(said);
        }
        return plan.task() == Task.SERVE ? List.of(false) : List.of(false, true);
    }

    private static List<Integer> counts(Plan plan, MemoryEstimate memory) {
        Integer said = plan.workload().gpuCount();
        IntStream all = said == null ? GPU_COUNTS.stream().mapToInt(Integer::intValue) : IntStream.of(said);
        return all.filter(count -> memory.likelyGibPerGpu(count) <= LARGEST_GPU_GIB)
                .limit(COUNTS_SEARCHED)
                .boxed()
                .toList();
    }
}
