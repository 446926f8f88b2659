package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of an order that nothing fits which of its wishes leaves nothing: what there would be with each given up alone. What a market
 * does not tell in time is not told. Thread-safe.
 */
final class OrderRefusals {

    private static final Logger log = LoggerFactory.getLogger(OrderRefusals.class);

    private static final Duration FRESH = Duration.ofSeconds(60);

    private static final int READ_DIGITS = 4;

    private final OfferSearches searches;
    private final BlockingThreads threads = new BlockingThreads("refusals", 4, 32);

    OrderRefusals(OfferSearches searches) {
        this.searches = searches;
    }

    /**
     * Returns a failure that says what would help. Does not block.
     *
     * @param said what the provider's answer came to
     */
    CompletableFuture<ApiResponse> nothingFits(MachineOrder order, String said) {
        return threads.call(() -> {
            String offer = order.offerId();
            throw offer == null ? noOffer(order, said) : notThisOffer(order, offer);
        });
    }

    private ApiFailure noOffer(MachineOrder order, String said) {
        Map<String, String> details = new LinkedHashMap<>();
        List<String> helps = new ArrayList<>();
        boolean whole;
        try (OfferSearches.Wish market = searches.wish(FRESH)) {
            for (Concession concession : Concession.of(order)) {
                List<Offer> fitting = concession.fitting(market.offers(concession.query()));
                if (!fitting.isEmpty()) {
                    String usd = asked(fitting.get(0).runningRateAt(concession.bid()));
                    details.put("without_" + concession.wish(), usd);
                    helps.add(concession.text() + ": " + count(fitting) + " from " + usd + " USD/h");
                }
            }
            whole = market.isWhole();
        } catch (DumontException failure) {
            log.debug("{}: what would help could not be searched", order, failure);
            whole = false;
        }
        String message = said + ", for " + text(order.query(), order.bid()) + ". " + remedy(helps, whole);
        return ApiFailure.of(409, "no_offer", message, details);
    }

    private static String remedy(List<String> helps, boolean whole) {
        if (helps.isEmpty()) {
            return whole
                    ? "No single wish given up leaves an offer: give up more than one, or see GET /offers"
                    : "What would help was not found out in time: send it again, or see GET /offers";
        }
        return "With one wish given up there is, " + String.join("; ", helps)
                + (whole ? "" : ". Not all was searched in time: send it again for the rest");
    }

    private ApiFailure notThisOffer(MachineOrder order, String id) {
        HourlyRate bid = order.bid();
        HourlyRate most = order.query().maxRate();
        Optional<Offer> offer = most == null && bid == null ? Optional.empty() : find(order, id);
        if (offer.isPresent() && bid != null && bid.compareTo(offer.get().lowestBid()) < 0) {
            String lowest = asked(offer.get().lowestBid());
            return ApiFailure.of(
                    409,
                    "bid_too_low",
                    "offer " + id + " takes no bid below " + lowest + " USD/h now, and bid_usd_per_hour is " + usd(bid)
                            + "; bid more, or see GET /offers",
                    Map.of("field", "bid_usd_per_hour", "lowest_bid_usd_per_hour", lowest));
        }
        HourlyRate rate = offer.map(found -> found.runningRateAt(bid)).orElse(null);
        if (rate != null && most != null && rate.compareTo(most) > 0) {
            return ApiFailure.of(
                    409,
                    "offer_too_dear",
                    "offer " + id + " costs " + asked(rate)
                            + " USD/h now, the disk included, and max_price_usd_per_hour is " + usd(most)
                            + "; allow more, or see GET /offers",
                    Map.of("field", "max_price_usd_per_hour", "price_usd_per_hour", asked(rate)));
        }
        return ApiFailure.of(
                404,
                "unknown_offer",
                "offer " + id + " is gone, or not one that GET /offers lists for the same num_gpus, disk_gb and spot");
    }

    private Optional<Offer> find(MachineOrder order, String id) {
        OfferQuery anyPrice = order.query().toBuilder()
                .maxRate(null)
                .limit(Concession.MOST_OFFERS)
                .build();
        try (OfferSearches.Wish market = searches.wish(Duration.ZERO)) {
            return market.offers(anyPrice).stream()
                    .filter(offer -> offer.id().equals(id))
                    .findFirst();
        } catch (DumontException failure) {
            log.debug("offer {} could not be searched", id, failure);
            return Optional.empty();
        }
    }

    private static String count(List<Offer> offers) {
        int count = offers.size();
        return count == 1 ? "1 offer" : count + (count < Concession.MOST_OFFERS ? " offers" : " offers or more");
    }

    private static String text(OfferQuery query, @Nullable HourlyRate bid) {
        List<String> asked = new ArrayList<>();
        asked.add(query.gpuCount() + " x "
                + (query.gpuNames().isEmpty() ? "any GPU" : String.join(" or ", query.gpuNames())));
        if (query.minGpuMemoryMib() != null) {
            asked.add("of " + query.minGpuMemoryMib() + " MiB or more");
        }
        asked.add(query.isInterruptible() ? "spot" : "on demand");
        if (bid != null) {
            asked.add("at a bid of " + usd(bid) + " USD/h");
        }
        asked.add("a disk of " + query.diskGb() + " GB");
        if (!query.regions().isEmpty()) {
            asked.add("in " + String.join(" or ", query.regions()).toUpperCase(Locale.ROOT));
        }
        if (query.maxRate() != null) {
            asked.add("at most " + usd(query.maxRate()) + " USD/h, the disk included");
        }
        if (query.minReliability() != null) {
            asked.add("reliability of " + query.minReliability() + " or more");
        }
        return String.join(", ", asked);
    }

    /** Whoever allows this much gets it: what is finer than anybody reads is rounded up. */
    private static String asked(HourlyRate rate) {
        BigDecimal usd = rate.usdPerHour();
        return (usd.scale() > READ_DIGITS ? usd.setScale(READ_DIGITS, RoundingMode.CEILING) : usd).toPlainString();
    }

    private static String usd(HourlyRate rate) {
        return rate.usdPerHour().toPlainString();
    }
}
