package com.dumontcloud.sdk.agent.daemon;

import java.nio.file.Files;

/** Whether the agent sees the people who work on this machine. */
final class PeopleCheck {

    private static final String CHECK = "people";

    private PeopleCheck() {}

    static Finding look(Layout layout, Machine machine) {
        if (!Files.isReadable(layout.at("/proc/self/stat"))) {
            return Finding.fail(CHECK, "/proc is not there", "mount it; without it nobody at a terminal is seen");
        }
        if (!Notebooks.areIn(layout)) {
            return Finding.ok(CHECK, "terminals are seen; no notebook server is installed");
        }
        boolean service = ServiceKind.installedIn(layout, machine) == ServiceKind.SYSTEMD;
        boolean sandboxed = service
                && !Files.exists(layout.dropIns().resolve("notebooks.conf"))
                && !Files.exists(layout.dropIns().resolve("hooks.conf"));
        if (sandboxed) {
            return Finding.warn(
                    CHECK,
                    "the service cannot see who works in a notebook, only the GPU and the CPU that they use",
                    "sudo dumont-agent install --watch-notebooks");
        }
        return machine.isRoot() || service
                ? Finding.ok(CHECK, "terminals and notebooks are seen")
                : Finding.warn(CHECK, "an agent of this user sees its own notebooks only", "run it as root");
    }
}
