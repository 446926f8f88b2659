package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.sdk.policy.Preset;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTokenTest {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String EVERYWHERE = "0.0.0.0";
    private static final Map<String, String> NOTHING = Map.of();
    private static final Map<String, String> GIVEN = Map.of(MetricsToken.VARIABLE, " of-the-environment\n");

    @TempDir
    private Path folder;

    @Test
    void isNoneOnLoopbackUnlessOneIsGiven() throws IOException {
        assertThat(token(LOOPBACK, null, NOTHING)).isEmpty();
        assertThat(token(LOOPBACK, null, Map.of(MetricsToken.VARIABLE, " "))).isEmpty();
        assertThat(token(LOOPBACK, null, GIVEN)).contains("of-the-environment");
    }

    @Test
    void isThatOfPeopleBeyondLoopbackUnlessOneIsGiven() throws IOException {
        assertThat(token(EVERYWHERE, null, NOTHING)).contains("of-people-who-log-in");
        assertThat(token(EVERYWHERE, null, GIVEN)).contains("of-the-environment");
    }

    @Test
    void isThatOfTheFileThatIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "of-the-file\n");

        assertThat(token(LOOPBACK, file, GIVEN)).contains("of-the-file");
        assertThat(token(EVERYWHERE, file, GIVEN)).contains("of-the-file");
    }

    @Test
    void isRefusedWhereTheFileHoldsNone() throws IOException {
        Path empty = Files.writeString(folder.resolve("token"), "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> token(LOOPBACK, empty, GIVEN))
                .withMessageContaining("is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> token(LOOPBACK, folder.resolve("missing"), GIVEN))
                .withMessageContaining("missing");
    }

    private Optional<String> token(String host, Path file, Map<String, String> environment) throws IOException {
        Address address = new Address(InetAddress.getByName(host), 0, null);
        Plane.Settings settings =
                new Plane.Settings(address, folder, ProviderChoice.SIMULATED, Preset.BALANCED, 1, false, null, file);
        return MetricsToken.of(
                settings, environment, UserToken.of(Map.of(UserToken.VARIABLE, "of-people-who-log-in"), folder));
    }
}
