package com.dumontcloud.samples.quickstart.usage;

/** A trace cannot be used; the message names the file, the line, the column and what is expected there. */
public final class TraceFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TraceFormatException(String message) {
        super(message);
    }

    TraceFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
