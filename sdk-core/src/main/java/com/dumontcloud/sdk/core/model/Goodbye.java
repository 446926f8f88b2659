package com.dumontcloud.sdk.core.model;

import java.util.Locale;

/** Why a reporter will not report again. */
public enum Goodbye {
    /** The reporter was stopped; what the machine does is not known from here on. */
    STOPPED,
    /** The program's work is done; the machine is no longer needed for it. */
    FINISHED;

    /** Returns the reason with this text in any case; any other word reads {@link #STOPPED}, which claims least. */
    public static Goodbye from(String text) {
        return FINISHED.name().equalsIgnoreCase(text) ? FINISHED : STOPPED;
    }

    /** Returns the word used on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
