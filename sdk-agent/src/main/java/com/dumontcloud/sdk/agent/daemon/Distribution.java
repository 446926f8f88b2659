package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * What this program consists of while it runs.
 *
 * @param jar the file that its classes come from
 * @param javaHome the Java that runs it
 */
record Distribution(Path jar, Path javaHome) {

    /**
     * Returns what runs now.
     *
     * @throws ExpectedException if the classes do not come from a jar that could be copied
     */
    static Distribution running() {
        @Nullable CodeSource source = DumontAgent.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = source == null ? null : Path.of(source.getLocation().toURI());
            if (jar != null && Files.isRegularFile(jar)) {
                return new Distribution(jar, Path.of(System.getProperty("java.home")));
            }
        } catch (URISyntaxException | IllegalArgumentException notAFile) {
            throw new ExpectedException(
                    ExitCode.FAILED, "this program does not run from a file: " + notAFile.getMessage());
        }
        throw new ExpectedException(ExitCode.FAILED, "only the packaged dumont-agent.jar can install itself");
    }

    /** Returns whether the Java came with the program, in a directory beside the jar. */
    boolean hasOwnRuntime() {
        Path folder = jar.toAbsolutePath().getParent();
        return folder != null && javaHome.startsWith(folder);
    }

    Path java() {
        return javaHome.resolve("bin").resolve("java");
    }

    /** Returns a text that the program carries with it. */
    static String text(String name) {
        try (InputStream in = Distribution.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has lost " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("the jar cannot be read", unreadable);
        }
    }
}
