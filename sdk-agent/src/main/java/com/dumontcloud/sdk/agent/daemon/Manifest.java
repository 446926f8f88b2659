package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an installation has put where, so that its removal takes exactly that: lines of a digest and a path, with a dash in place
 * of a digest for directories that were not there before, and for links. Not thread-safe.
 */
final class Manifest {

    private static final String NO_DIGEST = "-";

    private final Map<String, String> digests = new TreeMap<>();

    /** Returns what the file says; nothing where there is none. */
    static Manifest read(Path file) throws IOException {
        Manifest manifest = new Manifest();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int blank = line.indexOf(' ');
                if (blank > 0 && line.startsWith("/", blank + 1)) {
                    manifest.digests.put(line.substring(blank + 1), line.substring(0, blank));
                }
            }
        }
        return manifest;
    }

    /** Adds a file that was put there, or a link. */
    void add(String name, Path file) throws IOException {
        digests.put(name, Files.isSymbolicLink(file) ? NO_DIGEST : digest(file));
    }

    /** Adds a directory that was not there before. */
    void addDirectory(String name) {
        digests.put(name, NO_DIGEST);
    }

    void remove(String name) {
        digests.remove(name);
    }

    /** Returns everything, what is inside a directory before the directory. */
    List<String> insideOut() {
        return digests.keySet().stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** Returns whether somebody has changed the file since it was put there. */
    boolean isChanged(String name, Path file) throws IOException {
        @Nullable String digest = digests.get(name);
        return digest != null && !digest.equals(NO_DIGEST) && !digest.equals(digest(file));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        digests.forEach(
                (name, digest) -> text.append(digest).append(' ').append(name).append('\n'));
        return text.toString();
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
