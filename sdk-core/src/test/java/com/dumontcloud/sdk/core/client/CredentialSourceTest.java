package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialSourceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s3cret\n", "s3cret\r\nX-Evil: 1", "s3cret token", "s3crét", "s3cret\u0000", "s3cret\u007f"})
    void refusesATokenThatNoHeaderCanCarryWithoutShowingIt(String token) {
        assertThatThrownBy(() -> CredentialSource.of(token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the token ")
                .hasMessageNotContaining("s3c");
    }

    @Test
    void noticesAReplacedFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        CredentialSource source = CredentialSource.fromFile(file);
        assertThat(source.token()).isEqualTo("first");

        Files.writeString(file, "second");

        assertThat(source.token()).isEqualTo("second");
    }

    @Test
    void namesAFileThatCannotBeRead(@TempDir Path directory) {
        Path file = directory.resolve("missing");

        DumontException thrown = catchThrowableOfType(
                DumontException.class, () -> CredentialSource.fromFile(file).token());

        assertThat(thrown.kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(thrown).hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cret\nX-Evil: 1"})
    void sendsNothingWithATokenThatCannotBeSent(String token) {
        try (TestPlane plane = new TestPlane()) {
            DumontException thrown = calling(plane, () -> token);

            assertThat(thrown.kind()).isEqualTo(Kind.UNAUTHENTICATED);
            assertThat(thrown).hasMessageContaining("was not sent: the token ").hasMessageNotContaining("s3cret");
            assertThat(plane.requests()).isZero();
        }
    }

    @Test
    void tellsThatTheSourceFailed() {
        try (TestPlane plane = new TestPlane()) {
            IllegalStateException locked = new IllegalStateException("the vault is locked");

            DumontException thrown = calling(plane, () -> {
                throw locked;
            });

            assertThat(thrown.kind()).isEqualTo(Kind.UNAUTHENTICATED);
            assertThat(thrown).hasCause(locked);
        }
    }

    private static DumontException calling(TestPlane plane, CredentialSource source) {
        return catchThrowableOfType(
                DumontException.class,
                () -> DumontClient.create(
                                ClientOptions.builder(plane.url(), source).build())
                        .agents()
                        .checkConnectivity());
    }
}
