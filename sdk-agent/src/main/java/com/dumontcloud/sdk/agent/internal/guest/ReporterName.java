package com.dumontcloud.sdk.agent.internal.guest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a reporter's name after the program it runs in: the same after each restart, and no other JVM's.
 *
 * <p>When a program runs several times at once, all but one get a number. Each holds the lock of a file as long as it runs, and
 * the system lets go of it however the JVM ends. Two that shared a name would look like one that was started again: only the
 * newer would count, and a machine at work might be taken for idle. So a program that can hold no lock is called after its
 * process: a name that nobody else has, though another one after each restart.
 */
final class ReporterName {

    private static final Logger log = LoggerFactory.getLogger(ReporterName.class);

    private static final int MOST_LENGTH = 80;
    private static final int MOST_OF_A_KIND = 256;

    /** Not the JVM's own temporary directory, which may differ between programs of one machine, as it does under Spark. */
    private static final List<Path> SHARED = List.of(Path.of("/tmp"), Path.of("/dev/shm"), Path.of("/var/tmp"));

    /** Closing one would give up the name. */
    private static final List<FileChannel> held = new ArrayList<>();

    private ReporterName() {}

    /**
     * Returns a name for this JVM until it ends.
     *
     * @param command what the JVM was told to run, as its property {@code sun.java.command} has it
     */
    static String claim(@Nullable String command) {
        return claim(command, SHARED, user());
    }

    static String claim(@Nullable String command, List<Path> shared, String user) {
        String program = program(command);
        String name = "jvm" + (program.isEmpty() ? "" : "-" + program) + (user.equals("root") ? "" : "@" + user);
        for (Path place : shared) {
            try {
                Path folder = place.resolve("dumont-agent-" + user);
                createOwn(folder);
                return name + slot(folder, name);
            } catch (IOException | UnsupportedOperationException unusable) {
                log.debug("No name can be held in {}", place, unusable);
            }
        }
        return name + "-pid" + ProcessHandle.current().pid();
    }

    /** Returns the class or the jar file that was asked for; empty where the JVM does not say. */
    static String program(@Nullable String command) {
        String text = command == null ? "" : command.trim();
        int jar = text.indexOf(".jar");
        int blank = text.indexOf(' ');
        if (jar >= 0 && (jar + 4 == text.length() || text.charAt(jar + 4) == ' ')) {
            text = text.substring(0, jar); // whose path may have blanks in it
        } else if (blank >= 0) {
            text = text.substring(0, blank);
        }
        String last = text.substring(text.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "-");
        return last.substring(Math.max(0, last.length() - MOST_LENGTH));
    }

    private static String slot(Path folder, String name) throws IOException {
        for (int number = 1; number <= MOST_OF_A_KIND; number++) {
            String suffix = number == 1 ? "" : "-" + number;
            if (lock(folder.resolve(name + suffix))) {
                return suffix;
            }
        }
        throw new IOException("all names are taken");
    }

    private static boolean lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                synchronized (held) {
                    held.add(channel);
                }
                return true;
            }
        } catch (OverlappingFileLockException ourOwn) {
            // Closing this channel would release what another one of this JVM holds.
            synchronized (held) {
                held.add(channel);
            }
            return false;
        }
        channel.close();
        return false;
    }

    /** Makes the directory, or makes sure that it is ours: in a place open to all, somebody else may have made it first. */
    private static void createOwn(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException madeBefore) {
            log.trace("Known: {}", folder, madeBefore);
        }
        boolean ours = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")));
        if (!ours) {
            throw new IOException(folder + " is somebody else's");
        }
    }

    private static String user() {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "-");
        return user.isBlank() ? "unknown" : user;
    }
}
