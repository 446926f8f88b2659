package com.dumontcloud.sdk.agent.internal.people;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS with a server on this very machine, whatever certificate it shows: a notebook's is mostly its own, and a connection that
 * never leaves the machine needs no proof of who is at its other end. Never to be used for any other.
 */
final class AnyCertificate extends X509ExtendedTrustManager {

    private AnyCertificate() {}

    /** Returns a socket that speaks TLS over one that is connected, and closes with it. */
    static Socket over(Socket connected) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context.getSocketFactory().createSocket(connected, "localhost", connected.getPort(), true);
        } catch (GeneralSecurityException unavailable) {
            throw new IOException("this JVM has no TLS", unavailable);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
