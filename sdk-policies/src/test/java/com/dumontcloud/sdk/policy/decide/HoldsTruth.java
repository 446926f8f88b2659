package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.KeepAlive;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** What people asked for: until when a machine is to be left alone, recomputed from what they said. */
final class HoldsTruth {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Instant idleUntil = Instant.MIN;
    private Instant orphanUntil = Instant.MIN;
    private Instant exemptUntil = Instant.MIN;
    private int protectedMinutes;

    /** A keep-alive never shortens another; an exemption takes the place of the one before. */
    void takeIn(Step step) {
        Instant now = wall(step.second());
        if (step instanceof Step.Kept kept) {
            Instant until = now.plus(shorter(kept.length(), Duration.ofHours(24)));
            idleUntil = later(idleUntil, until);
            orphanUntil = kept.scope() == KeepAlive.Scope.IDLE_AND_ORPHAN ? later(orphanUntil, until) : orphanUntil;
        } else if (step instanceof Step.Revoked) {
            idleUntil = Instant.MIN;
            orphanUntil = Instant.MIN;
        } else if (step instanceof Step.Exempt exempt) {
            exemptUntil = now.plus(shorter(exempt.length(), Duration.ofDays(30)));
        } else if (step instanceof Step.Unexempt) {
            exemptUntil = Instant.MIN;
        } else if (step instanceof Step.Protected hours) {
            protectedMinutes = hours.minutes();
        }
    }

    boolean coverIdleness(long second) {
        return wall(second).isBefore(idleUntil);
    }

    boolean coverSilence(long second) {
        return wall(second).isBefore(orphanUntil);
    }

    /** Exempt, or within its protected hours: the first minutes of each even hour. */
    boolean coverEverything(long second) {
        ZonedDateTime wall = wall(second).atZone(ZoneOffset.UTC);
        return wall(second).isBefore(exemptUntil) || (wall.getHour() % 2 == 0 && wall.getMinute() < protectedMinutes);
    }

    private static Instant wall(long second) {
        return START.plusSeconds(second);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
