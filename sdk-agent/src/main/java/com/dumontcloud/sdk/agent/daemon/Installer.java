package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts pieces into a tree and takes them out again, says what it does, and on a dry run does nothing. What is in place already is
 * left alone, so that the same installation twice changes nothing. Not thread-safe.
 */
final class Installer {

    private static final Logger log = LoggerFactory.getLogger(Installer.class);

    private final Layout layout;
    private final boolean dryRun;
    private final PrintStream out;

    Installer(Layout layout, boolean dryRun, PrintStream out) {
        this.layout = layout;
        this.dryRun = dryRun;
        this.out = out;
    }

    /** Puts everything in place, and removes what an installation before had put there and this one does not. */
    void install(List<Piece> pieces) throws IOException {
        Manifest manifest = Manifest.read(layout.manifest());
        Set<String> names = new HashSet<>();
        for (Piece piece : pieces) {
            String name = layout.nameOf(piece.path());
            names.add(name);
            put(piece, name, manifest);
        }
        for (String name : manifest.insideOut()) {
            Path path = layout.at(name);
            if (!names.contains(name) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                remove(path, name);
                manifest.remove(name);
            }
        }
        if (!dryRun) {
            Piece list = new Piece.Text(layout.manifest(), manifest.text(), "rw-r--r--");
            if (!list.isInPlace()) {
                list.put();
            }
        }
    }

    /** Puts one piece in place that stays when the rest is removed. */
    void keep(Piece piece) throws IOException {
        put(piece, layout.nameOf(piece.path()), Manifest.read(layout.manifest()));
    }

    /**
     * Removes what was installed, and nothing else: directories only when they are empty.
     *
     * @param mineToEdit files that stay when somebody has changed them
     */
    void uninstall(Set<Path> mineToEdit) throws IOException {
        Manifest manifest = Manifest.read(layout.manifest());
        removeFile(layout.manifest());
        for (String name : manifest.insideOut()) {
            Path path = layout.at(name);
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                removeDirectory(path, name);
            } else if (mineToEdit.contains(path) && manifest.isChanged(name, path)) {
                say("kept", name + " (changed since)");
            } else {
                remove(path, name);
            }
        }
    }

    /** Removes a file or a whole tree, whoever made it. */
    void purge(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        say(dryRun ? "to remove" : "removed", layout.nameOf(path));
        if (dryRun) {
            return;
        }
        Deque<Path> found = new ArrayDeque<>();
        try (var tree = Files.walk(path)) { // follows no links
            tree.forEach(found::push);
        }
        for (Path each : found) {
            Files.delete(each);
        }
    }

    private void put(Piece piece, String name, Manifest manifest) throws IOException {
        boolean inPlace = piece.isInPlace();
        say(inPlace ? "unchanged" : dryRun ? "to write" : "wrote", name);
        if (dryRun) {
            return;
        }
        if (!inPlace) {
            createDirectories(piece.path(), manifest);
            piece.put();
        }
        manifest.add(name, piece.path());
    }

    private void createDirectories(Path file, Manifest manifest) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path folder = file.getParent(); folder != null && !Files.exists(folder); folder = folder.getParent()) {
            missing.push(folder);
        }
        for (Path folder : missing) {
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // whatever the umask
            manifest.addDirectory(layout.nameOf(folder));
        }
    }

    private void remove(Path path, String name) throws IOException {
        say(dryRun ? "to remove" : "removed", name);
        removeFile(path);
    }

    private void removeFile(Path path) throws IOException {
        if (!dryRun) {
            Files.deleteIfExists(path);
        }
    }

    private void removeDirectory(Path path, String name) throws IOException {
        if (dryRun) {
            return;
        }
        try {
            Files.delete(path);
            say("removed", name);
        } catch (DirectoryNotEmptyException others) {
            log.debug("{} stays, others use it", path, others);
        }
    }

    private void say(String what, String name) {
        out.printf("  %-10s %s%n", what, name);
    }
}
