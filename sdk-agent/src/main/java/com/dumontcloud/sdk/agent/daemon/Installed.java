package com.dumontcloud.sdk.agent.daemon;

import java.nio.file.Files;

/** How the agent came onto this machine. */
enum Installed {
    NOT("no", "no; install it with: sudo dumont-agent install"),
    SYSTEMD("systemd", "as the systemd unit dumont-agent"),
    SCRIPT("script", "as the script dumont-agent-supervise"),
    PACKAGE("package", "by a package, as the systemd unit dumont-agent");

    private final String word;
    private final String words;

    Installed(String word, String words) {
        this.word = word;
        this.words = words;
    }

    static Installed in(Layout layout) {
        if (Files.exists(layout.unit())) {
            return SYSTEMD;
        }
        if (Files.exists(layout.supervisor())) {
            return SCRIPT;
        }
        boolean packaged = Files.exists(layout.at("/usr/lib/systemd/system/dumont-agent.service"))
                || Files.exists(layout.at("/lib/systemd/system/dumont-agent.service"));
        return packaged ? PACKAGE : NOT;
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
