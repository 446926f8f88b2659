package com.dumontcloud.samples.quickstart.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A file that a command writes at its end. */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Checks that there is a folder for it: whoever waited for a run should not learn at its end that it cannot be written down.
     *
     * @throws NotDirectoryException if there is none
     */
    public static void requireFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NotDirectoryException("cannot write " + file + ": there is no folder " + folder);
        }
    }
}
