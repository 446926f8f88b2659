package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers by their {@code Authorization} header. People's tokens are kept as hashes, and every one of them is compared in
 * full each time, so that the time it takes says nothing about any. Thread-safe.
 */
final class Tokens {

    private static final String SCHEME = "Bearer ";
    /** Longer than any token; what is longer need not be hashed. */
    static final int LONGEST = 1024;

    private final List<byte[]> userHashes;
    private final List<byte[]> metricsHashes;
    private final Function<String, Optional<MachineId>> machineOf;

    Tokens(
            Collection<String> userTokens,
            Collection<String> metricsTokens,
            Function<String, Optional<MachineId>> machineOf) {
        this.userHashes = userTokens.stream().map(Tokens::sha256).toList();
        this.metricsHashes = metricsTokens.stream().map(Tokens::sha256).toList();
        this.machineOf = machineOf;
    }

    /** Returns whether the metrics page is for everybody. */
    boolean areMetricsPublic() {
        return metricsHashes.isEmpty();
    }

    /** Returns whether the header carries a token that was set for the metrics page alone. */
    boolean opensMetrics(@Nullable String authorization) {
        return isAmong(metricsHashes, sha256(tokenIn(authorization)));
    }

    /**
     * Returns who asks.
     *
     * @throws ApiFailure 401 where there is no token, or one that nobody knows
     */
    Caller caller(@Nullable String authorization) {
        String token = tokenIn(authorization);
        byte[] hash = sha256(token);
        if (isAmong(userHashes, hash)) {
            return Caller.byToken(HexFormat.of().formatHex(hash, 0, 8), null);
        }
        MachineId machine = machineOf
                .apply(token)
                .orElseThrow(() -> ApiFailure.unauthenticated(
                        "this token is not known here; it may have been rotated, issue a new one or ask for one"));
        return Caller.byToken("machine " + machine, machine);
    }

    static byte[] sha256(String token) {
        return newSha256().digest(utf8(token));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String tokenIn(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ApiFailure.unauthenticated("send the header Authorization: Bearer TOKEN");
        }
        String token = authorization.substring(SCHEME.length()).strip();
        if (token.isEmpty() || token.length() > LONGEST) {
            throw ApiFailure.unauthenticated("the Authorization header holds no token; send Bearer TOKEN");
        }
        return token;
    }

    private static boolean isAmong(List<byte[]> hashes, byte[] hash) {
        boolean found = false;
        for (byte[] known : hashes) {
            found |= MessageDigest.isEqual(known, hash);
        }
        return found;
    }
}
