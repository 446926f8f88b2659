package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code /etc/ld.so.cache}, the list of libraries that the loader of glibc goes by (glibc, {@code dl-cache.h}): a head of 48
 * bytes, an entry of 24 bytes for each library with where its name and its path begin, then these texts. Caches made before
 * glibc 2.32 carry a list in an older format in front, which says the same.
 */
final class LoaderCache {

    private static final String MAGIC = "glibc-ld.so.cache1.1";
    private static final int HEAD = 48;
    private static final int ENTRY = 24;
    private static final long LARGEST = 64L << 20;

    private LoaderCache() {}

    /** Returns the paths under which the cache has a library of this name; none where there is no cache, or not such a one. */
    static List<String> find(Path cache, String name) {
        try {
            return Files.isRegularFile(cache) && Files.size(cache) <= LARGEST
                    ? find(Files.readAllBytes(cache), name)
                    : List.of();
        } catch (IOException unreadable) {
            return List.of(); // there are other places to look
        }
    }

    private static List<String> find(byte[] cache, String name) {
        String text = new String(cache, StandardCharsets.ISO_8859_1);
        int start = text.indexOf(MAGIC);
        if (start < 0 || cache.length - start < HEAD) {
            return List.of();
        }
        ByteBuffer list =
                ByteBuffer.wrap(cache, start, cache.length - start).slice().order(ByteOrder.nativeOrder());
        long entries = Math.min(Integer.toUnsignedLong(list.getInt(MAGIC.length())), (list.capacity() - HEAD) / ENTRY);
        byte[] wanted = (name + '\0').getBytes(StandardCharsets.UTF_8);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            int entry = HEAD + i * ENTRY;
            if (isAt(list, list.getInt(entry + 4), wanted)) {
                paths.add(textAt(list, list.getInt(entry + 8)));
            }
        }
        return paths;
    }

    private static boolean isAt(ByteBuffer list, int start, byte[] text) {
        if (start < 0 || start > list.capacity() - text.length) {
            return false;
        }
        for (int i = text.length - 1; i >= 0; i--) { // most names begin alike
            if (list.get(start + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the text that begins here and ends with a zero; an empty one where the place is outside the list. */
    private static String textAt(ByteBuffer list, int start) {
        if (start < 0 || start >= list.capacity()) {
            return "";
        }
        int end = start;
        while (end < list.capacity() && list.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - start];
        list.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
