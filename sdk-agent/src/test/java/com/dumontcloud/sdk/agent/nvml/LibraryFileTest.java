package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryFileTest {

    @TempDir
    private Path files;

    @ParameterizedTest
    @CsvSource({"62, amd64", "62, x86_64", "183, aarch64", "243, riscv64"})
    void hasNoProblemWithALibraryForThisCpu(short machine, String cpu) throws IOException {
        assertThat(problemOf(library(machine), cpu)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"183, amd64", "62, aarch64", "3, amd64"})
    void refusesALibraryForAnotherCpu(short machine, String cpu) throws IOException {
        assertThat(problemOf(library(machine), cpu)).isEqualTo("was built for another kind of CPU than " + cpu);
    }

    @Test
    void refusesALibraryFor32Bits() throws IOException {
        byte[] library = library((short) 62);
        library[4] = 1;

        assertThat(problemOf(library, "amd64")).startsWith("was built for another kind of CPU");
    }

    @Test
    void refusesWhatAContainersMountLeftBehind() throws IOException {
        assertThat(problemOf(new byte[0], "amd64")).startsWith("is empty");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 63})
    void refusesAHeaderThatIsNotWhole(int length) throws IOException {
        assertThat(problemOf(Arrays.copyOf(library((short) 62), length), "amd64"))
                .isEqualTo("is no shared library");
    }

    @Test
    void refusesAScriptOfTheLinker() throws IOException {
        byte[] script = "/* GNU ld script */ INPUT(-lnvidia-ml)                                ".getBytes("US-ASCII");

        assertThat(problemOf(script, "amd64")).isEqualTo("is no shared library");
    }

    @ParameterizedTest
    @CsvSource({"64", "175", "176", "299"})
    void refusesALibraryThatWasCutShort(int length) throws IOException {
        assertThat(problemOf(Arrays.copyOf(library((short) 62), length), "amd64"))
                .isEqualTo("was cut short");
    }

    @Test
    void refusesASegmentBeyondAllFiles() throws IOException {
        byte[] library = library((short) 62);
        ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN).putLong(120 + 8, Long.MAX_VALUE);

        assertThat(problemOf(library, "amd64")).isEqualTo("was cut short");
    }

    @Test
    void refusesWhatIsNotThereAndWhatIsNoFile() {
        assertThat(LibraryFile.problemOf(files.resolve("absent"), "amd64")).isEqualTo("does not exist");
        assertThat(LibraryFile.problemOf(files, "amd64")).isEqualTo("is no file");
    }

    @Test
    void refusesStubsAlsoBehindALink() throws IOException {
        Path stubs = Files.createDirectory(files.resolve("stubs"));
        Path stub = Files.write(stubs.resolve("libnvidia-ml.so"), library((short) 62));
        Path link = Files.createSymbolicLink(files.resolve("libnvidia-ml.so.1"), stub);

        assertThat(LibraryFile.problemOf(stub, "amd64")).startsWith("is a stub");
        assertThat(LibraryFile.problemOf(link, "amd64")).startsWith("is a stub");
    }

    @Test
    void acceptsALibraryThatACompilerMade() {
        assertThat(LibraryFile.problemOf(StandIn.library(), System.getProperty("os.arch")))
                .isNull();
    }

    private String problemOf(byte[] content, String cpu) throws IOException {
        return LibraryFile.problemOf(Files.write(files.resolve("library"), content), cpu);
    }

    /** Returns 300 bytes: a header, two entries of the program header of 56 bytes each, of which the second is loaded whole. */
    static byte[] library(short machine) {
        ByteBuffer library = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
        library.putInt(0, 0x464C457F).put(4, (byte) 2).put(5, (byte) 1);
        library.putShort(16, (short) 3).putShort(18, machine).putLong(32, 64).putShort(54, (short) 56);
        library.putShort(56, (short) 2);
        library.putInt(64, 4).putLong(64 + 8, 0).putLong(64 + 32, 0);
        library.putInt(120, 1).putLong(120 + 8, 100).putLong(120 + 32, 200);
        return library.array();
    }
}
