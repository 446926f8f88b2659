package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
    void letsBrowsersComeOverTlsAndOnlySo() throws Exception {
        make("EC");
        Address address = new Address(InetAddress.getLoopbackAddress(), 0, TlsKeys.read(certificate, key));

        try (MemoryFleetStore store = new MemoryFleetStore();
                FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                        .build();
                PlaneServer server = PlaneServer.start(
                        MachinesEndpoint.builder(monitor)
                                .userToken("a-user-token")
                                .behindTls()
                                .build(),
                        Page.load(1),
                        address,
                        null)) {
            monitor.start();
            HttpResponse<String> session = trusting()
                    .send(
                            HttpRequest.newBuilder(server.uri().resolve("/api/v1/session"))
                                    .header("Authorization", "Bearer a-user-token")
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(server.uri()).hasScheme("https");
            assertThat(session.statusCode()).isEqualTo(201);
            assertThat(session.headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=31536000");
            assertThat(session.headers().firstValue("Set-Cookie"))
                    .hasValueSatisfying(cookie -> assertThat(cookie).contains("; Secure"));
        }
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

    /** Returns a client that knows the certificate. */
    private HttpClient trusting() throws Exception {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            known.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
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
                        "-ext",
                        "SAN=ip:127.0.0.1",
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
