package com.dumontcloud.sdk.agent.internal.people;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whether a host that somebody names is this machine, without asking anybody. */
final class OwnAddress {

    /** What servers say that listen on every address, or on loopback. */
    private static final Set<String> HERE = Set.of("", "*", "localhost", "0.0.0.0", "::", "[::]");

    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern LITERAL =
            Pattern.compile("(" + BYTE + "\\.){3}" + BYTE + "|\\[?[0-9a-f.]*:[0-9a-f.:]*]?");

    private OwnAddress() {}

    /**
     * Returns the address to reach a host by, if it is this machine; absent for any other, and for a name that would have to be
     * looked up.
     *
     * @param hostname the machine's own name
     */
    static @Nullable InetAddress of(String host, @Nullable String hostname) {
        String name = host.toLowerCase(Locale.ROOT);
        if (HERE.contains(name) || name.equalsIgnoreCase(hostname)) {
            return loopback();
        }
        if (!LITERAL.matcher(name).matches()) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(name); // a literal, so nothing is looked up
            boolean own = address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
            return own ? address : null;
        } catch (UnknownHostException | SocketException notAnAddress) {
            return null;
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
