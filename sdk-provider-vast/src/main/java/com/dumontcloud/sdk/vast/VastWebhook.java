package com.dumontcloud.sdk.vast;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a webhook is Vast's. Immutable and thread-safe; does not block.
 *
 * <p>Vast may send an event more than once: drop what you have seen by the header {@value #EVENT_ID}.
 */
public final class VastWebhook {

    /** The header with the signature. */
    public static final String SIGNATURE = "X-Vast-Signature-256";
    /** The header with the time of sending, in seconds since 1970. */
    public static final String TIMESTAMP = "X-Vast-Timestamp";
    /** The header with the id of the event. */
    public static final String EVENT_ID = "X-Vast-Event-Id";

    /** Older ones may be a recording that somebody plays back; the vendor's guide names this limit. */
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private static final String PREFIX = "sha256=";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    private VastWebhook(SecretKeySpec secret) {
        this.secret = secret;
    }

    /** Returns a check with the secret that Vast showed when the webhook was made. */
    public static VastWebhook withSecret(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty; anybody could sign with it");
        }
        return new VastWebhook(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    }

    /**
     * Returns whether this body was signed with the secret at most 300 s ago, or ahead, by your clock. Takes equally long
     * wherever a signature is wrong.
     *
     * @param timestamp the header {@value #TIMESTAMP}; absent where there is none
     * @param signature the header {@value #SIGNATURE}; absent where there is none
     * @param body as it came, before anything is parsed
     */
    public boolean isGenuine(@Nullable String timestamp, @Nullable String signature, byte[] body, Instant now) {
        Objects.requireNonNull(body, "body");
        if (timestamp == null || signature == null || !timestamp.matches("\\d{1,11}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now);
        boolean fresh = age.abs().compareTo(OLDEST) <= 0;
        byte[] expected = (PREFIX + HexFormat.of().formatHex(sign(timestamp, body))).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, signature.strip().getBytes(StandardCharsets.UTF_8)) && fresh;
    }

    @Override
    public String toString() {
        return "Vast webhook (secret hidden)";
    }

    private byte[] sign(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, impossible);
        }
    }
}
