package com.dumontcloud.samples.controlplane.terminal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Some networks, by their prefixes. Immutable. */
public final class Networks {

    /** No network at all. */
    public static final Networks NONE = new Networks(List.of());

    private final List<Prefix> prefixes;

    private Networks(List<Prefix> prefixes) {
        this.prefixes = prefixes;
    }

    /**
     * Reads networks such as {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
     *
     * @throws IllegalArgumentException if one of them is none, or a name
     */
    public static Networks parse(List<String> texts) {
        return new Networks(texts.stream().map(Prefix::parse).toList());
    }

    /**
     * Returns the addresses that a host has now, each a network of its own; asks the name service, and waits for it.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static Networks of(String host) {
        try {
            return new Networks(Stream.of(InetAddress.getAllByName(host))
                    .map(address -> new Prefix(address, Byte.SIZE * address.getAddress().length))
                    .toList());
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(host + " has no address", unknown);
        }
    }

    /** Returns these networks and those. */
    public Networks plus(Networks more) {
        return new Networks(
                Stream.concat(prefixes.stream(), more.prefixes.stream()).toList());
    }

    /** Returns whether one of them has this address. */
    public boolean contains(InetAddress address) {
        return prefixes.stream().anyMatch(prefix -> prefix.contains(address.getAddress()));
    }

    @Override
    public String toString() {
        return prefixes.toString();
    }

    /**
     * The addresses that begin alike.
     *
     * @param bytes one of them
     * @param bits how many bits they have in common
     */
    private record Prefix(InetAddress bytes, int bits) {

        static Prefix parse(String text) {
            String[] parts = text.split("/", -1);
            // Names would be looked up, and may mean something else tomorrow.
            if (parts.length > 2 || !parts[0].matches("[0-9]+([.][0-9]+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
                throw notANetwork(text, null);
            }
            try {
                InetAddress address = InetAddress.getByName(parts[0]);
                int most = Byte.SIZE * address.getAddress().length;
                int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
                if (bits < 0 || bits > most) {
                    throw notANetwork(text, null);
                }
                return new Prefix(address, bits);
            } catch (UnknownHostException | NumberFormatException unreadable) {
                throw notANetwork(text, unreadable);
            }
        }

        boolean contains(byte[] address) {
            byte[] own = bytes.getAddress();
            if (address.length != own.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (own[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return bytes.getHostAddress() + "/" + bits;
        }

        private static IllegalArgumentException notANetwork(String text, @Nullable Throwable cause) {
            return new IllegalArgumentException(
                    "\"" + text + "\" is no network; write one such as 10.0.0.0/8, or an address", cause);
        }
    }
}
