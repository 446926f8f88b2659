package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets a caller who did not get the reply ask again without doing the thing twice: under one {@code Idempotency-Key} the first
 * reply is given again for a day. A call that failed may be tried again under its key.
 *
 * <p>Replies are kept in memory only; some hold a token, which is the point. Thread-safe: of two calls under keys at one time
 * the second waits for the first.
 */
final class IdempotentReplies {

    static final String HEADER = "Idempotency-Key";

    private static final Duration KEPT = Duration.ofHours(24);
    /** Beyond this the oldest are forgotten sooner. */
    private static final int MOST = 10_000;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final TimeSource time;
    private final Map<String, Kept> replies = new LinkedHashMap<>();

    IdempotentReplies(TimeSource time) {
        this.time = time;
    }

    /** Returns an action that is done once for each key of each caller. */
    Route.Action once(Route.Action action) {
        return call -> answer(call, action);
    }

    private ApiResponse answer(Call call, Route.Action action) {
        String key = call.request().header(HEADER);
        if (key == null) {
            return action.answer(call);
        }
        if (!KEY.matcher(key).matches()) {
            throw ApiFailure.of(
                    400, "malformed", "the " + HEADER + " must be 1 to 255 visible ASCII characters without blanks");
        }
        return answer(call.caller().name() + " " + key, fingerprint(call), call, action);
    }

    private synchronized ApiResponse answer(String key, String fingerprint, Call call, Route.Action action) {
        long now = time.mono();
        replies.values().removeIf(kept -> now - kept.atNanos() >= KEPT.toNanos());
        Kept kept = replies.get(key);
        if (kept != null && !kept.fingerprint().equals(fingerprint)) {
            throw ApiFailure.of(
                    422,
                    "idempotency_key_reused",
                    "this " + HEADER + " came with another request before; use a new one");
        }
        if (kept != null) {
            return kept.reply();
        }
        ApiResponse reply = action.answer(call);
        if (replies.size() >= MOST) {
            replies.remove(replies.keySet().iterator().next());
        }
        replies.put(key, new Kept(fingerprint, reply, now));
        return reply;
    }

    private static String fingerprint(Call call) {
        MessageDigest digest = Tokens.newSha256();
        for (@Nullable
        String part : Arrays.asList(
                call.request().method(),
                call.request().rawPath(),
                call.request().rawQuery())) {
            digest.update(Tokens.utf8(part == null ? "" : part));
            digest.update((byte) '\n');
        }
        return HexFormat.of().formatHex(digest.digest(call.request().sharedBody()));
    }

    private record Kept(String fingerprint, ApiResponse reply, long atNanos) {}
}
