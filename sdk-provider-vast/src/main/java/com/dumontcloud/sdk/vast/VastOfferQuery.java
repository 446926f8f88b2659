package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.vast.VastFilter.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which offers are wanted, and in which order. Immutable.
 *
 * <p>Defaults: on demand; verified, rentable and not external; 5 GB of disk in the price; the best score first; 64 offers.
 */
public final class VastOfferQuery {

    /** As many offers as one query may want. */
    static final int MOST_OFFERS = 1_000;

    private final Kind kind;
    private final List<VastFilter> filters;
    private final double diskGb;
    private final int limit;
    private final @Nullable Order order;

    private VastOfferQuery(Builder builder) {
        this.kind = builder.kind;
        this.filters = List.copyOf(builder.filters);
        this.diskGb = builder.diskGb;
        this.limit = builder.limit;
        this.order = builder.order;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the conditions of a text as Vast's own command line takes it, such as
     * {@code gpu_name=RTX_4090 num_gpus>=2 gpu_ram>=24 geolocation in [US,CA]}: an underscore in a value stands for a space,
     * memory is in GB, and {@code =any} takes a default condition away.
     *
     * @throws IllegalArgumentException if the text cannot be read
     */
    public static Builder parse(String text) {
        Builder builder = new Builder();
        new VastQueryText(text).into(builder);
        return builder;
    }

    Kind kind() {
        return kind;
    }

    List<VastFilter> filters() {
        return filters;
    }

    int limit() {
        return limit;
    }

    @Nullable
    Order order() {
        return order;
    }

    /** Returns the request for one page. */
    Map<String, @Nullable Object> json(List<VastFilter> more, @Nullable Order by, int rows) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        List<VastFilter> all = new ArrayList<>(filters);
        all.addAll(more);
        for (VastFilter filter : all) {
            // Two bounds of one column stand in one object.
            Map<String, @Nullable Object> bounds = new LinkedHashMap<>();
            if (json.get(filter.column()) instanceof Map<?, ?> before) {
                before.forEach((word, value) -> bounds.put(String.valueOf(word), value));
            }
            bounds.putAll(filter.json());
            json.put(filter.column(), bounds);
        }
        json.put("type", kind.word());
        if (by != null) {
            json.put("order", List.of(List.of(by.column(), by.descending() ? "desc" : "asc")));
        }
        json.put("limit", rows);
        json.put("allocated_storage", diskGb);
        return json;
    }

    /** The ways to rent. */
    public enum Kind {
        /** For as long as one likes, at a fixed price. */
        ON_DEMAND("on-demand"),
        /** By a bid, until somebody bids more. */
        BID("bid"),
        /** Paid in advance. */
        RESERVED("reserved");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** A column to sort by. */
    record Order(String column, boolean descending) {}

    /** Collects conditions. Not thread-safe. */
    public static final class Builder {

        private final List<VastFilter> filters = new ArrayList<>();
        private Kind kind = Kind.ON_DEMAND;
        private double diskGb = 5;
        private int limit = VastOffers.MOST_ROWS;
        private @Nullable Order order;

        private Builder() {
            where("verified", Operator.EQ, true);
            where("external", Operator.EQ, false);
            where("rentable", Operator.EQ, true);
        }

        /** Sets how to rent, on which the prices depend. Default: on demand. */
        public Builder kind(Kind kind) {
            this.kind = Objects.requireNonNull(kind, "kind");
            return this;
        }

        /**
         * Adds a condition; one of the same column and operator, or on a column with a default, is replaced. The {@code id} of
         * an offer is asked for by {@code ask_contract_id}, since Vast finds nothing by {@code id}.
         *
         * @throws IllegalArgumentException as {@link VastFilter} says
         */
        public Builder where(String column, Operator operator, Object... values) {
            String asked = column.equals("id") ? "ask_contract_id" : column;
            VastFilter added = new VastFilter(asked, operator, List.of(values));
            boolean bound = operator.isBound();
            filters.removeIf(filter -> filter.column().equals(asked)
                    && (!bound || !filter.operator().isBound() || filter.operator() == operator));
            filters.add(added);
            return this;
        }

        /** Takes every condition on a column away, the default one included. */
        public Builder anyOf(String column) {
            filters.removeIf(filter -> filter.column().equals(column));
            return this;
        }

        /** Sets how much disk the price includes, in GB, more than 0: say what you will rent, or the price lies. */
        public Builder diskGb(double diskGb) {
            this.diskGb = diskGb;
            return this;
        }

        /** Sets a column to sort by, in place of Vast's own score. */
        public Builder orderBy(String column, boolean descending) {
            this.order = new Order(Objects.requireNonNull(column, "column"), descending);
            return this;
        }

        /** Sets how many offers are wanted, 1 to 1,000; each 64 cost a request, 6 s apart. Default: 64. */
        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws IllegalArgumentException if disk or limit are out of range
         */
        public VastOfferQuery build() {
            if (!(diskGb > 0) || diskGb > 1e6 || limit < 1 || limit > MOST_OFFERS) {
                throw new IllegalArgumentException("disk of " + diskGb + " GB, limit " + limit
                        + ": the disk must be more than 0, the limit 1 to " + MOST_OFFERS);
            }
            return new VastOfferQuery(this);
        }
    }
}
