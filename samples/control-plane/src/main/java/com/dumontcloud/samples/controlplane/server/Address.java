package com.dumontcloud.samples.controlplane.server;

import java.net.InetAddress;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen, and whether in secret. Immutable.
 *
 * @param host the address of this machine
 * @param port 0 to 65535; 0 takes any that is free
 * @param keys for TLS; absent for plain HTTP
 */
public record Address(InetAddress host, int port, @Nullable TlsKeys keys) {

    /** Checks the port. */
    public Address {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + "; it must be 0 to 65535");
        }
    }

    /** Returns loopback without TLS. */
    public static Address loopback(int port) {
        return new Address(InetAddress.getLoopbackAddress(), port, null);
    }

    /** Returns whether other machines can connect. */
    public boolean isReachable() {
        return !host.isLoopbackAddress();
    }

    /** Returns whether what is sent there can be read by others on the way. */
    public boolean isExposed() {
        return keys == null && isReachable();
    }

    URI uri(int bound) {
        String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        String quoted = name.indexOf(':') < 0 ? name : "[" + name + "]";
        return URI.create((keys == null ? "http://" : "https://") + quoted + ":" + bound);
    }
}
