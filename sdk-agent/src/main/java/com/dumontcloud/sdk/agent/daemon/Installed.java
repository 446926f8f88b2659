package com.dumontcloud.sdk.agent.daemon;

import java.nio.file.Files;

/** How the agent came onto this machine. */
enum Installed {
    NOT("no", "no; install it with: sudo dumont-agent install"),
    SYSTEMD("systemd", "as the systemd unit dumont-agent"),
    SCRIPT("script", "as the script dumont-agent-supervise"),
    PACKAGE("package", "by a package");

    private final String word;
    private final String words;

    Installed(String word, String words) {
        this.word = word;
        this.words = words;
    }

    static Installed in(Layout layout) {
        if (layout.isPackaged()) {
            return PACKAGE;
        }
        if (Files.exists(layout.unit())) {
            return SYSTEMD;
        }
        return Files.exists(layout.supervisor()) ? SCRIPT : NOT;
    }

    /** Returns it for programs. */
    String word() {
        return word;
    }

    /** Returns it for people. */
    String words() {
        return words;
    }
}
