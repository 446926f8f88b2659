package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** One thing that an installation puts somewhere: always whole, never half of it. */
sealed interface Piece {

    /** Returns where it goes. */
    Path path();

    /** Returns whether it is there already, just as it should be. */
    boolean isInPlace() throws IOException;

    /** Puts it there. The directory exists. */
    void put() throws IOException;

    /**
     * A small file.
     *
     * @param text all of it
     * @param permissions who may do what, such as {@code rw-r--r--}
     */
    record Text(Path path, String text, String permissions) implements Piece {

        @Override
        public boolean isInPlace() throws IOException {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.getPosixFilePermissions(path).equals(modes())
                    && Files.readString(path).equals(text);
        }

        /** Nobody else can read it at any moment, since it may be a secret. */
        @Override
        public void put() throws IOException {
            Path fresh = fresh(path);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, modes());
            replace(path, fresh);
        }

        private Set<PosixFilePermission> modes() {
            return PosixFilePermissions.fromString(permissions);
        }
    }

    /**
     * A copy of a file of any size.
     *
     * @param source the file
     * @param permissions who may do what, such as {@code rw-r--r--}
     */
    record Copy(Path path, Path source, String permissions) implements Piece {

        @Override
        public boolean isInPlace() throws IOException {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.getPosixFilePermissions(path).equals(PosixFilePermissions.fromString(permissions))
                    && (Files.isSameFile(path, source) || Files.mismatch(path, source) < 0);
        }

        @Override
        public void put() throws IOException {
            Path fresh = fresh(path);
            Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            replace(path, fresh);
        }
    }

    /**
     * A symbolic link.
     *
     * @param target what it says, on the machine
     */
    record Link(Path path, String target) implements Piece {

        @Override
        public boolean isInPlace() throws IOException {
            return Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(Path.of(target));
        }

        @Override
        public void put() throws IOException {
            Path fresh = fresh(path);
            Files.createSymbolicLink(fresh, Path.of(target));
            replace(path, fresh);
        }
    }

    private static Path fresh(Path path) throws IOException {
        Path fresh = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        return fresh;
    }

    private static void replace(Path path, Path fresh) throws IOException {
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
