package com.dumontcloud.sdk.vast;

import java.time.Duration;

/**
 * The routes of the API that are paced apart from each other, with the least time between two calls.
 *
 * <p>The times are those of the vendor's API reference ("rate limits", 2026-08), which calls them subject to change: see
 * {@link VastOptions.Builder#gap}. Where it names none, a second is taken. The vendor counts per key and address, so other
 * programs of the same account and host use up the same time.
 */
public enum VastRoute {
    /** Searching offers; 10 a minute. */
    SEARCH(6_000),
    /** Renting an offer; after one that came too early, 12 s. */
    CREATE(4_500, 12_000),
    /** A page of the list of machines. */
    LIST(1_000),
    /** Showing one machine. */
    SHOW(2_000),
    /** Start, stop and label. */
    MANAGE(1_000),
    /** Destroying one machine, or several at once. */
    DESTROY(3_000),
    /** Reboot. */
    REBOOT(1_000),
    /** Recycle. */
    RECYCLE(1_000),
    /** Changing a bid. */
    BID(5_500),
    /** Logs of a machine. */
    LOGS(1_000),
    /** Executing one of the three commands. */
    EXECUTE(1_500),
    /** Taking a snapshot of a container. */
    SNAPSHOT(1_000),
    /** The keys of the account. */
    ACCOUNT_KEYS(1_000),
    /** Listing and adding the keys of a machine. */
    MACHINE_KEYS(1_000),
    /** Taking a key from a machine. */
    DETACH_KEY(2_000),
    /** Copying between machines. */
    COPY(3_500),
    /** Copying to and from cloud storage. */
    CLOUD_COPY(1_000),
    /** The account's connections to cloud storage. */
    CONNECTIONS(2_900),
    /** Listing volumes. */
    VOLUMES(5_500),
    /** Searching volumes. */
    SEARCH_VOLUMES(5_500),
    /** Renting a volume. */
    CREATE_VOLUME(5_500),
    /** Deleting a volume. */
    DELETE_VOLUME(5_500),
    /** The account, with its credit. */
    ACCOUNT(1_000),
    /** What was charged. */
    CHARGES(1_000),
    /** Price increases that wait for an answer. */
    PRICE_INCREASES(1_000);

    private final Duration gap;
    private final Duration penalty;

    VastRoute(long gapMillis) {
        this(gapMillis, gapMillis);
    }

    VastRoute(long gapMillis, long penaltyMillis) {
        this.gap = Duration.ofMillis(gapMillis);
        this.penalty = Duration.ofMillis(penaltyMillis);
    }

    /** Returns the least time between two calls, unless the options say otherwise. */
    public Duration gap() {
        return gap;
    }

    /** Returns the least time until the next call after one that came too early. */
    Duration penalty() {
        return penalty;
    }
}
