package com.dumontcloud.sdk.core.advisor;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Advisor} makes of a workload. Immutable.
 *
 * @param workload what was asked for
 * @param memory how much GPU memory it needs; absent where too little is known to say
 * @param choices what to rent, the cheapest to the end of the work first, at most {@value Advisor#MOST_CHOICES}; empty where something
 *     must be answered first, and where nothing fits
 * @param assumptions what was taken for granted
 * @param questions what to ask
 * @param misfits what does not fit, and why
 * @param unread numbers of the text that nothing was made of
 */
public record Advice(
        WorkloadSpec workload,
        @Nullable MemoryEstimate memory,
        List<Choice> choices,
        List<Remark> assumptions,
        List<Question> questions,
        List<Misfit> misfits,
        List<String> unread) {

    /** Copies the lists. */
    public Advice {
        choices = List.copyOf(choices);
        assumptions = List.copyOf(assumptions);
        questions = List.copyOf(questions);
        misfits = List.copyOf(misfits);
        unread = List.copyOf(unread);
    }

    /** Returns the same, with the remark that not all of the market could be searched in time. */
    public Advice ofPartOfTheMarket() {
        List<Remark> more = new ArrayList<>(assumptions);
        more.add(0, Remark.of("warned.part"));
        return new Advice(workload, memory, choices, more, questions, misfits, unread);
    }

    /**
     * A machine that can do it.
     *
     * @param offer the machine, as it is offered
     * @param diskGb how large a disk it is to have, in GB; the offer's prices include it
     * @param time for how long it will run, what interruptions cost included; absent where nobody said how much work there is
     * @param totalUsd what it costs until then; absent where the time is
     * @param reasons why it is among the choices
     */
    public record Choice(
            Offer offer,
            int diskGb,
            @Nullable Duration time,
            @Nullable BigDecimal totalUsd,
            List<Remark> reasons) {

        /** Copies the reasons. */
        public Choice {
            reasons = List.copyOf(reasons);
        }

        /**
         * Returns an order for this very machine at no more than the price that was shown.
         *
         * @param name what to call it, 1 to {@value MachineOrder#LONGEST_NAME} characters
         */
        public MachineOrder order(String name) {
            HourlyRate shown = offer.runningRate();
            OfferQuery query = OfferQuery.builder()
                    .gpuCount(offer.gpu().count())
                    .diskGb(diskGb)
                    .interruptible(offer.isInterruptible())
                    .maxRate(shown)
                    .build();
            return MachineOrder.builder(query)
                    .offerId(offer.id())
                    .name(name)
                    .image(Advisor.IMAGE)
                    .build();
        }
    }

    /**
     * Machines that cannot do it.
     *
     * @param machines which, such as {@code 1 x RTX 3090}
     * @param why what they lack
     */
    public record Misfit(String machines, Remark why) {}
}
