package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether people work in notebooks on a machine. */
final class Notebooks {

    private static final Logger log = LoggerFactory.getLogger(Notebooks.class);

    private static final List<String> PROGRAMS =
            List.of("/usr/bin/jupyter", "/usr/local/bin/jupyter", "/opt/conda/bin/jupyter", "/opt/jupyter");

    private Notebooks() {}

    /** Returns whether a notebook server is installed in this tree, or has run in one of its homes. */
    static boolean areIn(Layout layout) {
        return PROGRAMS.stream().map(layout::at).anyMatch(Files::exists)
                || hasServed(layout.at("/root"))
                || anyServed(layout.at("/home"));
    }

    private static boolean anyServed(Path homes) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(homes)) {
            for (Path home : found) {
                if (hasServed(home)) {
                    return true;
                }
            }
        } catch (IOException none) {
            log.debug("No homes in {}", homes, none);
        }
        return false;
    }

    private static boolean hasServed(Path home) {
        return Files.isDirectory(home.resolve(".local/share/jupyter"));
    }
}
