package com.dumontcloud.sdk.agent.internal.net;

import java.util.Locale;

/** Tells this machine from all others. */
public final class Loopback {

    private Loopback() {}

    /** Returns whether a URL's host is this machine, by its text alone: resolving a name would ask the network whom to trust. */
    public static boolean is(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("[::1]") || isNumeric("127.", name);
    }

    /** A name of digits and dots alone is an address: no domain ends in a number. */
    private static boolean isNumeric(String start, String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return name.startsWith(start);
    }
}
