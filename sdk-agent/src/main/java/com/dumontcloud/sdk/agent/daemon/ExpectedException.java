package com.dumontcloud.sdk.agent.daemon;

/** Ends a command with a line for people and an exit code; what else is thrown is a mistake of ours and shown as one. */
final class ExpectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ExpectedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
