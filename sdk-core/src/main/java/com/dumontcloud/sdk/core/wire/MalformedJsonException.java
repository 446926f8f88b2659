package com.dumontcloud.sdk.core.wire;

/** The text is not JSON, or not of the type asked for. Stackless: it is about a sender, and never leaves the package. */
final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String problem;

    MalformedJsonException(String problem) {
        super(problem, null, false, false);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
