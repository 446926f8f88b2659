package com.dumontcloud.samples.controlplane.terminal;

import java.util.Locale;

/** Why a terminal ended. The word is what the page shows a text for, and what the log says. */
public enum TerminalEnd {
    /** The shell ended, for example by {@code exit}, or the machine closed the connection. */
    EXITED(1000),
    /** The person closed it, or their browser went away in order. */
    CLOSED(1000),
    /** Nothing was typed for the time-out. */
    IDLE(4000),
    /** The session in which it was begun is over. */
    SIGNED_OUT(4000),
    /** The browser answers no more. */
    LOST(4000),
    /** The control plane is being shut down. */
    SHUTDOWN(1001),
    /** As many terminals as there may be are open. */
    TOO_MANY(1013),
    /** What came was no message of this protocol, or too much of it. */
    PROTOCOL(1008),
    /** The machine shows another host key than the one that is known. */
    HOST_KEY_CHANGED(4000),
    /** The machine does not let the control plane's key in. */
    NOT_AUTHORIZED(4000),
    /** The machine's address is one that terminals may not be opened to. */
    ADDRESS_REFUSED(4000),
    /** The machine does not answer, or not as an SSH server does. */
    UNREACHABLE(4000),
    /** Something of ours failed; the log has it. */
    FAILED(1011);

    private final int closeCode;

    TerminalEnd(int closeCode) {
        this.closeCode = closeCode;
    }

    /** Returns the word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the code that a WebSocket is closed with: RFC 6455, section 7.4; 4000 for what is this protocol's own. */
    public int closeCode() {
        return closeCode;
    }
}
