package com.dumontcloud.sdk.agent.internal.people;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells at which terminals people sit. Not every open one has somebody at it: the windows of a multiplexer live on without,
 * programs such as sudo and script open a second one inside the first, and a container's main process may have one that nobody
 * ever sees.
 */
final class Sessions {

    /** Names of the processes that keep terminals open for people who may be long gone. */
    private static final Set<String> MULTIPLEXERS = Set.of("tmux: server", "screen", "zellij", "dtach", "abduco");

    private static final int MOST_ANCESTORS = 64;
    private static final int MOST_UTMP_BYTES = 1 << 20;
    private static final String LINE = "pts/";

    private Sessions() {}

    /**
     * Returns the numbers of the terminals that somebody sits at. The processes there tell; where this program may not see
     * those of others, what was noted at log-in; absent where neither can be read.
     */
    static @Nullable Set<Integer> find(Path root, SmallFiles files) {
        Map<Integer, ProcessEntry> processes = ProcessEntry.all(root, files);
        return processes.containsKey(1) ? of(processes) : noted(root);
    }

    /** Returns the numbers of the terminals that somebody sits at, going by all processes of the machine. */
    static Set<Integer> of(Map<Integer, ProcessEntry> processes) {
        Set<Integer> attended = new HashSet<>();
        for (ProcessEntry process : processes.values()) {
            if (process.terminal() != null && process.leadsSession() && isOutermost(process, processes)) {
                attended.add(process.terminal());
            }
        }
        return attended;
    }

    private static boolean isOutermost(ProcessEntry leader, Map<Integer, ProcessEntry> processes) {
        if (leader.pid() == 1) {
            return false;
        }
        @Nullable ProcessEntry ancestor = processes.get(leader.parent());
        for (int i = 0; ancestor != null && ancestor.pid() != 1 && i < MOST_ANCESTORS; i++) {
            if (ancestor.terminal() != null || MULTIPLEXERS.contains(ancestor.name())) {
                return false;
            }
            ancestor = processes.get(ancestor.parent());
        }
        return true;
    }

    private static @Nullable Set<Integer> noted(Path root) {
        for (String file : new String[] {"run/utmp", "var/run/utmp"}) {
            Path utmp = root.resolve(file);
            try {
                if (Files.size(utmp) <= MOST_UTMP_BYTES) {
                    return numbers(Utmp.lines(Files.readAllBytes(utmp)));
                }
            } catch (IOException notHere) {
                // as in most containers
            }
        }
        return null;
    }

    private static Set<Integer> numbers(Set<String> lines) {
        Set<Integer> numbers = new HashSet<>();
        for (String line : lines) {
            if (line.matches(LINE + "\\d{1,7}")) {
                numbers.add(Integer.parseInt(line.substring(LINE.length())));
            }
        }
        return numbers;
    }
}
