package com.dumontcloud.sdk.vast;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an account pays for, dearest first.
 *
 * @param lines what it pays for
 * @param creditUsd what it has left; absent when not known
 * @param notes what could not be read
 */
record AuditReport(List<AuditLine> lines, @Nullable BigDecimal creditUsd, List<String> notes) {

    private static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(732);
    private static final String FORMAT = "%-8s %-10s %-20s %-16s %-11s %9s %9s %9s %10s  %s%n";

    AuditReport {
        lines = lines.stream()
                .sorted(Comparator.comparing(AuditReport::now).reversed())
                .toList();
        notes = List.copyOf(notes);
    }

    String table() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                FORMAT,
                "",
                "id",
                "name",
                "what",
                "state",
                "now $/h",
                "run $/h",
                "park $/h",
                "$/month",
                "forgotten?"));
        for (AuditLine line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    FORMAT,
                    line.kind(),
                    line.id(),
                    cut(shown(line.name())),
                    shown(line.what()),
                    line.state(),
                    usd(line.nowUsdPerHour(), 4),
                    usd(line.runningUsdPerHour(), 4),
                    usd(line.parkedUsdPerHour(), 4),
                    usd(monthly(line.nowUsdPerHour()), 2),
                    line.forgotten() == null ? "" : shown(line.forgotten())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nNow %s USD/h, %s USD a month of 732 h; probably forgotten of that: %s USD a month.%n",
                usd(total(false), 4),
                usd(monthly(total(false)), 2),
                usd(monthly(total(true)), 2)));
        if (creditUsd != null) {
            text.append(String.format(Locale.ROOT, "Credit left: %s USD.%n", usd(creditUsd, 2)));
        }
        notes.forEach(note -> text.append(String.format(Locale.ROOT, "Note: %s%n", note)));
        return text.toString();
    }

    String json() {
        List<@Nullable Object> all = new ArrayList<>();
        for (AuditLine line : lines) {
            all.add(JsonText.object(
                    "kind", line.kind(),
                    "id", line.id(),
                    "name", line.name(),
                    "what", line.what(),
                    "state", line.state(),
                    "now_usd_per_hour", line.nowUsdPerHour(),
                    "running_usd_per_hour", line.runningUsdPerHour(),
                    "parked_usd_per_hour", line.parkedUsdPerHour(),
                    "now_usd_per_month", monthly(line.nowUsdPerHour()),
                    "forgotten", line.forgotten()));
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("now_usd_per_hour", total(false));
        json.put("now_usd_per_month", monthly(total(false)));
        json.put("forgotten_usd_per_month", monthly(total(true)));
        json.put("credit_usd", creditUsd);
        json.put("notes", notes);
        json.put("lines", all);
        return JsonText.of(json);
    }

    private BigDecimal total(boolean forgotten) {
        return lines.stream()
                .filter(line -> !forgotten || line.forgotten() != null)
                .map(AuditReport::now)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal now(AuditLine line) {
        return line.nowUsdPerHour() == null ? BigDecimal.ZERO : line.nowUsdPerHour();
    }

    private static @Nullable BigDecimal monthly(@Nullable BigDecimal hourly) {
        return hourly == null ? null : hourly.multiply(HOURS_PER_MONTH);
    }

    private static String usd(@Nullable BigDecimal usd, int digits) {
        return usd == null ? "-" : usd.setScale(digits, RoundingMode.HALF_UP).toPlainString();
    }

    /** Names and reasons are what people and hosts wrote: none of it is to steer the terminal, or to begin a line. */
    private static String shown(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]+", " ");
    }

    private static String cut(String name) {
        return name.length() <= 20 ? name : name.substring(0, 17) + "...";
    }
}
