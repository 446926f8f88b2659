package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment of the person who called, who typed {@code export DUMONT_...} and then {@code sudo}. sudo hands on next to
 * nothing, but it was itself given everything, and root may read what.
 */
final class CallerEnvironment {

    private static final Logger log = LoggerFactory.getLogger(CallerEnvironment.class);
    private static final String OURS = "DUMONT_";

    /** sudo, the process it keeps beside the terminal, a shell, the launcher; and some to spare. */
    private static final int MOST_ANCESTORS = 8;

    private CallerEnvironment() {}

    /** Returns our environment, completed with the variables of ours that were lost on the way through sudo and its like. */
    static Map<String, String> of(Map<String, String> environment) {
        return of(environment, Path.of("/proc"), ProcessHandle.current().pid());
    }

    static Map<String, String> of(Map<String, String> environment, Path proc, long pid) {
        Map<String, String> whole = new HashMap<>(environment);
        boolean raised = environment.containsKey("SUDO_UID")
                || environment.containsKey("DOAS_USER")
                || environment.containsKey("PKEXEC_UID");
        long ancestor = pid;
        for (int i = 0; raised && i < MOST_ANCESTORS; i++) {
            Optional<Long> parent = parent(proc, ancestor);
            if (parent.isEmpty() || parent.get() <= 1) {
                break;
            }
            ancestor = parent.get();
            // What is nearer to us wins, and what sudo was told to keep most of all.
            variables(proc.resolve(ancestor + "/environ")).forEach(whole::putIfAbsent);
        }
        return whole;
    }

    private static Map<String, String> variables(Path environ) {
        Map<String, String> variables = new HashMap<>();
        try {
            for (String variable :
                    Files.readString(environ, StandardCharsets.ISO_8859_1).split("\0", -1)) {
                int equals = variable.indexOf('=');
                if (variable.startsWith(OURS) && equals > 0) {
                    byte[] value = variable.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1);
                    variables.put(variable.substring(0, equals), new String(value, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException notOurs) {
            log.debug("{} cannot be read", environ, notOurs);
        }
        return variables;
    }

    /** Returns the fourth field of proc_pid_stat(5); the second is a name in parentheses that may contain anything. */
    private static Optional<Long> parent(Path proc, long pid) {
        try {
            String stat = Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] behindTheName =
                    stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
            return Optional.of(Long.parseLong(behindTheName[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException gone) {
            log.debug("No parent of process {} is known", pid, gone);
            return Optional.empty();
        }
    }
}
