package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells from the head of a file whether this program could load it as NVML (ELF specification, "ELF Header"). */
final class LibraryFile {

    private static final int ELF = 0x464C457F; // 0x7F 'E' 'L' 'F'
    private static final int HEAD = 20;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "x86_64", 62, "aarch64", 183);

    private LibraryFile() {}

    /**
     * Returns why the file cannot be loaded, so that {@code which} can stand before it; null if nothing speaks against it.
     *
     * @param cpu the kind of CPU as Java calls it; of one that is not known here, every file passes
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
        try (InputStream in = Files.newInputStream(file)) {
            return problemOf(in.readNBytes(HEAD), cpu);
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

    /** An image made from a running container often keeps an empty file where the driver was mounted. */
    private static @Nullable String problemOf(byte[] head, String cpu) {
        if (head.length == 0) {
            return "is empty: the driver that belongs there was not given to this container";
        }
        ByteBuffer elf = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        if (head.length < HEAD || elf.getInt(0) != ELF) {
            return "is no shared library";
        }
        Integer machine = MACHINES.get(cpu);
        boolean runsHere = machine == null
                || (elf.get(4) == CLASS_64 && elf.get(5) == LITTLE_ENDIAN && elf.getShort(18) == machine);
        return runsHere ? null : "was built for another kind of CPU than " + cpu;
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
