package com.dumontcloud.sdk.agent.internal.net;

import java.util.Locale;

/** Tells this machine from all others. */
public final class Loopback {

    private Loopback() {}

    /** Returns whether a URL's host is this machine, by its text alone: resolving a name would ask the network whom to trust. */
    public static boolean is(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }
}
