package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Vast answered, and the answer was no, or not one that could be read.
 *
 * <p>The kind says what to do about it; {@link #refusal()} says the same in Vast's own terms, and {@link #body()} in its words.
 */
public final class VastException extends ApiException {

    private static final long serialVersionUID = 1L;

    /** The detail under which a failed create names the machine that it left behind. */
    static final String NEW_CONTRACT = "new_contract";

    private final VastErrorCode refusal;
    private final @Nullable String body;

    VastException(
            Kind kind,
            VastErrorCode refusal,
            String message,
            int status,
            @Nullable String code,
            Map<String, String> details,
            @Nullable Duration retryAfter,
            @Nullable String body,
            @Nullable Throwable cause) {
        super(kind, message, status, code, null, details, retryAfter, cause);
        this.body = body;
        this.refusal = Objects.requireNonNull(refusal, "refusal");
    }

    /** Returns what the refusal means; {@code UNKNOWN} also where the answer could not be read. */
    public VastErrorCode refusal() {
        return refusal;
    }

    /**
     * Returns the refusal as it came, JSON or not, of which the message holds an excerpt: at most its first 4,096 characters. The key,
     * passwords and variables of the request, and fields that are known for secrets, are blotted out.
     *
     * @return empty where the answer refused nothing but could not be read: it may be rows, which are full of secrets
     */
    public Optional<String> body() {
        return Optional.ofNullable(body);
    }

    /** Returns the machine that a failed create left behind all the same; it bills until it is destroyed. */
    public OptionalLong leftBehind() {
        String id = details().get(NEW_CONTRACT);
        return id == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(id));
    }
}
