package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class UserTokenTest {

    @TempDir
    private Path folder;

    @Test
    void isMadeOnceAndKept() {
        UserToken first = UserToken.of(Map.of(), folder);
        UserToken second = UserToken.of(Map.of(), folder);

        assertThat(first.isNew()).isTrue();
        assertThat(first.value()).hasSize(43);
        assertThat(second.isNew()).isFalse();
        assertThat(second.value()).isEqualTo(first.value());
    }

    @Test
    void isReadByItsOwnerAlone() throws IOException {
        UserToken.of(Map.of(), folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(UserToken.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void isRefusedWhereOthersCanReadIt() throws IOException {
        UserToken.of(Map.of(), folder);
        Files.setPosixFilePermissions(folder.resolve(UserToken.FILE), PosixFilePermissions.fromString("rw-r-----"));

        assertThatIllegalStateException()
                .isThrownBy(() -> UserToken.of(Map.of(), folder))
                .withMessageContaining("chmod 600");
    }

    @Test
    void comesFromTheEnvironmentAndIsThenWrittenNowhere() throws IOException {
        UserToken given = UserToken.of(Map.of(UserToken.VARIABLE, "given-by-somebody"), folder);

        assertThat(given.value()).isEqualTo("given-by-somebody");
        assertThat(given.isNew()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void hidesItself() {
        assertThat(UserToken.of(Map.of(UserToken.VARIABLE, "given-by-somebody"), folder))
                .hasToString("user token");
    }
}
