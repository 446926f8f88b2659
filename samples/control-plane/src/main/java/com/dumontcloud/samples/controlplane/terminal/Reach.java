package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.model.SshAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;

/**
 * To which addresses terminals may be opened: public ones, and the networks that whoever runs the control plane names.
 *
 * <p>A provider passes on what a machine's host says of itself. Were every address good, a host could lead the control plane into its own
 * private network, to a service there or to the metadata of a cloud. A name is resolved once, here, and the connection then goes to the
 * address that was looked at, whatever the name means a moment later. Immutable.
 */
final class Reach {

    /** What is not public though Java does not say so; IANA's special-purpose address registries, RFC 6890 and after. */
    private static final Networks RESERVED = Networks.parse(List.of(
            "0.0.0.0/8", // this network
            "::/96", // IPv4 within IPv6, deprecated
            "100.64.0.0/10", // shared by the customers of a carrier
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // 6to4 relays, deprecated
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "240.0.0.0/4", // reserved, and broadcast
            "64:ff9b::/96", // IPv4 behind a translator
            "64:ff9b:1::/48", // the same, of a private network
            "100::/64", // discarded
            "2001::/23", // protocol assignments, Teredo among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which holds any IPv4 address
            "3fff::/20", // documentation
            "5f00::/16", // segment routing
            "fc00::/7", // unique local
            "fec0::/10")); // site local, deprecated

    private final Networks allowed;

    Reach(Networks allowed) {
        this.allowed = allowed;
    }

    /**
     * Returns where to connect to; asks the name service, and waits for it.
     *
     * @throws TerminalRefused if the name has no address, or none that is allowed
     */
    InetSocketAddress of(SshAddress address) throws TerminalRefused {
        try {
            for (InetAddress candidate : InetAddress.getAllByName(address.host())) {
                if (isAllowed(candidate)) {
                    return new InetSocketAddress(nameless(candidate), address.port());
                }
            }
        } catch (UnknownHostException unknown) {
            throw new TerminalRefused(TerminalEnd.UNREACHABLE, address.host() + " has no address", unknown);
        } catch (IOException failure) {
            throw new TerminalRefused(TerminalEnd.FAILED, "this machine's own addresses cannot be listed", failure);
        }
        throw new TerminalRefused(
                TerminalEnd.ADDRESS_REFUSED,
                address.host() + " is in a private network; --terminal-network allows terminals there",
                null);
    }

    /** The name is left behind: MINA would ask for its address again, and may be told another one. */
    private static InetAddress nameless(InetAddress address) throws UnknownHostException {
        return InetAddress.getByAddress(address.getAddress());
    }

    boolean isAllowed(InetAddress address) throws IOException {
        return allowed.contains(address)
                || !(address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress()
                        || RESERVED.contains(address)
                        || NetworkInterface.getByInetAddress(address) != null);
    }
}
