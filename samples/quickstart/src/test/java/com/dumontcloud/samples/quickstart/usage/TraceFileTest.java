package com.dumontcloud.samples.quickstart.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {

    private static final String HEADER = "instance,start_min,dur_min,gpus\n";

    @TempDir
    private Path folder;

    @Test
    void rentsEachInstanceFromItsFirstUseUntilADayAfterItsLast() throws IOException {
        Path file = write(HEADER + "b,100,5,2\na,7,3,1\nb,20,10,4\n");

        UsageTrace trace = TraceFile.read(file);

        assertThat(trace.machines())
                .containsExactly(
                        new MachineUsage(
                                MachineId.of("b"), 4, List.of(new Interval(20, 30), new Interval(100, 105)), 20, 1545),
                        new MachineUsage(MachineId.of("a"), 1, List.of(new Interval(7, 10)), 7, 1450));
        assertThat(trace.lastMinute()).isEqualTo(1545);
    }

    @Test
    void joinsIntervalsThatTouchOrOverlap() throws IOException {
        Path file = write(HEADER + "a,10,5,1\na,15,5,1\na,18,1,1\na,21,1,1\n");

        UsageTrace trace = TraceFile.read(file);

        assertThat(trace.machines().get(0).busy()).containsExactly(new Interval(10, 20), new Interval(21, 22));
    }

    @Test
    void readsGzipWhateverTheFileIsCalled() throws IOException {
        Path file = folder.resolve("trace.csv");
        Files.write(file, gzip(HEADER + "a,0.5,1.25,1\n"));

        assertThat(TraceFile.read(file).machines().get(0).busy()).containsExactly(new Interval(0.5, 1.75));
    }

    @Test
    void takesTheColumnsInAnyOrderAndSkipsEmptyLines() throws IOException {
        Path file = write("gpus,instance,dur_min,start_min\r\n2,a,3,1\r\n\r\n");

        assertThat(TraceFile.read(file).machines())
                .containsExactly(new MachineUsage(MachineId.of("a"), 2, List.of(new Interval(1, 4)), 1, 1444));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a,x,1,1' | line 3, column 2 (start_min): expected minutes, a number from 0 to 5256000, found \"x\"",
                "'a,-1,1,1' | line 3, column 2 (start_min): expected minutes, a number from 0 to 5256000, found \"-1\"",
                "'a,NaN,1,1' | line 3, column 2 (start_min): expected minutes, a number from 0 to 5256000, found \"NaN\"",
                "'a,1,,1' | line 3, column 3 (dur_min): expected minutes, a number from 0 to 5256000, found \"\"",
                "'a,1,1e99,1' | line 3, column 3 (dur_min): expected minutes, a number from 0 to 5256000, found \"1e99\"",
                "'a,1,1,0' | line 3, column 4 (gpus): expected a whole number from 1 to 1024, found \"0\"",
                "'a,1,1,1.5' | line 3, column 4 (gpus): expected a whole number from 1 to 1024, found \"1.5\"",
                "'a,1,1,1025' | line 3, column 4 (gpus): expected a whole number from 1 to 1024, found \"1025\"",
                "',1,1,1' | line 3, column 1 (instance): expected a name without spaces, found \"\"",
                "'a b,1,1,1' | line 3, column 1 (instance): expected a name without spaces, found \"a b\"",
                "'a,1,1' | line 3: 3 columns; expected 4: instance,start_min,dur_min,gpus",
                "'a,1,1,1,1' | line 3: 5 columns; expected 4: instance,start_min,dur_min,gpus",
            })
    void saysWhereALineIsWrongAndWhatIsExpected(String line, String problem) throws IOException {
        Path file = write(HEADER + "a,0,1,1\n" + line + "\n");

        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage(file + ", " + problem);
    }

    @Test
    void namesTheColumnThatIsMissing() throws IOException {
        Path file = write("instance,start,dur_min,gpus\n");

        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage(
                        file + ", line 1: no column start_min; expected the header instance,start_min,dur_min,gpus");
    }

    @Test
    void refusesATraceWithoutAnyLine() throws IOException {
        Path file = write(HEADER);

        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage(file + ": no line after the header; expected instance,start_min,dur_min,gpus");
    }

    @Test
    void saysThatAFileIsMissingEmptyDamagedOrNoText() throws IOException {
        Path missing = folder.resolve("missing.csv");
        Path empty = write("");
        byte[] whole = gzip(HEADER + "a,0,1,1\n".repeat(1000));
        Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> TraceFile.read(missing)).hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> TraceFile.read(empty)).hasMessageContaining("line 1: no column instance");
        assertThatThrownBy(() -> TraceFile.read(cut)).hasMessage(cut + ": the gzip data is damaged or cut off");
        assertThatThrownBy(() -> TraceFile.read(binary)).hasMessageContaining("not text in UTF-8");
        assertThatThrownBy(() -> TraceFile.read(folder)).isInstanceOf(TraceFormatException.class);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
