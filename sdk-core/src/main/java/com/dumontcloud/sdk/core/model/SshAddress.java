package com.dumontcloud.sdk.core.model;

import java.util.Objects;

/**
 * Where to log in to a machine over SSH. Immutable.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param user the account on the machine
 */
public record SshAddress(String host, int port, String user) {

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Checks that a shell takes each part for one word, whoever named it.
     *
     * @throws IllegalArgumentException if the port is out of its range, or a name has other characters than such names have
     */
    public SshAddress {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("SSH port is " + port + "; it must be 1 to " + HIGHEST_PORT);
        }
        if (!host.matches("[A-Za-z0-9:][A-Za-z0-9.:_-]{0,254}") || !user.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("user and host of an SSH address must be names or addresses");
        }
    }

    /** Returns the command that logs in, for example {@code ssh -p 12345 root@ssh4.example.com}. */
    public String command() {
        return "ssh -p " + port + " " + user + "@" + host;
    }
}
