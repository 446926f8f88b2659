package com.dumontcloud.sdk.agent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which machine a reporter runs on. Immutable; every part may be absent.
 *
 * @param hostname its own name
 * @param bootId the kernel's id of this boot
 * @param uptime how long ago it booted
 */
public record HostFacts(
        @Nullable String hostname,
        @Nullable String bootId,
        @Nullable Duration uptime) {

    /** Nothing known. */
    public static final HostFacts UNKNOWN = new HostFacts(null, null, null);
}
