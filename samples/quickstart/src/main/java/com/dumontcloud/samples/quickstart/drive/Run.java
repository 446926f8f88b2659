package com.dumontcloud.samples.quickstart.drive;

import com.dumontcloud.samples.quickstart.score.Parking;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.policy.fleet.Account;
import java.time.Duration;
import java.util.List;

/**
 * A fleet in virtual time that somebody can watch: live over HTTP, or replayed in process.
 *
 * <p>For one thread. Closing it ends everything it began and is idempotent.
 */
public interface Run extends AutoCloseable {

    /** Returns how long it lasts in virtual time. */
    Duration length();

    /** Lets virtual time pass. */
    void advance(Duration time);

    /** Returns when its machines are needed. */
    UsageTrace usage();

    /** Returns what was parked so far. */
    List<Parking> parkings();

    /** Returns the engine's own books so far. */
    Account account();

    @Override
    void close();
}
