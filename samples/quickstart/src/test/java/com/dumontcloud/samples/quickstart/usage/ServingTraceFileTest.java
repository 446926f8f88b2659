package com.dumontcloud.samples.quickstart.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingTraceFileTest {

    private static final String HEADER = "instance,t_s,gpu_util_pct,gpu_mem_mib\n";

    @TempDir
    private Path folder;

    @Test
    void aMachineIsNeededFromABusySampleUntilTheNextOne() throws IOException {
        Path file = write("a,600,0,10\na,660,5,10\na,720,4.9,10\na,780,80,10\na,840,0,10\n");

        assertThat(ServingTraceFile.read(file).machines())
                .containsExactly(new MachineUsage(
                        MachineId.of("a"), 1, List.of(new Interval(11, 12), new Interval(13, 14)), 10, 14.95));
    }

    @Test
    void aBusySampleSpeaksForTenMinutesAtMost() throws IOException {
        Path file = write("a,0,50,1\na,599,50,1\na,1260,0,1\n");

        assertThat(ServingTraceFile.read(file).machines().get(0).busy())
                .containsExactly(new Interval(0, 599.0 / 60 + 10));
    }

    @Test
    void aSampleWithoutAUtilisationIsLost() throws IOException {
        Path file = write("a,0,50,1\na,60,,1\na,120,0,1\nb,0,,1\n");

        assertThat(ServingTraceFile.read(file).machines())
                .containsExactly(new MachineUsage(MachineId.of("a"), 1, List.of(new Interval(0, 2)), 0, 2.95));
    }

    @Test
    void theLastSampleSpeaksForTheTimeUntilTheNextWouldHaveCome() throws IOException {
        Path file = write("a,60,0,1\na,0,7,1\na,120,7,\n");

        assertThat(ServingTraceFile.read(file).machines())
                .containsExactly(new MachineUsage(
                        MachineId.of("a"), 1, List.of(new Interval(0, 1), new Interval(2, 2.95)), 0, 2.95));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a,x,1,1' | line 3, column 2 (t_s): expected seconds, a number from 0 to 315360000, found \"x\"",
                "'a,1,101,1' | line 3, column 3 (gpu_util_pct): expected per cent, a number from 0 to 100, found \"101\"",
                "'a,1,-1,1' | line 3, column 3 (gpu_util_pct): expected per cent, a number from 0 to 100, found \"-1\"",
                "',1,1,1' | line 3, column 1 (instance): expected a name without spaces, found \"\"",
                "'a,1,1' | line 3: 3 columns; expected 4: instance,t_s,gpu_util_pct,gpu_mem_mib",
            })
    void saysWhereALineIsWrongAndWhatIsExpected(String line, String problem) throws IOException {
        Path file = write("a,0,1,1\n" + line + "\n");

        assertThatThrownBy(() -> ServingTraceFile.read(file))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage(file + ", " + problem);
    }

    @Test
    void refusesATraceInWhichNothingWasSeen() throws IOException {
        Path file = write("a,0,,1\n");

        assertThatThrownBy(() -> ServingTraceFile.read(file)).hasMessage(file + ": no line has a gpu_util_pct");
    }

    @Test
    void eachKindReadsItsOwn() throws IOException {
        Path serving = write("a,0,50,1\n");
        Path notebooks = Files.writeString(folder.resolve("n.csv"), "instance,start_min,dur_min,gpus\na,0,1,1\n");

        assertThat(TraceKind.SERVING.read(serving)).isEqualTo(ServingTraceFile.read(serving));
        assertThat(TraceKind.NOTEBOOKS.read(notebooks)).isEqualTo(TraceFile.read(notebooks));
        assertThatThrownBy(() -> TraceKind.NOTEBOOKS.read(serving)).hasMessageContaining("no column start_min");
    }

    private Path write(String lines) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), HEADER + lines);
    }
}
