package com.dumontcloud.sdk.agent.daemon;

import org.jspecify.annotations.Nullable;

/** What the agent can be told, as a flag or, for a service, as a variable of the environment. */
enum RunOption {
    INSTANCE_ID("--instance-id", "ID", "DUMONT_INSTANCE_ID", "This machine's id at the control plane."),
    API_URL("--api-url", "URL", "DUMONT_API_URL", "The control plane. Default: " + AgentSettings.DEFAULT_API_URL + "."),
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
            "--hook-snapshot", "PROGRAM", "DUMONT_HOOK_SNAPSHOT", "Runs when a snapshot is asked for, and makes it."),
    DEAD_MAN_AFTER(
            "--dead-man-after",
            "TIME",
            "DUMONT_DEAD_MAN_AFTER",
            "Acts when nobody uses this machine and nobody can be told, for so long: such as 45m or 2h, 10m to 24h, or"
                    + " off. Default: off, but 1h when DUMONT_OWNER_LEASE says that a program rented the machine."),
    DEAD_MAN_COMMAND("--dead-man-command", "PROGRAM", "DUMONT_DEAD_MAN_COMMAND", "Runs then. Default: poweroff."),
    UPDATE_KEY(
            "--update-key",
            "KEY",
            "DUMONT_UPDATE_KEY",
            "Lets the control plane update this agent to what this public key of Ed25519 has signed: a PEM file, or the"
                    + " key in Base64; several with commas. Default: none, and updates are refused.");

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
