package com.dumontcloud.sdk.agent.internal.people;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process, as {@code /proc/PID/stat} shows it. Immutable.
 *
 * @param pid its id
 * @param name its name, at most 15 characters
 * @param parent the id of the one that began it; 0 where that is outside this container
 * @param session the id of the process that leads its session
 * @param terminal the number of its pseudo-terminal; absent where it has none
 */
record ProcessEntry(
        int pid,
        String name,
        int parent,
        int session,
        @Nullable Integer terminal) {

    /** The major number of pseudo-terminals, as the kernel's list of devices has it. */
    private static final int PSEUDO_TERMINAL = 136;

    boolean leadsSession() {
        return pid == session;
    }

    /** Parses the text, whose second field is a name in parentheses that may itself have blanks and parentheses. */
    static @Nullable ProcessEntry parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 1 || close < open) {
            return null;
        }
        String[] rest = stat.substring(close + 1).trim().split(" ", 6);
        if (rest.length < 5) {
            return null;
        }
        try {
            return new ProcessEntry(
                    Integer.parseInt(stat.substring(0, open).trim()),
                    stat.substring(open + 1, close),
                    Integer.parseInt(rest[1]),
                    Integer.parseInt(rest[3]),
                    pseudoTerminal(Integer.parseInt(rest[4])));
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    /** Reads every process that this one may see; those that end meanwhile are left out. */
    static Map<Integer, ProcessEntry> all(Path root, SmallFiles files) {
        Map<Integer, ProcessEntry> all = new HashMap<>();
        String[] names = root.resolve("proc").toFile().list();
        for (String name : names == null ? new String[0] : names) {
            String stat = Character.isDigit(name.charAt(0)) ? files.read("proc/" + name + "/stat") : null;
            ProcessEntry process = stat == null ? null : parse(stat);
            if (process != null) {
                all.put(process.pid, process);
            }
        }
        return all;
    }

    /** The kernel packs a device as twelve bits of minor number, twelve of major, and the rest of the minor. */
    private static @Nullable Integer pseudoTerminal(int device) {
        int major = (device >>> 8) & 0xfff;
        int minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
        return major == PSEUDO_TERMINAL ? (Integer) minor : null;
    }
}
