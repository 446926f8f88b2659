package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.record.StateFolder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the agent can remember which commands it has begun. */
final class StateCheck {

    private static final String CHECK = "state";

    private StateCheck() {}

    static Finding look(Map<String, String> environment, Layout layout, Machine machine) {
        ServiceKind service = ServiceKind.installedIn(layout, machine);
        if (service == ServiceKind.SYSTEMD) {
            return ofService(layout.state());
        }
        @Nullable Path folder;
        try {
            folder = service == ServiceKind.SCRIPT
                    ? layout.state()
                    : StateFolder.base(environment, System.getProperty("user.home"));
        } catch (InvalidPathException wrong) {
            return Finding.fail(CHECK, String.valueOf(wrong.getMessage()), "set DUMONT_STATE_DIR to a directory");
        }
        if (folder == null) {
            return Finding.warn(CHECK, "there is no place for it", "set DUMONT_STATE_DIR to a directory");
        }
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.isDirectory(there) && Files.isWritable(there)
                ? Finding.ok(CHECK, folder.toString())
                : Finding.fail(
                        CHECK,
                        there + " cannot be written, so commands with a hook are refused",
                        "set DUMONT_STATE_DIR to a directory of this user");
    }

    private static Finding ofService(Path folder) {
        return Finding.ok(CHECK, folder + ", kept by systemd for the service alone");
    }
}
