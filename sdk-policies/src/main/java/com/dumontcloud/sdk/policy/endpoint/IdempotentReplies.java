package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets a caller who did not get the reply ask again without doing the thing twice: under one {@code Idempotency-Key} the first
 * reply is given again for a day, also to a call that comes before it is there. A call that failed may be tried again under its
 * key.
 *
 * <p>Replies are kept in memory only; some hold a token, which is the point. Thread-safe.
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

    private CompletableFuture<ApiResponse> answer(Call call, Route.Action action) {
        String key = call.request().header(HEADER);
        if (key == null) {
            return action.answer(call);
        }
        if (!KEY.matcher(key).matches()) {
            throw ApiFailure.of(
                    400, "malformed", "the " + HEADER + " must be 1 to 255 visible ASCII characters without blanks");
        }
        String callersKey = call.caller().name() + " " + key;
        Kept fresh = new Kept(fingerprint(call), new CompletableFuture<>(), time.mono());
        Kept first = keep(callersKey, fresh);
        if (first != null) {
            return first.reply();
        }
        return attempt(call, action).whenComplete((reply, failure) -> {
            if (failure != null) {
                forget(callersKey, fresh);
                fresh.reply().completeExceptionally(failure);
            } else {
                fresh.reply().complete(reply);
            }
        });
    }

    private static CompletableFuture<ApiResponse> attempt(Call call, Route.Action action) {
        try {
            return action.answer(call);
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Keeps this under the key, unless something was kept before, which is returned. */
    private @Nullable Kept keep(String key, Kept fresh) {
        synchronized (replies) {
            replies.values().removeIf(kept -> fresh.atNanos() - kept.atNanos() >= KEPT.toNanos());
            Kept kept = replies.get(key);
            if (kept != null && !kept.fingerprint().equals(fresh.fingerprint())) {
                throw reused();
            }
            if (kept == null) {
                if (replies.size() >= MOST) {
                    replies.remove(replies.keySet().iterator().next());
                }
                replies.put(key, fresh);
            }
            return kept;
        }
    }

    private void forget(String key, Kept failed) {
        synchronized (replies) {
            replies.remove(key, failed);
        }
    }

    static ApiFailure reused() {
        return ApiFailure.of(
                422, "idempotency_key_reused", "this " + HEADER + " came with another request before; use a new one");
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

    private record Kept(String fingerprint, CompletableFuture<ApiResponse> reply, long atNanos) {}
}
