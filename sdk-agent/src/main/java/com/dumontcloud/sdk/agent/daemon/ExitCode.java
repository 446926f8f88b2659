package com.dumontcloud.sdk.agent.daemon;

/** What the program's exit codes mean. */
final class ExitCode {

    /** Done; for {@code run}: ended in order by a signal. */
    static final int OK = 0;

    /** It could not be done, or what was looked at is not well. */
    static final int FAILED = 1;

    /** Wrong options or a wrong configuration: the same command fails again. systemd does not repeat it. */
    static final int USAGE = 2;

    /** The agent is not running; the code that {@code systemctl status} gives as well. */
    static final int NOT_RUNNING = 3;

    /** The agent wants to be started again (sysexits.h, EX_TEMPFAIL). */
    static final int RESTART = 75;

    private ExitCode() {}
}
