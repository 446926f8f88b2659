package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the interruptible machines of an account: who was outbid, and who started again, and bills, without being asked to. On
 * request it bids again, up to a limit.
 *
 * <pre>{@code
 * try (VastSpotWatch spot = vast.watchSpot(listener, HourlyRate.ofUsd("0.40")).start(Duration.ofMinutes(1))) { ... }
 * }</pre>
 *
 * <p>Vast says nothing when a machine is outbid, and starts it by itself once its old bid is the highest again. That a machine was
 * seen to be outbid is therefore noted in its label, so that another process, or the next one, notices when it wakes. Whoever
 * does not want it any more stops or destroys it. The mark of a stop that a machine still carries 10 minutes later though it runs is
 * taken away, so that it does not hide that the machine is outbid.
 *
 * <p>A look costs a list, which the provider shares with everybody who asks within 5 s, and a call for each change. Before it bids
 * it reads the machine once more, and after it the price, as {@link VastProvider#resume} says. Thread-safe.
 */
public final class VastSpotWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(VastSpotWatch.class);

    /** By so much more than the lowest bid it bids, so that the next who bids a little more does not win at once. */
    private static final BigDecimal HEADROOM = new BigDecimal("1.10");

    private static final int PRICE_DECIMALS = 4;

    /** A mark precedes its stop, by the waits and repetitions of two calls; and the clocks of two processes differ. */
    static final Duration MARK_PRECEDES = Duration.ofMinutes(10);

    private final VastProvider vast;
    private final Supplier<VastListing> list;
    private final Function<MachineId, Optional<VastInstance>> read;
    private final BiConsumer<MachineId, UnaryOperator<VastLabel>> relabel;
    private final TimeSource time;
    private final Listener listener;
    private final @Nullable HourlyRate bidAtMost;
    /** What we bid for again, until it runs. */
    private final Set<MachineId> resumed = new HashSet<>();

    private final RepeatedLook looks;

    VastSpotWatch(
            VastProvider vast,
            Supplier<VastListing> list,
            Function<MachineId, Optional<VastInstance>> read,
            BiConsumer<MachineId, UnaryOperator<VastLabel>> relabel,
            TimeSource time,
            Listener listener,
            @Nullable HourlyRate bidAtMost) {
        this.vast = vast;
        this.list = list;
        this.read = read;
        this.relabel = relabel;
        this.time = time;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.bidAtMost = bidAtMost;
        this.looks = new RepeatedLook("interruptible machines", this::look, time);
    }

    /**
     * Begins to look, at once and then so long after each look, on threads of the provider's time source. What fails is logged, and
     * looked at again the next time.
     *
     * @param every 1 s or more
     */
    public VastSpotWatch start(Duration every) {
        looks.start(every);
        return this;
    }

    /**
     * Looks once, now; blocks for as long as the calls take.
     *
     * @throws DumontException if the machines cannot be listed; what concerns one machine is logged
     */
    public synchronized void look() {
        for (VastInstance row : list.get().instances()) {
            if (row.isBid()) {
                try {
                    look(row, VastLabel.parse(row.label()));
                } catch (DumontException failed) {
                    log.warn("Interruptible machine {} is looked at again later", row.id(), failed);
                }
            }
        }
    }

    /** Looks no more; a look under way is finished. Machines are left as they are. Idempotent. */
    @Override
    public void close() {
        looks.close();
    }

    private void look(VastInstance row, VastLabel label) {
        MachineId id = row.id();
        if (VastState.isOutbid(row, label)) {
            if (!label.isOutbid()) {
                relabel.accept(id, known -> known.isStoppedByUs() ? known : known.outbidAt(time.wall()));
                log.info("Machine {} was outbid; it may start again, and bill, by itself", id);
                listener.outbid(id, lowestBid(row));
            }
            bidAgain(id, row);
        } else if ("running".equals(row.currentState())) {
            if (resumed.remove(id)) {
                listener.resumed(id, rate(row));
            } else if (label.isOutbid()) {
                log.warn("Machine {} was outbid, runs again without being asked to, and is billed", id);
                listener.wokeByItself(id, rate(row));
            }
            if (label.isOutbid()) {
                relabel.accept(id, known -> known.isOutbid() ? known.running() : known);
            }
            clearStaleMark(row, label);
        }
    }

    /** Somebody else started it, or the mark could not be taken away: when it is outbid, it must not read as stopped by us. */
    private void clearStaleMark(VastInstance row, VastLabel label) {
        Instant stale = time.wall().minus(MARK_PRECEDES);
        if (!"stopped".equals(row.intendedStatus()) && label.isStoppedByUsBefore(stale)) {
            relabel.accept(row.id(), known -> known.isStoppedByUsBefore(stale) ? known.running() : known);
        }
    }

    private void bidAgain(MachineId id, VastInstance listed) {
        if (isTooDear(lowestBid(listed))) {
            return;
        }
        // The list may be seconds old: somebody may have stopped it since, or others bid more.
        read.apply(id)
                .filter(now -> VastState.isOutbid(now, VastLabel.parse(now.label())))
                .ifPresent(this::bidAgain);
    }

    private void bidAgain(VastInstance row) {
        HourlyRate lowest = lowestBid(row);
        if (bidAtMost == null || lowest == null || isTooDear(lowest)) {
            return;
        }
        BigDecimal wanted = lowest.usdPerHour().multiply(HEADROOM).setScale(PRICE_DECIMALS, RoundingMode.UP);
        ActionReceipt receipt = vast.resume(row.id(), new HourlyRate(wanted.min(most(row, bidAtMost))));
        log.info("Machine {} was bid for again, {} USD/h: {}", row.id(), wanted, receipt.outcome());
        if (receipt.outcome() != Outcome.REFUSED) {
            resumed.add(row.id());
        }
    }

    /** Returns what may be bid, by its owner and by Vast. */
    private static BigDecimal most(VastInstance row, HourlyRate bidAtMost) {
        BigDecimal gpus = row.gpuCount();
        return gpus == null
                ? bidAtMost.usdPerHour()
                : bidAtMost.usdPerHour().min(VastInstances.highestBid(gpus.intValue()));
    }

    private boolean isTooDear(@Nullable HourlyRate lowest) {
        return bidAtMost == null || lowest == null || lowest.compareTo(bidAtMost) > 0;
    }

    private static @Nullable HourlyRate lowestBid(VastInstance row) {
        return VastMachines.rate(row.minBidUsdPerHour());
    }

    private static @Nullable HourlyRate rate(VastInstance row) {
        return VastMachines.rate(row.runningUsdPerHour());
    }

    /**
     * Is told of interruptible machines, on the thread that looks and before it looks further: it may stop and destroy machines.
     * What it throws is logged where the watch was {@linkplain #start started}. By default it does nothing.
     */
    public interface Listener {

        /**
         * A machine has lost its GPU to a higher bid. Its disk goes on costing.
         *
         * @param lowestBid what would get it back now, for the whole machine; absent where Vast does not say
         */
        default void outbid(MachineId id, @Nullable HourlyRate lowestBid) {}

        /**
         * A machine that was outbid runs again, and nobody asked for it by this SDK.
         *
         * @param rate what it costs; absent where Vast does not say
         */
        default void wokeByItself(MachineId id, @Nullable HourlyRate rate) {}

        /**
         * A machine that was outbid runs again, since this watch has bid more.
         *
         * @param rate what it costs; absent where Vast does not say
         */
        default void resumed(MachineId id, @Nullable HourlyRate rate) {}
    }
}
