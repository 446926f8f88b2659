package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Vast answered, and the answer was no, or not one that could be read.
 *
 * <p>The kind says what to do about it; {@link #refusal()} says the same in Vast's own terms.
 */
public final class VastException extends ApiException {

    private static final long serialVersionUID = 1L;

    /** The detail under which a failed create names the machine that it left behind. */
    static final String NEW_CONTRACT = "new_contract";

    private final VastErrorCode refusal;

    VastException(
            Kind kind,
            VastErrorCode refusal,
            String message,
            int status,
            @Nullable String code,
            Map<String, String> details,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(kind, message, status, code, null, details, retryAfter, cause);
        this.refusal = Objects.requireNonNull(refusal, "refusal");
    }

    /** Returns what the refusal means; {@code UNKNOWN} also where the answer could not be read. */
    public VastErrorCode refusal() {
        return refusal;
    }

    /** Returns the machine that a failed create left behind all the same; it bills until it is destroyed. */
    public OptionalLong leftBehind() {
        String id = details().get(NEW_CONTRACT);
        return id == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(id));
    }
}
