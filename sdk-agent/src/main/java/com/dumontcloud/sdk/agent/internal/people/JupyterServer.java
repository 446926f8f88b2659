package com.dumontcloud.sdk.agent.internal.people;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Jupyter server of this machine answers. Immutable; the token is never part of its text.
 *
 * @param address one of the machine's own
 * @param secure whether it speaks TLS
 * @param basePath what its paths begin with, such as {@code /} or {@code /user/ada/}
 * @param token what lets a program in; absent where there is none
 */
record JupyterServer(
        InetSocketAddress address,
        boolean secure,
        String basePath,
        @Nullable String token) {

    private static final Pattern BASE_PATH = Pattern.compile("/([A-Za-z0-9._~%@+:-]+/)*");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");

    /**
     * Returns a server; absent where the parts make no server of this machine.
     *
     * @param hostname the machine's own name
     */
    static @Nullable JupyterServer of(
            String host, int port, boolean secure, String basePath, @Nullable String token, @Nullable String hostname) {
        InetAddress own = OwnAddress.of(host, hostname);
        String base = basePath.endsWith("/") ? basePath : basePath + "/";
        if (own == null || port < 1 || port > 65535 || !BASE_PATH.matcher(base).matches()) {
            return null;
        }
        boolean usable = token != null && TOKEN.matcher(token).matches();
        return new JupyterServer(new InetSocketAddress(own, port), secure, base, usable ? token : null);
    }

    @Override
    public String toString() {
        return "Jupyter at " + address + basePath;
    }
}
