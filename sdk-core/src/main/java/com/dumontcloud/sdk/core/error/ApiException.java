package com.dumontcloud.sdk.core.error;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The other side answered, and the answer was no, or not one that could be read.
 *
 * <p>Calls that got no answer at all throw a plain {@link DumontException} of kind {@code NETWORK} or {@code TIMEOUT}.
 */
public class ApiException extends DumontException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String code;
    private final @Nullable String requestId;
    private final Map<String, String> details;
    private final @Nullable Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param kind what went wrong
     * @param message what was attempted, what came back and what to do about it
     * @param status the HTTP status
     * @param code the other side's own word for it
     * @param requestId what the other side calls this request
     * @param details facts by name; copied
     * @param retryAfter how long the other side asks to wait
     * @param cause what could not be read, where that is the trouble
     */
    public ApiException(
            Kind kind,
            String message,
            int status,
            @Nullable String code,
            @Nullable String requestId,
            Map<String, String> details,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(kind, message, cause);
        this.status = status;
        this.code = code;
        this.requestId = requestId;
        this.details = Map.copyOf(details);
        this.retryAfter = retryAfter;
    }

    /** Returns the HTTP status, 200 to 599. */
    public int status() {
        return status;
    }

    /** Returns the other side's own word for it, such as {@code unknown_instance}; absent where it gave none. */
    public @Nullable String code() {
        return code;
    }

    /** Returns what the other side calls this request; quote it when asking there. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Returns facts by name, such as {@code field} and {@code range}; possibly empty. */
    public Map<String, String> details() {
        return details;
    }

    /** Returns how long the other side asks to wait before the next call; absent where it did not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
