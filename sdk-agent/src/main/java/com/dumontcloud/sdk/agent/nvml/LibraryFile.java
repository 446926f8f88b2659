package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells without loading a file whether this program could load it as NVML. The system's loader would refuse most other files,
 * but one that was cut short ends the whole program. Offsets are those of the ELF specification, for 64 bits.
 */
final class LibraryFile {

    private static final int HEADER = 64;
    private static final int MAGIC = 0x464C457F; // 0x7F 'E' 'L' 'F'
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "x86_64", 62, "aarch64", 183);

    private static final int SEGMENT = 56;
    private static final int LOADED = 1;

    private LibraryFile() {}

    /**
     * Returns why the file cannot be loaded, in words that fit after "which"; null if nothing speaks against it.
     *
     * @param cpu the kind of CPU as Java calls it; where it is not known here, so is not what fits it
     */
    static @Nullable String problemOf(Path file, String cpu) {
        if (!Files.exists(file)) {
            return "does not exist";
        }
        if (!Files.isRegularFile(file)) {
            return "is no file";
        }
        if (isStub(file) || isStub(real(file))) {
            return "is a stub for building with CUDA, not the driver's library";
        }
        Integer machine = MACHINES.get(cpu);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return machine == null ? null : problemOf(channel, machine, cpu);
        } catch (IOException unreadable) {
            return "cannot be read";
        }
    }

    /** Returns the file that this one is a link to, however far away; itself when that cannot be told. */
    static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException unknown) {
            return file.toAbsolutePath();
        }
    }

    private static @Nullable String problemOf(SeekableByteChannel file, int machine, String cpu) throws IOException {
        if (file.size() == 0) { // what is left where a container had the driver mounted and an image was made of it
            return "is empty: the container it was meant for was not given its driver";
        }
        ByteBuffer header = read(file, 0, HEADER);
        if (header == null || header.getInt(0) != MAGIC) {
            return "is no shared library";
        }
        if (header.get(4) != CLASS_64 || header.get(5) != LITTLE_ENDIAN || header.getShort(18) != machine) {
            return "was built for another kind of CPU than " + cpu;
        }
        return isWhole(file, header) ? null : "was cut short";
    }

    /** Every part that is mapped must be in the file: to touch a page that is not kills the program. */
    private static boolean isWhole(SeekableByteChannel file, ByteBuffer header) throws IOException {
        long start = header.getLong(32);
        int segments = Short.toUnsignedInt(header.getShort(56));
        for (int i = 0; i < segments; i++) {
            ByteBuffer segment = read(file, start + (long) i * SEGMENT, SEGMENT);
            if (segment == null) {
                return false;
            }
            long end = segment.getLong(8) + segment.getLong(32);
            if (segment.getInt(0) == LOADED && (end < 0 || end > file.size())) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable ByteBuffer read(SeekableByteChannel file, long position, int length) throws IOException {
        if (position < 0 || position > file.size() - length) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.position(position);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // a read may give less than was asked for
        }
        return bytes.hasRemaining() ? null : bytes;
    }

    private static boolean isStub(Path file) {
        for (Path name : file) {
            if (name.toString().equals("stubs")) {
                return true;
            }
        }
        return false;
    }
}
