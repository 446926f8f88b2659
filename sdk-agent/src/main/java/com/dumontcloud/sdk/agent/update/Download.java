package com.dumontcloud.sdk.agent.update;

import com.dumontcloud.sdk.agent.internal.net.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.DoubleConsumer;

/** Fetches one file over HTTP, bounded in bytes and in time. No redirects: the address that was asked for is the one used. */
final class Download {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 30_000;
    private static final int BUFFER = 64 * 1024;

    private final long mostBytes;
    private final Duration most;

    Download(long mostBytes, Duration most) {
        this.mostBytes = mostBytes;
        this.most = most;
    }

    /**
     * Writes what the address holds to a file.
     *
     * @param progress hears 0 to 1 where the server says how much there is
     * @return the SHA-256 of what was written, in lower-case hexadecimal digits
     * @throws IOException if it could not be had, or is too large or too slow
     */
    String fetch(URI url, Path file, DoubleConsumer progress) throws IOException, InterruptedException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        Watchdog watchdog = new Watchdog(most);
        watchdog.watch(connection);
        try {
            return copy(connection, file, progress, watchdog);
        } catch (IOException broken) {
            if (watchdog.done()) {
                throw new IOException("the download took longer than " + most.toSeconds() + " s", broken);
            }
            throw broken;
        } finally {
            watchdog.stop();
            connection.disconnect();
        }
    }

    private String copy(HttpURLConnection connection, Path file, DoubleConsumer progress, Watchdog watchdog)
            throws IOException, InterruptedException {
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("the download was answered by " + status
                    + (status >= 300 && status < 400 ? ", and redirects are not followed" : ""));
        }
        long announced = connection.getContentLengthLong();
        long copied = 0;
        MessageDigest digest = sha256();
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = 0; count >= 0 && Math.max(copied, announced) <= mostBytes; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                digest.update(buffer, 0, count);
                copied += count;
                if (announced > 0) {
                    progress.accept((double) copied / announced);
                }
                if (watchdog.isLate()) {
                    throw new IOException("the download took longer than " + most.toSeconds() + " s");
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("the download was broken off");
                }
            }
        }
        if (Math.max(copied, announced) > mostBytes) {
            throw new IOException("the download has more than " + mostBytes + " bytes");
        }
        if (announced >= 0 && copied != announced) { // which the JDK's client passes over in silence
            throw new IOException("the download broke off after " + copied + " of " + announced + " bytes");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new UncheckedIOException(new IOException("every Java has SHA-256", impossible));
        }
    }
}
