package com.dumontcloud.sdk.policy.endpoint;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names requests: by the caller's own {@code X-Request-Id} where it is one that can stand in a log, so that both sides' logs
 * meet, else by a number under a random prefix. Thread-safe.
 */
final class RequestIds {

    static final String HEADER = "X-Request-Id";

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final String prefix;
    private final AtomicLong number = new AtomicLong();

    RequestIds(Random random) {
        this.prefix = Integer.toHexString(random.nextInt()) + "-";
    }

    String of(@Nullable String callersOwn) {
        return callersOwn != null && SANE.matcher(callersOwn).matches()
                ? callersOwn
                : prefix + number.incrementAndGet();
    }
}
