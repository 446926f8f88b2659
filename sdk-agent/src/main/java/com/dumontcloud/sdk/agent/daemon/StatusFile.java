package com.dumontcloud.sdk.agent.daemon;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a running agent says how it is, for {@code status} and anybody else. Replaced as a whole, so that no reader sees half of
 * it. For one thread.
 */
final class StatusFile {

    private static final Logger log = LoggerFactory.getLogger(StatusFile.class);
    private static final String NAME = "status";
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path file;
    private boolean broken;

    StatusFile(Path file) {
        this.file = file;
    }

    /** Returns the file of an agent that runs with this environment. */
    static StatusFile of(Map<String, String> environment) {
        return new StatusFile(folders(environment).get(0).resolve(NAME));
    }

    /** Returns the status of the agent that runs here, or of one that ended without a word; null when there is neither. */
    static @Nullable AgentStatus find(Map<String, String> environment) {
        for (Path folder : folders(environment)) {
            AgentStatus status = new StatusFile(folder.resolve(NAME)).read();
            if (status != null) {
                return status;
            }
        }
        return null;
    }

    /** Returns what it says; null when it says nothing that this version understands. */
    @Nullable
    AgentStatus read() {
        try {
            return AgentStatus.parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException none) {
            log.debug("No status in {}", file, none);
            return null;
        }
    }

    /** Replaces it. Where that is not possible, says so once: a full disk is no reason to stop reporting. */
    void write(AgentStatus status) {
        Path fresh = file.resolveSibling(NAME + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(fresh, status.text());
            Files.setPosixFilePermissions(fresh, READABLE); // whatever the umask
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            broken = false;
        } catch (IOException unwritable) {
            if (!broken) {
                log.warn("No status for other programs: {} cannot be written", file, unwritable);
            }
            broken = true;
        }
    }

    /** Deletes it, unless another agent has put its own there. */
    void delete(AgentPid agent) {
        AgentStatus last = read();
        if (last == null || !last.agent().equals(agent)) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            log.debug("The status file stays", undeletable);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** The first one is where an agent of this user writes, systemd's runtime directory if there is one; others may be read. */
    private static List<Path> folders(Map<String, String> environment) {
        String given = environment.getOrDefault("DUMONT_RUNTIME_DIR", environment.get("RUNTIME_DIRECTORY"));
        if (given != null && !given.isBlank()) {
            return List.of(Path.of(given.split(File.pathSeparator, 2)[0]));
        }
        Path shared = Path.of("/run/dumont-agent");
        String user = environment.get("XDG_RUNTIME_DIR");
        // Not below /tmp, where somebody else may have put a link under our name.
        Path own = user == null || user.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "dumont-agent")
                : Path.of(user, "dumont-agent");
        return "root".equals(System.getProperty("user.name")) ? List.of(shared, own) : List.of(own, shared);
    }
}
