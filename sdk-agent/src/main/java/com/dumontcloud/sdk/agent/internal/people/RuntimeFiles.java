package com.dumontcloud.sdk.agent.internal.people;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that Jupyter servers leave in their users' runtime directories while they run. A server that was killed leaves its
 * file for ever; then its process is gone, or nothing listens any more. For one thread at a time.
 */
final class RuntimeFiles implements Notebooks.Servers {

    private static final List<String> NAMES = List.of("jpserver-", "nbserver-");
    private static final String SUFFIX = ".json";
    private static final String PASSWD = "etc/passwd";
    private static final String BELOW_HOME = ".local/share/jupyter/runtime";
    private static final String[] NONE = {};
    private static final int MOST_HOMES = 64;
    private static final int MOST_SERVERS = 8;
    private static final long MOST_BYTES = 64 * 1024;

    private final Path root;
    private final SmallFiles files;
    private final Map<String, String> environment;
    private final File passwd;

    private Set<File> directories = Set.of();
    private long passwdChanged;

    /** Creates a view of the file system that begins here; {@code /} but for tests. */
    RuntimeFiles(Path root, SmallFiles files, Map<String, String> environment) {
        this.root = root;
        this.passwd = root.resolve(PASSWD).toFile();
        this.files = files;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The servers that run.
     *
     * @param servers those that can be asked
     * @param others whether there are more, which cannot
     */
    record Found(List<JupyterServer> servers, boolean others) {}

    @Override
    public Found find() {
        List<JupyterServer> servers = new ArrayList<>();
        boolean others = false;
        for (File directory : directories()) {
            String[] names = directory.list();
            for (String name : names == null ? NONE : names) {
                String pid = pidIn(name);
                if (pid == null || isGone(pid)) {
                    continue;
                }
                JupyterServer server = servers.size() < MOST_SERVERS
                        ? server(directory.toPath().resolve(name))
                        : null;
                others |= server == null;
                if (server != null && !servers.contains(server)) {
                    servers.add(server);
                }
            }
        }
        return new Found(servers, others);
    }

    /** Returns the id of the process that left a file of this name; absent where no notebook server did. */
    private static @Nullable String pidIn(String name) {
        for (String beginning : NAMES) {
            if (name.startsWith(beginning) && name.endsWith(SUFFIX)) {
                String pid = name.substring(beginning.length(), name.length() - SUFFIX.length());
                return pid.matches("\\d{1,9}") ? pid : null;
            }
        }
        return null;
    }

    private boolean isGone(String pid) {
        boolean everyProcessIsVisible = files.read("proc/1/stat") != null;
        return everyProcessIsVisible && files.read("proc/" + pid + "/stat") == null;
    }

    /** Where Jupyter's own documentation says that they are, of this program's user and of all who can log in. */
    private Set<File> directories() {
        long changed = passwd.lastModified();
        if (directories.isEmpty() || changed != passwdChanged) {
            directories = listed();
            passwdChanged = changed;
        }
        return directories;
    }

    private Set<File> listed() {
        Set<File> directories = new LinkedHashSet<>();
        add(directories, environment.get("JUPYTER_RUNTIME_DIR"), "");
        add(directories, environment.get("JUPYTER_DATA_DIR"), "runtime");
        add(directories, environment.get("XDG_DATA_HOME"), "jupyter/runtime");
        add(directories, environment.get("HOME"), BELOW_HOME);
        for (String home : homes()) {
            add(directories, home, BELOW_HOME);
        }
        return directories;
    }

    private void add(Set<File> directories, @Nullable String base, String below) {
        try {
            if (base != null && base.startsWith("/")) {
                directories.add(root.resolve(base.substring(1)).resolve(below).toFile());
            }
        } catch (InvalidPathException noPath) {
            // then there is nothing there
        }
    }

    private Set<String> homes() {
        Set<String> homes = new LinkedHashSet<>();
        String users = files.read(PASSWD);
        for (String line : users == null ? NONE : users.split("\n", -1)) {
            String[] fields = line.split(":", -1);
            boolean logsIn = fields.length == 7 && !fields[6].endsWith("/nologin") && !fields[6].endsWith("/false");
            if (logsIn && homes.size() < MOST_HOMES) {
                homes.add(fields[5]);
            }
        }
        return homes;
    }

    /** Returns the server that wrote a file; absent where it is written by half, or of one that cannot be reached here. */
    private @Nullable JupyterServer server(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
                return null;
            }
            Object content = Json.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            if (!(content instanceof Map<?, ?> fields) || !(fields.get("port") instanceof Double port)) {
                return null;
            }
            return JupyterServer.of(
                    text(fields, "hostname", ""),
                    port.intValue(),
                    Boolean.TRUE.equals(fields.get("secure")),
                    text(fields, "base_url", "/"),
                    text(fields, "token", ""),
                    hostname());
        } catch (IOException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    private @Nullable String hostname() {
        String name = files.read("proc/sys/kernel/hostname");
        return name == null ? null : name.trim();
    }

    private static String text(Map<?, ?> fields, String name, String otherwise) {
        return fields.get(name) instanceof String text ? text : otherwise;
    }
}
