package com.dumontcloud.sdk.core.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who uses a machine, and until when it is theirs unless they say so again: what {@link MachineProvider#LEASE_LABEL} holds, so
 * that any later process knows what a program that died has left behind. Immutable.
 *
 * <p>The text is {@code OWNER@UNTIL+RENEWED}, for example {@code train-7@2026-01-05T12:00:00Z+PT10M}, with {@code +scratch} at
 * its end where whatever is on the machine's disk may go with it.
 *
 * @param owner names one lease of one program; 1 to 20 of {@code A-Z a-z 0-9 . _ -}
 * @param until the end by the wall clock, UTC, to the second; that instant is not covered any more
 * @param renewedEvery how often its owner writes it anew while it lives, to the second, 1 s to 24 h: a lease that was seen to
 *     stand still for longer is not being renewed, whatever the clocks of two hosts say
 * @param scratch whether its owner said that whatever is on the disk may go with the machine
 */
public record OwnerLease(String owner, Instant until, Duration renewedEvery, boolean scratch) {

    /**
     * The environment variable by which what runs on a machine knows that it was rented under a lease; its value names the owner.
     * An agent that finds it set turns its dead-man switch on by default.
     */
    public static final String VARIABLE = "DUMONT_OWNER_LEASE";

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Pattern TEXT = Pattern.compile(
            "([A-Za-z0-9._-]{1,20})@(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)\\+(PT[0-9HMS]{2,12})(\\+scratch)?");

    /**
     * Checks that it can be written and read again, and leaves fractions of a second out.
     *
     * @throws IllegalArgumentException if the owner is too long or has other characters, the end is not in the years 0 to 9999,
     *     or the time between renewals is out of its range
     */
    public OwnerLease {
        Objects.requireNonNull(owner, "owner");
        until = until.truncatedTo(ChronoUnit.SECONDS);
        renewedEvery = renewedEvery.truncatedTo(ChronoUnit.SECONDS);
        if (renewedEvery.isNegative() || renewedEvery.isZero() || renewedEvery.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("renewedEvery is " + renewedEvery + "; it must be 1 s to 24 h");
        }
        String text = text(owner, until, renewedEvery, scratch);
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("lease " + text
                    + ": its owner must be 1 to 20 of A-Z a-z 0-9 . _ - and its end in the years 0 to 9999");
        }
    }

    /**
     * Returns the lease with this text; empty where it is none of ours. What cannot be read is no lease that has run out: it
     * says nothing.
     */
    public static Optional<OwnerLease> parse(String text) {
        Matcher lease = TEXT.matcher(text);
        if (!lease.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OwnerLease(
                    lease.group(1),
                    Instant.parse(lease.group(2)),
                    Duration.parse(lease.group(3)),
                    lease.group(4) != null));
        } catch (DateTimeException | IllegalArgumentException noSuchTime) {
            return Optional.empty();
        }
    }

    /** Returns the label that holds it. */
    public Label label() {
        return new Label(MachineProvider.LEASE_LABEL, text(owner, until, renewedEvery, scratch));
    }

    /** Returns this lease with another end. */
    public OwnerLease withUntil(Instant end) {
        return new OwnerLease(owner, end, renewedEvery, scratch);
    }

    /** Returns whether it is in force at this time. */
    public boolean coversAt(Instant wall) {
        return wall.isBefore(until);
    }

    private static String text(String owner, Instant until, Duration renewedEvery, boolean scratch) {
        return owner + "@" + until + "+" + renewedEvery + (scratch ? "+scratch" : "");
    }
}
