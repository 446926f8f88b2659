package com.dumontcloud.samples.controlplane.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server's certificate and private key, read from PEM files once, at the start. Immutable. */
public final class TlsKeys {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;

    private TlsKeys(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads both files.
     *
     * @param certificate the server's certificate, followed by those that lead to its issuer
     * @param key its private key in PKCS #8, RSA or elliptic, without a password
     * @throws IllegalArgumentException if one cannot be read, or they do not belong together; the message says what to do
     */
    public static TlsKeys read(Path certificate, Path key) {
        try {
            Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IllegalArgumentException(certificate + " holds no certificate in PEM");
            }
            PrivateKey secret = privateKey(key, chain[0].getPublicKey().getAlgorithm());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", secret, NO_PASSWORD, chain);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new TlsKeys(context);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException(
                    certificate + " and " + key + " cannot be used for TLS: " + unusable.getMessage(), unusable);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read " + unreadable.getMessage() + ", for TLS", unreadable);
        }
    }

    SSLContext context() {
        return context;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
        }
    }

    private static PrivateKey privateKey(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    file + " holds no key as PKCS #8 in PEM; make one with: openssl pkcs8 -topk8 -nocrypt -in " + file);
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException damaged) {
            throw new IllegalArgumentException(file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }
}
