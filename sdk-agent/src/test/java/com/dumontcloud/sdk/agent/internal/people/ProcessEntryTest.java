package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessEntryTest {

    @Test
    void readsAShellAtATerminal() {
        assertThat(ProcessEntry.parse("11885 (bash) S 11851 11885 11885 34816 11885 4194560 652 20872 1 4\n"))
                .isEqualTo(new ProcessEntry(11885, "bash", 11851, 11885, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tmux: server", "a) S 1 1 1", "((sd-pam))", ") (", ""})
    void aNameMayHoldAnything(String name) {
        assertThat(ProcessEntry.parse("7 (" + name + ") R 1 7 6 0 -1 0"))
                .isEqualTo(new ProcessEntry(7, name, 1, 6, null));
    }

    /** The number of the device as the kernel packs it: for pts/300 major 136 and minor 300. */
    @ParameterizedTest
    @CsvSource({"34816, 0", "34825, 9", "35071, 255", "1083436, 300"})
    void tellsTheTerminalByItsDevice(int device, int number) {
        ProcessEntry process = ProcessEntry.parse("7 (x) R 1 7 7 " + device + " -1");

        assertThat(process).isNotNull();
        assertThat(process.terminal()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1025, 1088, -1})
    void aConsoleIsNoPseudoTerminal(int device) {
        ProcessEntry process = ProcessEntry.parse("7 (x) R 1 7 7 " + device + " -1");

        assertThat(process).isNotNull();
        assertThat(process.terminal()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7 (x", "7 (x) R 1 2", "x (x) R 1 7 7 0 -1", "7 (x) R 1 7 y 0 -1", ") ("})
    void readsNothingFromAnythingElse(String stat) {
        assertThat(ProcessEntry.parse(stat)).isNull();
    }
}
