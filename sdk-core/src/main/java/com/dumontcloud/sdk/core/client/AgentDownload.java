package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import okio.BufferedSource;

/** Fetches the stand-alone agent into a file, whole and checked or not at all. */
final class AgentDownload {

    private static final String FILE = "dumont-agent";
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final long LARGEST = 256L * 1024 * 1024;
    private static final long LARGEST_CHECKSUM = 4096;

    /** A line as sha256sum writes it; the name may be missing, or follow a star. */
    private static final Pattern CHECKSUM = Pattern.compile("(?m)^([0-9a-fA-F]{64})(?:[ \\t]+\\*?(\\S+))?[ \\t]*\\r?$");

    private final HttpTransport transport;

    AgentDownload(HttpTransport transport) {
        this.transport = transport;
    }

    void into(Path target) {
        String expected = transport.send(call(FILE + ".sha256"), AgentDownload::checksum);
        Path part = local(target, () -> Files.createTempFile(directoryOf(target), "." + FILE, ".part"));
        try {
            String actual = transport.send(call(FILE), (response, failures) -> copy(response, failures, part));
            if (!actual.equals(expected)) {
                throw new DumontException(
                        Kind.INVALID_ANSWER,
                        "the downloaded agent has SHA-256 " + actual + " and should have " + expected
                                + "; nothing was written. Try again, and distrust the way to the control plane if it"
                                + " stays");
            }
            local(target, () -> replace(part, target));
        } finally {
            local(target, () -> Files.deleteIfExists(part));
        }
    }

    private static ApiCall call(String file) {
        return ApiCall.get(List.of("downloads", "agent", "latest", file)).withoutToken(TIMEOUT);
    }

    private static String checksum(Response response, Failures failures) throws IOException {
        BufferedSource source = response.body().source();
        source.request(LARGEST_CHECKSUM);
        Matcher lines = CHECKSUM.matcher(
                source.readUtf8(Math.min(LARGEST_CHECKSUM, source.getBuffer().size())));
        while (lines.find()) {
            String name = lines.group(2);
            if (name == null || name.equals(FILE) || name.endsWith("/" + FILE)) {
                return lines.group(1).toLowerCase(Locale.ROOT);
            }
        }
        throw failures.unreadable(response.code(), response.headers(), "the answer holds no SHA-256 of " + FILE, null);
    }

    /** Writes the answer to the file, from its start again at every attempt, and returns its SHA-256. */
    private static String copy(Response response, Failures failures, Path part) throws IOException {
        MessageDigest digest = sha256();
        BufferedSource source = response.body().source();
        byte[] chunk = new byte[64 * 1024];
        long size = 0;
        OutputStream out = local(part, () -> Files.newOutputStream(part));
        try {
            for (int read = source.read(chunk); read >= 0; read = source.read(chunk)) {
                size += read;
                if (size > LARGEST) {
                    throw failures.unreadable(
                            response.code(),
                            response.headers(),
                            "the agent is larger than " + LARGEST + " bytes",
                            null);
                }
                int length = read;
                digest.update(chunk, 0, length);
                local(part, () -> {
                    out.write(chunk, 0, length);
                    return length;
                });
            }
        } finally {
            local(part, () -> {
                out.close();
                return part;
            });
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Path replace(Path part, Path target) throws IOException {
        try {
            return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException notHere) {
            return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path directoryOf(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }

    /** Keeps trouble with our own disk apart from trouble with the connection, which is repeated. */
    private static <T> T local(Path file, LocalAction<T> action) {
        try {
            return action.run();
        } catch (IOException | UncheckedIOException unwritable) {
            throw new IllegalStateException(
                    file + " could not be written; check its directory and the space there", unwritable);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JVM has no SHA-256", impossible);
        }
    }

    @FunctionalInterface
    private interface LocalAction<T> {
        T run() throws IOException;
    }
}
