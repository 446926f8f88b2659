package com.dumontcloud.sdk.agent.update;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** A key of whoever makes releases. Immutable. */
final class ReleaseKey {

    private static final String ALGORITHM = "Ed25519";

    private final PublicKey key;

    private ReleaseKey(PublicKey key) {
        this.key = key;
    }

    /**
     * Reads a public key as {@code openssl pkey -pubout} writes it, with or without the lines around it.
     *
     * @throws IllegalArgumentException if it is none of Ed25519
     */
    static ReleaseKey parse(String text) {
        String body = text.replace("-----BEGIN PUBLIC KEY-----", "")
                .replace("-----END PUBLIC KEY-----", "")
                .replaceAll("\\s", "");
        try {
            byte[] encoded = Base64.getDecoder().decode(body);
            return new ReleaseKey(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (IllegalArgumentException | GeneralSecurityException wrong) {
            throw new IllegalArgumentException(
                    "not a public key of Ed25519, such as openssl pkey -pubout writes", wrong);
        }
    }

    /** Returns whether this key's owner signed exactly these bytes. */
    boolean signed(byte[] bytes, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(bytes);
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false; // a signature that cannot even be read is none
        }
    }
}
