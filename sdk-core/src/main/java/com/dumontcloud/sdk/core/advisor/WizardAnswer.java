package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Offer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a control plane's wizard answers, in words of the language that was asked for. Immutable.
 *
 * @param recommendation what to rent; absent where something must be answered first, and where nothing fits
 * @param alternatives what else would do, the cheapest to the end of the work first
 * @param workload what was understood
 * @param memory how the GPU memory comes about that is needed; empty where too little is known
 * @param assumptions what was taken for granted
 * @param questions what to say in a better description; without an answer to those that are required nothing is recommended
 * @param misfits what does not fit, and why
 * @param unread numbers of the description that nothing was made of
 */
public record WizardAnswer(
        @Nullable Recommendation recommendation,
        List<Recommendation> alternatives,
        WorkloadSpec workload,
        List<MemoryTerm> memory,
        List<String> assumptions,
        List<Asked> questions,
        List<Misfit> misfits,
        List<String> unread) {

    /** Copies the lists. */
    public WizardAnswer {
        Objects.requireNonNull(workload, "workload");
        alternatives = List.copyOf(alternatives);
        memory = List.copyOf(memory);
        assumptions = List.copyOf(assumptions);
        questions = List.copyOf(questions);
        misfits = List.copyOf(misfits);
        unread = List.copyOf(unread);
    }

    /**
     * A machine that can do it.
     *
     * @param id what to accept it by; the control plane remembers it for half an hour
     * @param offer the machine, as it was offered
     * @param diskGb how large a disk it would have, in GB; the offer's prices include it
     * @param reasons why it is recommended
     * @param estimate what it needs and costs
     */
    public record Recommendation(String id, Offer offer, int diskGb, List<String> reasons, Estimate estimate) {

        /** Copies the reasons. */
        public Recommendation {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What a workload needs and costs on a machine. Memory is that of all its GPUs together, in GiB, which GPUs are sold by as GB.
     *
     * @param vramGbLow the least memory that can do
     * @param vramGbLikely the memory that is most likely needed
     * @param vramGbHigh the memory that will surely do
     * @param rate what a running hour costs
     * @param hours for how many hours it would run; absent where nobody said how much work there is
     * @param usdTotal what it would cost to the end of the work; absent where the hours are
     */
    public record Estimate(
            BigDecimal vramGbLow,
            BigDecimal vramGbLikely,
            BigDecimal vramGbHigh,
            HourlyRate rate,
            @Nullable BigDecimal hours,
            @Nullable BigDecimal usdTotal) {}

    /**
     * One part of the memory that is needed, in GiB.
     *
     * @param name what it is
     * @param calculation how the likely amount comes about
     * @param gbLow the least
     * @param gbLikely the most likely
     * @param gbHigh the most
     */
    public record MemoryTerm(
            String name, String calculation, BigDecimal gbLow, BigDecimal gbLikely, BigDecimal gbHigh) {}

    /**
     * Something to say in a better description.
     *
     * @param field which property of the workload it is about
     * @param isRequired whether nothing is recommended without
     * @param question what is asked
     * @param why what depends on it
     */
    public record Asked(String field, boolean isRequired, String question, String why) {}

    /**
     * Machines that cannot do it.
     *
     * @param machines which
     * @param why what they lack
     */
    public record Misfit(String machines, String why) {}
}
