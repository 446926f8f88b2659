package com.dumontcloud.sdk.agent.daemon;

import org.jspecify.annotations.Nullable;

/** What the agent can be told, as a flag or, for a service, as a variable of the environment. */
enum RunOption {
    INSTANCE_ID("--instance-id", "ID", "DUMONT_INSTANCE_ID", "This machine's id at the control plane."),
    API_URL("--api-url", "URL", "DUMONT_API_URL", "The control plane's address, such as https://api.dumontcloud.com."),
    STATE_DIR(
            "--state-dir",
            "DIR",
            "DUMONT_STATE_DIR",
            "Where the agent remembers which commands it has begun. Default: systemd's state directory, or below the home."),
    HOOK_HIBERNATE(
            "--hook-hibernate",
            "PROGRAM",
            "DUMONT_HOOK_HIBERNATE",
            "Runs before this machine is hibernated, to save what would be lost."),
    HOOK_SNAPSHOT(
            "--hook-snapshot", "PROGRAM", "DUMONT_HOOK_SNAPSHOT", "Runs when a snapshot is asked for, and makes it.");

    private final String flag;
    private final String label;
    private final String variable;
    private final String help;

    RunOption(String flag, String label, String variable, String help) {
        this.flag = flag;
        this.label = label;
        this.variable = variable;
        this.help = help;
    }

    /** Returns the option with this flag, or null when there is none. */
    static @Nullable RunOption ofFlag(String flag) {
        for (RunOption option : values()) {
            if (option.flag.equals(flag)) {
                return option;
            }
        }
        return null;
    }

    String flag() {
        return flag;
    }

    /** Returns what stands for its value in a help text. */
    String label() {
        return label;
    }

    /** Returns the variable that says the same; the flag wins. */
    String variable() {
        return variable;
    }

    String help() {
        return help;
    }
}
