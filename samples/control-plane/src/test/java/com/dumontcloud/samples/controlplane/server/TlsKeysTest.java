package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsKeysTest {

    private static final char[] PASSWORD = "of-the-test".toCharArray();

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void nameFiles() {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void readsACertificateAndItsKey(String algorithm) throws Exception {
        make(algorithm);

        assertThatNoException().isThrownBy(() -> TlsKeys.read(certificate, key));
    }

    @Test
    void saysHowToConvertAKeyOfAnotherForm() throws Exception {
        make("RSA");
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsKeys.read(certificate, key))
                .withMessageContaining("openssl pkcs8");
    }

    @Test
    void refusesADamagedKey() throws Exception {
        make("RSA");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatIllegalArgumentException().isThrownBy(() -> TlsKeys.read(certificate, key));
    }

    @Test
    void refusesAFileWithoutACertificate() throws Exception {
        make("RSA");
        Files.writeString(certificate, "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsKeys.read(certificate, key))
                .withMessageContaining("certificate");
    }

    /** The JDK's keytool makes a pair; what servers are given is written as PEM. */
    private void make(String algorithm) throws Exception {
        Path store = folder.resolve("pair.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException(new String(keytool.getInputStream().readAllBytes()));
        }
        KeyStore pair = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            pair.load(in, PASSWORD);
        }
        Files.writeString(
                certificate, pem("CERTIFICATE", pair.getCertificate("server").getEncoded()));
        Files.writeString(
                key, pem("PRIVATE KEY", pair.getKey("server", PASSWORD).getEncoded()));
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }
}
