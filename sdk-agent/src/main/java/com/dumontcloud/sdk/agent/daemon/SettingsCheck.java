package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the agent knows who it is and whom to tell. */
final class SettingsCheck {

    private SettingsCheck() {}

    static List<Finding> look(AgentSettings settings) {
        List<Finding> findings = new ArrayList<>();
        findings.add(whole(settings));
        findings.add(token(settings));
        return findings;
    }

    private static Finding whole(AgentSettings settings) {
        try {
            settings.reporter();
            return Finding.ok(
                    "settings", "machine " + settings.value(RunOption.INSTANCE_ID) + " at " + settings.apiUrl());
        } catch (IllegalArgumentException wrong) {
            return Finding.fail(
                    "settings",
                    String.valueOf(wrong.getMessage()),
                    "export DUMONT_INSTANCE_ID, DUMONT_API_URL and DUMONT_API_TOKEN and call: sudo dumont-agent install");
        }
    }

    private static Finding token(AgentSettings settings) {
        Path file = settings.tokenFile();
        String token = settings.token();
        if (token == null) {
            return Finding.fail(
                    "token",
                    file == null ? "there is none" : file + " is empty or cannot be read",
                    file == null ? "have one issued for this machine and set DUMONT_API_TOKEN" : "call it with sudo");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            return Finding.fail("token", "it has characters that no token has", "copy it again, on one line");
        }
        if (file == null) {
            return Finding.ok("token", "in DUMONT_API_TOKEN");
        }
        return isOpen(file) ? tooOpen(file) : Finding.ok("token", "in " + file);
    }

    private static Finding tooOpen(Path file) {
        return Finding.warn("token", file + " can be read by others", "chmod 600 " + file);
    }

    private static boolean isOpen(Path file) {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }
}
