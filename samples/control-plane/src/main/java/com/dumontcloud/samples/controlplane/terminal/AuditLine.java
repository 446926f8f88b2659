package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.endpoint.TerminalGrant;
import java.time.Duration;

/** What is written down of one terminal, as {@code key=value}, each a word of printable ASCII. Immutable. */
final class AuditLine {

    private final TimeSource time;
    private final String who;
    private final long begunNanos;

    AuditLine(TerminalGrant grant, String client, TimeSource time) {
        SshAddress address = grant.address();
        this.time = time;
        this.begunNanos = time.mono();
        this.who = "machine=%s caller=%s client=%s ssh=%s@%s:%d begun=%s"
                .formatted(
                        word(grant.machine().value()),
                        word(grant.caller()),
                        word(client),
                        address.user(),
                        address.host(),
                        address.port(),
                        time.wall());
    }

    String begun() {
        return "terminal=begun " + who;
    }

    String ended(TerminalEnd why) {
        long seconds = Duration.ofNanos(time.mono() - begunNanos).toSeconds();
        return "terminal=ended " + who + " seconds=" + seconds + " why=" + why.word();
    }

    private static String word(String text) {
        return text.replaceAll("[^!-~]", "?");
    }
}
