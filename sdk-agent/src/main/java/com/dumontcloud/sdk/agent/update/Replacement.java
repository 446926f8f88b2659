package com.dumontcloud.sdk.agent.update;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * Puts a new file in the place of one in use. At every moment there is a whole file under its name, the old one or the new one,
 * and the old one stays beside it; a JVM that runs from it does not notice.
 */
final class Replacement {

    private static final String PREVIOUS = ".previous";

    private Replacement() {}

    /** Returns where the file before is kept. */
    static Path previous(Path artifact) {
        return artifact.resolveSibling(artifact.getFileName() + PREVIOUS);
    }

    /**
     * Replaces.
     *
     * @param artifact what to replace; not a link
     * @param fresh what to put there, in the same folder; gone afterwards
     */
    static void replace(Path artifact, Path fresh) throws IOException {
        copyPermissions(artifact, fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        keep(artifact);
        Files.move(fresh, artifact, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(artifact);
    }

    private static void keep(Path artifact) throws IOException {
        Path next = artifact.resolveSibling(artifact.getFileName() + PREVIOUS + ".new");
        Files.deleteIfExists(next);
        try {
            try {
                Files.createLink(next, artifact);
            } catch (UnsupportedOperationException | IOException noLinksHere) {
                Files.copy(artifact, next, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.move(next, previous(artifact), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next); // rename(2) leaves it where both names are the same file already
        }
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(Files.getPosixFilePermissions(from));
        }
    }

    private static void syncFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean isPosix = Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
        if (folder != null && isPosix) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
