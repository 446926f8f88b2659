package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The money of an account. Thread-safe; calls block, and throw {@link com.dumontcloud.sdk.core.error.DumontException}.
 */
public final class VastAccount {

    private static final String CHARGES_PER_PAGE = "500";

    private final VastHttp http;

    VastAccount(VastHttp http) {
        this.http = http;
    }

    /** Returns the prepaid credit that is left, in USD; negative where disks went on billing after it was used up. */
    public BigDecimal creditUsd() {
        ApiCall call = ApiCall.of("GET", List.of("api", "v0", "users", "current"));
        return http.send(VastRoute.ACCOUNT, call, answer -> {
            BigDecimal credit = answer.decimal("credit"); // Not "balance", which is something else.
            if (credit == null) {
                throw VastColumns.missing("credit");
            }
            return credit;
        });
    }

    /**
     * Returns what was charged in a time, day by day, oldest first. The newest days are not final: traffic and the end of a
     * machine are charged later.
     */
    public List<Charge> charges(Instant from, Instant until) {
        ApiCall first = ApiCall.of("GET", VastInstances.path("charges"))
                .withQuery(
                        "select_filters",
                        JsonText.of(Map.of(
                                "day", JsonText.object("gte", from.getEpochSecond(), "lte", until.getEpochSecond()))))
                .withQuery("format", "table")
                .withQuery("latest_first", "false")
                .withQuery("limit", CHARGES_PER_PAGE);
        List<Charge> charges = new ArrayList<>();
        VastPage.each(
                http,
                VastRoute.CHARGES,
                first,
                "results",
                "total",
                page -> page.rows().forEach(row -> charges.add(Charge.from(row))));
        return List.copyOf(charges);
    }

    /** Returns the price increases that hosts ask for and nobody has answered. */
    public List<PriceIncrease> pendingPriceIncreases() {
        ApiCall call = ApiCall.of("GET", VastInstances.path("instances", "pending-price-increases"));
        return http.send(VastRoute.PRICE_INCREASES, call, answer -> {
            if (!answer.contains("pending_price_increases")) {
                throw VastColumns.missing("pending_price_increases");
            }
            return answer.objects("pending_price_increases").stream()
                    .map(PriceIncrease::from)
                    .toList();
        });
    }

    /** Agrees to a price increase: the machine costs more from now on, and its contract goes on. */
    public void accept(PriceIncrease increase) {
        answer("accept-price-increase", increase);
    }

    /** Declines a price increase: the price stays, and the contract ends when the host's term does. */
    public void reject(PriceIncrease increase) {
        answer("reject-price-increase", increase);
    }

    private void answer(String route, PriceIncrease increase) {
        ApiCall call = ApiCall.of("PUT", VastInstances.path("instances", route))
                .withJson(JsonText.of(Map.of("pending_price_increase_id", increase.id())));
        http.send(VastRoute.PRICE_INCREASES, call, accepted -> true);
    }

    /**
     * What something cost on one day. Immutable.
     *
     * @param source such as {@code instance-123}
     * @param type {@code instance}, {@code volume}, {@code serverless} or one of tomorrow
     * @param usd to a thousandth
     * @param from when the day begins
     * @param items what for
     */
    public record Charge(
            @Nullable String source,
            @Nullable String type,
            BigDecimal usd,
            @Nullable Instant from,
            List<Item> items) {

        /** Copies the list. */
        public Charge {
            Objects.requireNonNull(usd, "usd");
            items = List.copyOf(items);
        }

        static Charge from(JsonObject row) {
            BigDecimal start = row.decimal("start");
            return new Charge(
                    row.text("source"),
                    row.text("type"),
                    amount(row),
                    start == null ? null : VastColumns.instant("start", start),
                    row.objects("items").stream().map(Item::from).toList());
        }

        private static BigDecimal amount(JsonObject row) {
            BigDecimal amount = row.decimal("amount");
            if (amount == null) {
                throw VastColumns.missing("amount");
            }
            return amount;
        }
    }

    /**
     * One part of a charge. Immutable.
     *
     * @param type {@code gpu}, {@code disk}, {@code bwd} for downloads, {@code bwu} for uploads, or one of tomorrow
     * @param usd to a thousandth
     * @param description Vast's words
     */
    public record Item(
            @Nullable String type, BigDecimal usd, @Nullable String description) {

        static Item from(JsonObject row) {
            return new Item(row.text("type"), Charge.amount(row), row.text("description"));
        }
    }

    /**
     * A higher price that a host asks for. Immutable.
     *
     * @param id of the question
     * @param machineId which machine
     * @param oldGpuUsdPerHour the price of its GPUs now
     * @param newGpuUsdPerHour the price that is asked for
     */
    public record PriceIncrease(
            long id,
            @Nullable Long machineId,
            @Nullable BigDecimal oldGpuUsdPerHour,
            @Nullable BigDecimal newGpuUsdPerHour) {

        private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);

        static PriceIncrease from(JsonObject row) {
            Long id = row.whole("pending_price_increase_id");
            if (id == null) {
                throw VastColumns.missing("pending_price_increase_id");
            }
            return new PriceIncrease(
                    id,
                    row.whole("contract_id"),
                    hourly(row.decimal("old_gpu_costpersec")),
                    hourly(row.decimal("new_gpu_costpersec")));
        }

        private static @Nullable BigDecimal hourly(@Nullable BigDecimal perSecond) {
            return perSecond == null ? null : perSecond.multiply(SECONDS_PER_HOUR);
        }
    }
}
