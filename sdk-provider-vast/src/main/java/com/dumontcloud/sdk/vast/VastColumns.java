package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * The types of the columns that are read, so that a row of another shape is found out when it arrives and not when somebody
 * asks it. Each may be missing or null.
 */
final class VastColumns {

    static final VastColumns INSTANCE = new VastColumns(
            List.of(
                    "actual_status",
                    "intended_status",
                    "cur_state",
                    "next_state",
                    "status_msg",
                    "label",
                    "gpu_name",
                    "geolocation",
                    "image_uuid",
                    "image_runtype",
                    "public_ipaddr",
                    "ssh_host"),
            List.of(
                    "min_bid",
                    "dph_total",
                    "storage_total_cost",
                    "storage_cost",
                    "disk_space",
                    "num_gpus",
                    "gpu_ram",
                    "gpu_util",
                    "ssh_port"),
            List.of("id", "machine_id"),
            List.of("is_bid"),
            List.of("start_date", "end_date"));

    static final VastColumns OFFER = new VastColumns(
            List.of("gpu_name", "geolocation", "verification"),
            List.of(
                    "num_gpus",
                    "gpu_ram",
                    "dph_total",
                    "min_bid",
                    "storage_cost",
                    "disk_space",
                    "reliability2",
                    "inet_up",
                    "inet_down",
                    "inet_up_cost",
                    "inet_down_cost"),
            List.of("id", "ask_contract_id", "machine_id", "host_id"),
            List.of("rentable", "is_bid"),
            List.of("end_date"));

    private final List<String> texts;
    private final List<String> numbers;
    private final List<String> wholes;
    private final List<String> flags;
    private final List<String> times;

    private VastColumns(
            List<String> texts, List<String> numbers, List<String> wholes, List<String> flags, List<String> times) {
        this.texts = texts;
        this.numbers = numbers;
        this.wholes = wholes;
        this.flags = flags;
        this.times = times;
    }

    /** Throws what names the first column that is of another type. */
    void check(JsonObject row) {
        texts.forEach(row::checkText);
        numbers.forEach(row::checkDecimal);
        wholes.forEach(row::whole);
        flags.forEach(row::flag);
        for (String time : times) {
            BigDecimal seconds = row.decimal(time);
            if (seconds != null) {
                instant(time, seconds);
            }
        }
    }

    /** Returns the moment that lies this many seconds after the epoch; Vast gives fractions. */
    static Instant instant(String name, BigDecimal seconds) {
        try {
            long whole = seconds.longValue();
            long nanos = seconds.subtract(BigDecimal.valueOf(whole))
                    .movePointRight(9)
                    .longValue();
            return Instant.ofEpochSecond(whole, nanos);
        } catch (DateTimeException | ArithmeticException beyondTime) {
            throw new DumontException(Kind.INVALID_ANSWER, "field " + name + " must be seconds since 1970", beyondTime);
        }
    }

    static DumontException missing(String name) {
        return new DumontException(Kind.INVALID_ANSWER, "the field " + name + " is missing");
    }
}
