package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.ErrorCodec;
import com.dumontcloud.sdk.core.wire.ErrorDocument;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error. It is data about a caller, not a failure of ours, and has no stack trace. */
final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> details;
    private final transient Map<String, String> headers;

    private ApiFailure(
            int status, String code, String message, Map<String, String> details, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    static ApiFailure of(int status, String code, String message) {
        return new ApiFailure(status, code, message, Map.of(), Map.of());
    }

    static ApiFailure of(int status, String code, String message, Map<String, String> details) {
        return new ApiFailure(status, code, message, details, Map.of());
    }

    static ApiFailure of(Problem problem, @Nullable String field, String message) {
        Map<String, String> details = field == null ? Map.of() : Map.of("field", field);
        return problem == Problem.MALFORMED
                ? new ApiFailure(400, "malformed", message, details, Map.of())
                : new ApiFailure(422, "out_of_range", message, details, Map.of());
    }

    /**
     * Returns the refusal of several values.
     *
     * @param problems what is wrong, by the path of the field; the first is the one that {@code field} names
     */
    static ApiFailure outOfRange(String message, Map<String, String> problems) {
        Map<String, String> details = new LinkedHashMap<>(problems);
        details.putIfAbsent("field", problems.keySet().iterator().next());
        return new ApiFailure(422, "out_of_range", message, details, Map.of());
    }

    static ApiFailure unauthenticated(String message) {
        return new ApiFailure(401, "unauthenticated", message, Map.of(), Map.of("WWW-Authenticate", "Bearer"));
    }

    static ApiFailure methodNotAllowed(String method, String allowed) {
        return new ApiFailure(
                405,
                "method_not_allowed",
                "this route does not take " + method + "; it takes " + allowed,
                Map.of("allowed", allowed),
                Map.of("Allow", allowed));
    }

    static ApiFailure upgradeRequired() {
        return new ApiFailure(
                426,
                "websocket_required",
                "this route speaks WebSocket only; ask for it by Connection: Upgrade and Upgrade: websocket",
                Map.of(),
                Map.of("Upgrade", "websocket", "Connection", "Upgrade"));
    }

    static ApiFailure unknownInstance(MachineId id) {
        return new ApiFailure(
                404,
                "unknown_instance",
                "no instance is called " + id
                        + " here. Check the id, or register it first: POST /api/v1/agent/instances"
                        + " with {\"instance_id\":\"" + id + "\"} and a user token",
                Map.of("instance_id", id.value()),
                Map.of());
    }

    static ApiFailure unavailable(String message, Duration retryAfter) {
        return new ApiFailure(
                503,
                "unavailable",
                message,
                Map.of(),
                Map.of("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds()))));
    }

    static ApiFailure tooMany(String message, Duration retryAfter) {
        long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
        return new ApiFailure(
                429, "rate_limited", message, Map.of(), Map.of("Retry-After", Long.toString(Math.max(1, seconds))));
    }

    /** Says to the caller what the engine said to us. */
    static ApiFailure of(DumontException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure.kind().leavesOutcomeUnknown()) {
            return unavailable(
                    "the provider failed, not this server, and may work again in a while: " + message,
                    Duration.ofSeconds(5));
        }
        return switch (failure.kind()) {
            case INVALID_REQUEST -> of(400, "malformed", message);
            case NOT_FOUND -> of(404, "not_found", message);
            case CONFLICT -> of(409, "state_conflict", message);
            case INSUFFICIENT_CREDIT -> of(402, "insufficient_credit", message);
            case RATE_LIMITED -> tooMany(message, Duration.ofSeconds(30));
            case UNAVAILABLE -> unavailable(message, Duration.ofSeconds(5));
            default -> of(500, "internal_error", message);
        };
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    ApiResponse response(String requestId) {
        ErrorDocument document = new ErrorDocument(code, getMessage(), details, requestId);
        return ApiResponse.json(status, ErrorCodec.encode(document)).with(headers);
    }
}
