package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.dumontcloud.samples.controlplane.terminal.HostKeys.Pin;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostKeysTest {

    private static final MachineId ID = MachineId.of("gpu/1,*");
    private static final Pin PIN = new Pin("ssh-ed25519", "SHA256:" + "A".repeat(43));
    private static final Pin OTHER = new Pin("ssh-rsa", "SHA256:" + "b".repeat(43));

    @TempDir
    private Path folder;

    @Test
    void remembersTheLastKeyThatWasTrustedOfEachMachine() {
        HostKeys keys = HostKeys.of(folder);
        keys.trust(ID, PIN);
        keys.trust(MachineId.of("gpu-2"), PIN);
        keys.trust(ID, OTHER);

        HostKeys again = HostKeys.of(folder);
        assertThat(again.of(ID)).contains(OTHER);
        assertThat(again.of(MachineId.of("gpu-2"))).contains(PIN);
        assertThat(again.of(MachineId.of("gpu-3"))).isEmpty();
    }

    @Test
    void forgetsTheKeyOfOneMachineForGood() {
        HostKeys keys = HostKeys.of(folder);
        keys.trust(ID, PIN);
        keys.trust(MachineId.of("gpu-2"), PIN);

        keys.forget(ID);
        keys.forget(MachineId.of("gpu-3"));

        for (HostKeys known : List.of(keys, HostKeys.of(folder))) {
            assertThat(known.of(ID)).isEmpty();
            assertThat(known.of(MachineId.of("gpu-2"))).contains(PIN);
        }
    }

    @Test
    void forgetsNothingWhereThatCannotBeWrittenDown() throws Exception {
        HostKeys keys = HostKeys.of(folder);
        keys.trust(ID, PIN);
        Files.createDirectories(folder.resolve("ssh-host-keys.new").resolve("in-the-way"));

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> keys.forget(ID));
        assertThat(keys.of(ID)).contains(PIN);
    }

    @Test
    void trustsNothingThatCouldNotBeWrittenDown() throws Exception {
        HostKeys keys = HostKeys.of(folder);
        // A directory with something in it can be neither deleted nor replaced by the unfinished file.
        Files.createDirectories(folder.resolve("ssh-host-keys.new").resolve("in-the-way"));

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> keys.trust(ID, PIN));
        assertThat(keys.of(ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu-1", "gpu-1 ssh-ed25519", "gpu-1 ssh-ed25519 MD5:00", "\n"})
    void saysThatItsFileIsDamaged(String content) throws Exception {
        HostKeys.of(folder).trust(ID, PIN);
        Files.writeString(folder.resolve("ssh-host-keys"), content);

        assertThatIllegalStateException().isThrownBy(() -> HostKeys.of(folder)).withMessageContaining("damaged");
    }

    @Test
    void believesNoFileThatOthersCanChange() throws Exception {
        HostKeys.of(folder).trust(ID, PIN);
        Files.setPosixFilePermissions(folder.resolve("ssh-host-keys"), PosixFilePermissions.fromString("rw-rw----"));

        assertThatIllegalStateException().isThrownBy(() -> HostKeys.of(folder)).withMessageContaining("chmod 600");
    }
}
