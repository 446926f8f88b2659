package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.dumontcloud.samples.controlplane.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalKeyTest {

    @TempDir
    private Path folder;

    @Test
    void isMadeOnceAndStays() {
        TerminalKey made = TerminalKey.of(folder);

        assertThat(made.publicLine()).startsWith("ssh-ed25519 AAAA").endsWith(" dumont-control-plane");
        assertThat(TerminalKey.of(folder).publicLine()).isEqualTo(made.publicLine());
        assertThat(folder.resolve("ssh-key.pub")).hasContent(made.publicLine());
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        TerminalKey.of(folder);
        Path file = folder.resolve("ssh-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatIllegalStateException()
                .isThrownBy(() -> TerminalKey.of(folder))
                .withMessageContaining("chmod 600");
    }

    @Test
    void isAKeyForOpenSsh() throws Exception {
        TerminalKey made = TerminalKey.of(folder);
        Process keygen = new ProcessBuilder(
                        Tool.require("ssh-keygen"),
                        "-y",
                        "-f",
                        folder.resolve("ssh-key").toString())
                .start();

        assertThat(new String(keygen.getInputStream().readAllBytes()).strip()).isEqualTo(made.publicLine());
    }

    @Test
    void saysThatItIsDamaged() throws Exception {
        TerminalKey.of(folder);
        Files.writeString(folder.resolve("ssh-key"), "half a key");

        assertThatIllegalStateException()
                .isThrownBy(() -> TerminalKey.of(folder))
                .withMessageContaining("no private key");
    }

    @Test
    void showsItsPublicHalfOnly() throws Exception {
        TerminalKey made = TerminalKey.of(folder);

        assertThat(Files.readString(folder.resolve("ssh-key"))).contains("PRIVATE KEY");
        assertThat(made).hasToString(made.publicLine());
    }
}
