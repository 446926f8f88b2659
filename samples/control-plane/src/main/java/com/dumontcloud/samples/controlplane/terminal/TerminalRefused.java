package com.dumontcloud.samples.controlplane.terminal;

import org.jspecify.annotations.Nullable;

/** No shell could be opened. */
final class TerminalRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final TerminalEnd end;
    private final transient @Nullable ChangedHostKey changedKey;

    TerminalRefused(TerminalEnd end, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.end = end;
        this.changedKey = null;
    }

    TerminalRefused(ChangedHostKey changedKey) {
        super("the host key is " + changedKey.shown() + ", and was " + changedKey.known());
        this.end = TerminalEnd.HOST_KEY_CHANGED;
        this.changedKey = changedKey;
    }

    TerminalEnd end() {
        return end;
    }

    /** Returns which key came in the place of which; absent where it is not about that. */
    @Nullable
    ChangedHostKey changedKey() {
        return changedKey;
    }

    /**
     * Another key than the one that is known.
     *
     * @param known the fingerprint of the key that is trusted
     * @param shown that of the key that the machine showed
     */
    record ChangedHostKey(String known, String shown) {}
}
