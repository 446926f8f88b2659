package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Searches of what can be rented: filtered, ordered, and of no more than 64 rows. Guarded by its simulator. */
final class MarketRoutes {

    /** Whatever is asked for, as seen live. */
    private static final int MOST_ROWS = 64;

    /** The first of {@code [["dph_total","asc"]]}. */
    private static final Pattern ORDER = Pattern.compile("\\[\\[\"(\\w+)\",\"(asc|desc)\"]");

    private static final double DISK_WHERE_NONE_IS_NAMED = 5;

    private final VastSimulator vast;
    private boolean filtersCount = true;

    MarketRoutes(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "POST",
                        "/api/v0/bundles/",
                        Call.SEARCH,
                        VastScope.MISC,
                        (request, path) -> offers(request.body())),
                Route.of(
                        "PUT",
                        "/api/v0/search/asks/",
                        Call.SEARCH,
                        VastScope.MISC,
                        (request, path) ->
                                offers(Objects.requireNonNullElse(request.body().object("q"), request.body()))),
                Route.of(
                        "POST",
                        "/api/v0/volumes/search/",
                        Call.OTHER,
                        VastScope.MISC,
                        (request, path) -> answer(request.body(), vast.freeVolumes())));
    }

    /** As seen live, conditions are not always kept. */
    void heedFilters(boolean heed) {
        filtersCount = heed;
    }

    private Answer offers(JsonObject asked) {
        boolean byBid = "bid".equals(asked.text("type"));
        double disk = Objects.requireNonNullElse(asked.number("allocated_storage"), DISK_WHERE_NONE_IS_NAMED);
        return answer(
                asked, vast.free().stream().map(offer -> offer.row(disk, byBid)).toList());
    }

    private Answer answer(JsonObject asked, List<Map<String, @Nullable Object>> all) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> row : all) {
            boolean fits = RowFilter.accepts(asked, withAskedOnly(row));
            if (fits || !filtersCount) {
                rows.add(row);
            }
        }
        sort(rows, asked);
        Long limit = asked.whole("limit");
        long most = limit == null || limit <= 0 ? MOST_ROWS : Math.min(limit, MOST_ROWS);
        return Answer.of(Map.of("offers", rows.subList(0, (int) Math.min(rows.size(), most))));
    }

    /** Columns that can be asked, and that no row shows in the same way. */
    private static Map<String, @Nullable Object> withAskedOnly(Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(row);
        more.put("verified", "verified".equals(row.get("verification")));
        more.put("external", Boolean.TRUE.equals(row.get("external")));
        more.putIfAbsent("rentable", true);
        return more;
    }

    private static void sort(List<Map<String, @Nullable Object>> rows, JsonObject asked) {
        Matcher order = ORDER.matcher(Objects.requireNonNullElse(asked.textOrJson("order"), ""));
        if (!order.lookingAt()) {
            return;
        }
        String column = order.group(1);
        Comparator<Map<String, @Nullable Object>> rising =
                (left, right) -> RowFilter.compare(String.valueOf(left.get(column)), String.valueOf(right.get(column)));
        rows.sort(order.group(2).equals("desc") ? rising.reversed() : rising);
    }
}
