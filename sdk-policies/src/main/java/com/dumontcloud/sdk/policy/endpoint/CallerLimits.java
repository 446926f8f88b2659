package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import java.time.Duration;

/**
 * How much callers may ask for: so much that nobody notices who does not guess, or run wild. Whoever shows a right token is served,
 * whatever others at the same address do, such as behind a proxy. Thread-safe.
 */
final class CallerLimits {

    private final RateLimit wrongTokens;
    private final RateLimit people;
    private final RateLimit machines;

    CallerLimits(TimeSource time) {
        this.wrongTokens = new RateLimit(time, 0.5, 60);
        this.people = new RateLimit(time, 2_000, 10_000);
        this.machines = new RateLimit(time, 20, 1_200);
    }

    /** Returns how to refuse somebody whose token is wrong: as that, or as too many of that from this address, where it is known. */
    ApiFailure wrongToken(ApiRequest request, ApiFailure refusal) {
        Duration wait = request.client().isEmpty() ? Duration.ZERO : wrongTokens.take(request.client());
        return wait.isZero()
                ? refusal
                : ApiFailure.tooMany("too many requests without a token that is known here; mend the token", wait);
    }

    /**
     * Counts a request. What people's tokens report is not counted: a program with one may report for a whole fleet.
     *
     * @throws ApiFailure 429 where that was too many
     */
    void count(Caller caller, Access access) {
        if (caller.machine() == null && access == Access.REPORTER) {
            return;
        }
        Duration wait = (caller.machine() == null ? people : machines).take(caller.name());
        if (!wait.isZero()) {
            throw ApiFailure.tooMany("too many requests with this token; ask for less, or less often", wait);
        }
    }
}
