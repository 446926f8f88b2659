package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.vast.VastFilter.Operator;
import com.dumontcloud.sdk.vast.VastOfferQuery.Order;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The market. Thread-safe; calls block, and throw {@link com.dumontcloud.sdk.core.error.DumontException}.
 */
public final class VastOffers {

    /** As many rows as one answer holds, whatever is asked for (seen live, 2026). */
    static final int MOST_ROWS = 64;

    private static final String PRICE = "dph_total";

    private final VastHttp http;

    VastOffers(VastHttp http) {
        this.http = http;
    }

    /**
     * Returns the offers that meet every condition. Conditions are asked of Vast and checked again here.
     *
     * <p>Where more than 64 are wanted they are fetched by rising price, one request each 64, and then sorted: those returned
     * are the cheapest. Should more than 64 have exactly one price, some of them are missed.
     */
    public List<VastOffer> search(VastOfferQuery query) {
        List<VastOffer> found = query.limit() <= MOST_ROWS ? onePage(query) : byPrice(query);
        found.removeIf(offer -> !query.filters().stream().allMatch(filter -> filter.accepts(offer.row())));
        Order order = query.order();
        if (order != null) {
            found.sort(comparator(order));
        }
        return List.copyOf(found.subList(0, Math.min(query.limit(), found.size())));
    }

    /** Returns one offer with the price it has for this much disk, if it is there. */
    public Optional<VastOffer> find(long offerId, VastOfferQuery.Kind kind, double diskGb) {
        VastOfferQuery query = VastOfferQuery.builder()
                .anyOf("verified")
                .anyOf("external")
                .kind(kind)
                .diskGb(diskGb)
                .where("ask_contract_id", Operator.EQ, offerId)
                .build();
        return search(query).stream().filter(offer -> offer.id() == offerId).findFirst();
    }

    private List<VastOffer> onePage(VastOfferQuery query) {
        return new ArrayList<>(fetch(query, List.of(), query.order(), query.limit()));
    }

    private List<VastOffer> byPrice(VastOfferQuery query) {
        Order rising = new Order(PRICE, false);
        Map<Long, VastOffer> found = new LinkedHashMap<>();
        List<VastFilter> floor = List.of();
        while (found.size() < query.limit()) {
            List<VastOffer> page = fetch(query, floor, rising, MOST_ROWS);
            int before = found.size();
            page.forEach(offer -> found.putIfAbsent(offer.id(), offer));
            BigDecimal dearest = page.stream()
                    .map(VastOffer::usdPerHour)
                    .filter(price -> price != null)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            if (page.size() < MOST_ROWS || dearest == null) {
                break;
            }
            // A page of nothing new stands at one price: step over it.
            Operator from = found.size() == before ? Operator.GT : Operator.GTE;
            floor = List.of(new VastFilter(PRICE, from, List.of(dearest)));
        }
        return new ArrayList<>(found.values());
    }

    private List<VastOffer> fetch(VastOfferQuery query, List<VastFilter> more, @Nullable Order order, int rows) {
        ApiCall call = ApiCall.of("POST", List.of("api", "v0", "bundles", ""))
                .withJson(JsonText.of(query.json(more, order, rows)))
                .asQuestion();
        return http.send(VastRoute.SEARCH, call, answer -> {
            if (!answer.has("offers")) {
                throw VastColumns.missing("offers");
            }
            return answer.objects("offers").stream().map(VastOffer::from).toList();
        });
    }

    /** Sorts by number where both are numbers; what does not tell comes last. */
    private static Comparator<VastOffer> comparator(Order order) {
        return (left, right) -> {
            String one = left.field(order.column()).orElse(null);
            String other = right.field(order.column()).orElse(null);
            if (one == null || other == null) {
                return Boolean.compare(one == null, other == null);
            }
            int ascending = VastFilter.compare(one, other);
            return order.descending() ? -ascending : ascending;
        };
    }
}
