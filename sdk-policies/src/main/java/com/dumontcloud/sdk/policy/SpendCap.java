package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The most that some machines may cost in a day, a month or ever. People are told at 50, 80, 95 and 100 percent; at 100 the
 * machines are stopped with their disks kept, and are not woken before the period ends or the cap is raised.
 *
 * <p>What counts is what providers bill, parked storage included, from the moment the cap is set or the period begins, whichever is
 * later; {@link Period#TOTAL} counts all that a machine ever cost. Immutable.
 *
 * @param coverage whose costs count, and who is stopped
 * @param usd how much, more than zero
 * @param period in which time
 * @param zone whose midnight ends a day or a month
 */
public record SpendCap(Coverage coverage, BigDecimal usd, Period period, ZoneId zone) {

    /** Checks the amount. */
    public SpendCap {
        Objects.requireNonNull(coverage, "coverage");
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(zone, "zone");
        if (usd.signum() <= 0) {
            throw new IllegalArgumentException("a spend cap of " + usd + " USD; it must be more than 0");
        }
    }

    /** Returns a cap on all machines together, by UTC. */
    public static SpendCap ofFleet(String usd, Period period) {
        return new SpendCap(new WholeFleet(), new BigDecimal(usd), period, ZoneOffset.UTC);
    }

    /** Returns a cap on all machines with a label together, by UTC. */
    public static SpendCap ofLabel(String key, String value, String usd, Period period) {
        return new SpendCap(new Label(key, value), new BigDecimal(usd), period, ZoneOffset.UTC);
    }

    /** Returns a cap on one machine, by UTC. */
    public static SpendCap ofMachine(MachineId id, String usd, Period period) {
        return new SpendCap(new OneMachine(id), new BigDecimal(usd), period, ZoneOffset.UTC);
    }

    /** Returns this cap by the calendar of a zone. */
    public SpendCap in(ZoneId other) {
        return new SpendCap(coverage, usd, period, other);
    }

    /** Returns what tells it from every other cap: the same machines and period, whatever the amount. */
    public String key() {
        return coverage.text() + " " + period.text();
    }

    /** Whose costs a cap counts. */
    public sealed interface Coverage {

        /** Returns whether a machine is one of those. */
        boolean includes(MachineProfile machine);

        /** Returns it for people, the same for no other coverage. */
        String text();
    }

    /** Every machine. */
    public record WholeFleet() implements Coverage {

        @Override
        public boolean includes(MachineProfile machine) {
            return true;
        }

        @Override
        public String text() {
            return "the fleet";
        }
    }

    /**
     * Every machine with a label.
     *
     * @param key the label
     * @param value its value
     */
    public record Label(String key, String value) implements Coverage {

        /** Checks that nothing is missing. */
        public Label {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public boolean includes(MachineProfile machine) {
            return value.equals(machine.labels().get(key));
        }

        @Override
        public String text() {
            return "label " + key + "=" + value;
        }
    }

    /**
     * One machine.
     *
     * @param id which
     */
    public record OneMachine(MachineId id) implements Coverage {

        /** Checks that nothing is missing. */
        public OneMachine {
            Objects.requireNonNull(id, "id");
        }

        @Override
        public boolean includes(MachineProfile machine) {
            return machine.id().equals(id);
        }

        @Override
        public String text() {
            return "machine " + id;
        }
    }

    /** In which time. */
    public enum Period {
        /** From midnight to midnight. */
        DAY,
        /** From the first of a month to the next. */
        MONTH,
        /** Ever. */
        TOTAL;

        /** Returns when the period began that contains this instant; {@link Instant#EPOCH} for {@link #TOTAL}. */
        public Instant startOf(Instant instant, ZoneId zone) {
            LocalDate day = LocalDate.ofInstant(instant, zone);
            return switch (this) {
                case DAY -> day.atStartOfDay(zone).toInstant();
                case MONTH -> day.withDayOfMonth(1).atStartOfDay(zone).toInstant();
                case TOTAL -> Instant.EPOCH;
            };
        }

        /** Returns when the period ends that began at this instant; absent for {@link #TOTAL}. */
        public @Nullable Instant endOf(Instant start, ZoneId zone) {
            ZonedDateTime began = start.atZone(zone);
            return switch (this) {
                case DAY -> began.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
                case MONTH ->
                    began.toLocalDate().plusMonths(1).atStartOfDay(zone).toInstant();
                case TOTAL -> null;
            };
        }

        /** Returns the word used on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
