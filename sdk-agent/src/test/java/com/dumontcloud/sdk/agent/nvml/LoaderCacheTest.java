package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderCacheTest {

    private static final String NVML = "libnvidia-ml.so.1";

    @TempDir
    private Path files;

    @Test
    void findsEveryPathOfTheName() throws IOException {
        byte[] cache = cache("libm.so.6", "/lib/libm.so.6", NVML, "/usr/lib/" + NVML, NVML, "/usr/lib32/" + NVML);

        assertThat(LoaderCache.find(file(cache), NVML)).containsExactly("/usr/lib/" + NVML, "/usr/lib32/" + NVML);
        assertThat(LoaderCache.find(file(cache), "libm.so")).isEmpty();
    }

    @Test
    void findsThePathBehindTheListOfTheOlderFormat() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes("ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(new byte[29]);
        both.writeBytes(cache(NVML, "/usr/lib/" + NVML));

        assertThat(LoaderCache.find(file(both.toByteArray()), NVML)).containsExactly("/usr/lib/" + NVML);
    }

    /** The cache that the system's own program makes of a directory with the library. */
    @Test
    void readsWhatLdconfigWrites() throws Exception {
        String ldconfig = Tool.require("ldconfig", "libc-bin");
        Path library = Files.copy(StandIn.library(), files.resolve("libnvidia-ml.so.1"));
        Path cache = files.resolve("cache");

        Process made = new ProcessBuilder(ldconfig, "-X", "-C", cache.toString(), files.toString())
                .redirectErrorStream(true)
                .redirectOutput(files.resolve("output").toFile())
                .start();
        assertThat(made.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue())
                .as(Files.readString(files.resolve("output")))
                .isZero();

        assertThat(LoaderCache.find(cache, NVML)).containsExactly(library.toString());
        assertThat(LoaderCache.find(cache, "libc.so.6"))
                .as("of the system's directories")
                .isNotEmpty();
    }

    @Test
    void findsNothingWhereThereIsNoCache() throws IOException {
        assertThat(LoaderCache.find(files.resolve("absent"), NVML)).isEmpty();
        assertThat(LoaderCache.find(files, NVML)).isEmpty();
        assertThat(LoaderCache.find(file(new byte[0]), NVML)).isEmpty();
        assertThat(LoaderCache.find(file("ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII)), NVML))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 24, 47, 48, 49, 60, 71, 72, 80, 90, 100})
    void readsACacheThatWasCutShortAsFarAsItGoes(int length) throws IOException {
        byte[] cut = Arrays.copyOf(cache(NVML, "/usr/lib/" + NVML), length);

        assertThat(LoaderCache.find(file(cut), NVML)).allMatch(("/usr/lib/" + NVML)::startsWith);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20})
    void skipsTextsThatAreOutside(int wrong) throws IOException {
        byte[] cache = cache(NVML, "/usr/lib/" + NVML);
        ByteBuffer.wrap(cache).order(ByteOrder.nativeOrder()).putInt(48 + 4, wrong);

        assertThat(LoaderCache.find(file(cache), NVML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MAX_VALUE, 2})
    void readsNoMoreEntriesThanThereIsRoomFor(int wrong) throws IOException {
        byte[] cache = cache(NVML, "/usr/lib/" + NVML);
        ByteBuffer.wrap(cache).order(ByteOrder.nativeOrder()).putInt(20, wrong);

        assertThat(LoaderCache.find(file(cache), NVML)).containsExactly("/usr/lib/" + NVML);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(files.resolve("ld.so.cache"), content);
    }

    /** Returns a cache of names and their paths, as glibc lays it out ({@code struct cache_file_new}). */
    static byte[] cache(String... namesAndPaths) {
        int entries = namesAndPaths.length / 2;
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(48 + 24 * entries).order(ByteOrder.nativeOrder());
        head.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII)).putInt(20, entries);
        for (int i = 0; i < namesAndPaths.length; i++) {
            int entry = 48 + 24 * (i / 2);
            head.putInt(entry, 0x0303).putInt(entry + 4 + 4 * (i % 2), head.capacity() + texts.size());
            texts.writeBytes((namesAndPaths[i] + "\0").getBytes(StandardCharsets.UTF_8));
        }
        head.putInt(24, texts.size());
        byte[] cache = Arrays.copyOf(head.array(), head.capacity() + texts.size());
        System.arraycopy(texts.toByteArray(), 0, cache, head.capacity(), texts.size());
        return cache;
    }
}
