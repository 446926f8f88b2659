package com.dumontcloud.sdk.policy.endpoint;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One line of the route table. Immutable.
 *
 * @param method which method it takes; GET takes HEAD too
 * @param pattern its segments below the base path; a segment in braces stands for any
 * @param access who may call it
 * @param action what it does
 */
record Route(String method, List<String> pattern, Access access, Action action) {

    /** Returns a route that is answered from memory; what it changes is written down first. */
    static Route of(String method, String path, Access access, Function<Call, ApiResponse> action) {
        return later(method, path, access, call -> CompletableFuture.completedFuture(action.apply(call)));
    }

    /** Returns a route whose answer may take its time. */
    static Route later(String method, String path, Access access, Action action) {
        return new Route(method, List.of(path.split("/", -1)), access, action);
    }

    /** Returns this route, done once for each {@code Idempotency-Key} of each caller. */
    Route once(IdempotentReplies replies) {
        return new Route(method, pattern, access, replies.once(action));
    }

    boolean matches(List<String> segments) {
        if (segments.size() != pattern.size()) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            if (!pattern.get(i).startsWith("{") && !pattern.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean takes(String asked) {
        return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
    }

    /** Who may call a route. */
    enum Access {
        /** Everybody, without a token. */
        ANYBODY,
        /** Whoever has a token that is known here. */
        ANY_TOKEN,
        /** The same; these are heartbeats, and those refused are counted. */
        REPORTER,
        /** Everybody, unless a token was set for this; then whoever has it, and people. */
        METRICS,
        /** People. */
        USER
    }

    /** What a route does. */
    @FunctionalInterface
    interface Action {

        /** Answers the call, or throws or fails with why it cannot; waits for nothing but the store and listeners. */
        CompletableFuture<ApiResponse> answer(Call call);
    }
}
