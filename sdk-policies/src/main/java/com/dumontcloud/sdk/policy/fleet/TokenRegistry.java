package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which token belongs to which machine. Only hashes are kept.
 *
 * <p>A token is 256 random bits, so its plain SHA-256 cannot be guessed back, and finding it by its hash in a map tells an
 * attacker nothing: what would leak by timing is a prefix of the hash of his own guess. Thread-safe.
 */
final class TokenRegistry {

    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, MachineId> owners = new ConcurrentHashMap<>();
    private final Map<MachineId, String> hashes = new ConcurrentHashMap<>();

    TokenRegistry(Map<MachineId, String> hashes) {
        hashes.forEach(this::put);
    }

    Issued issue() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = "dmt_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Issued(token, sha256Hex(token));
    }

    void put(MachineId id, String sha256Hex) {
        String before = hashes.put(id, sha256Hex);
        if (before != null) {
            owners.remove(before);
        }
        owners.put(sha256Hex, id);
    }

    Optional<MachineId> ownerOf(String token) {
        return Optional.ofNullable(owners.get(sha256Hex(token)));
    }

    static String sha256Hex(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * A token just made.
     *
     * @param token the token, to be shown once
     * @param sha256Hex its hash, to be kept
     */
    record Issued(String token, String sha256Hex) {

        @Override
        public String toString() {
            return "Issued[token=(hidden)]";
        }
    }
}
