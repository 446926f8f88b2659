package com.dumontcloud.sdk.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineOrderTest {

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw6VPZ1TgIBsDbDS5cXjU3YVcfwcVcSv0Cz0vlDJqxB";

    @TempDir
    private Path home;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void letsAKeyInOnceHoweverOftenTheMachineStarts() throws Exception {
        String script = script(KEY + " me & 'you' $(touch x)", "echo ran >>\"$HOME/ran\"\n");

        run(script);
        run(script);

        Path keys = home.resolve(".ssh/authorized_keys");
        assertThat(keys).hasContent(KEY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
        assertThat(home.resolve("ran")).hasContent("ran\nran");
        assertThat(home.resolve("x")).doesNotExist();
    }

    @Test
    void letsAKeyInBehindTheLineThatNamesTheShell() {
        assertThat(script(KEY, "#!/bin/bash\npython train.py"))
                .startsWith("#!/bin/bash\n(")
                .contains(KEY)
                .endsWith("\npython train.py");
    }

    @Test
    void startsWithItsOwnScriptAloneWithoutAKey() {
        assertThat(script(null, "python train.py")).isEqualTo("python train.py");
    }

    @Test
    void letsNobodyInThroughAScriptThatIsForNoShell() {
        assertThatIllegalArgumentException().isThrownBy(() -> script(KEY, "#!/usr/bin/python3\nprint()"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-ed25519 AAAA",
                "command=\"sh\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw6VPZ1TgIBsDbDS5cXjU3YVcfwcVcSv0Cz0vlDJqxB",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw6VPZ1TgIBsDbDS5cXjU3YVcfwcVcSv0Cz0vlDJqxB';touch x;'",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw6VPZ1TgIBsDbDS5cXjU3YVcfwcVcSv0Cz0vlDJqxB me\nssh-rsa BBBB",
                "-----BEGIN OPENSSH PRIVATE KEY-----"
            })
    void takesNothingForAKeyThatIsNone(String text) {
        assertThat(MachineOrder.isPublicKey(text)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> order().sshPublicKey(text).build());
    }

    private static String script(String key, String own) {
        Offer offer = Offer.builder("1", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
                .build();
        return Objects.requireNonNull(order().sshPublicKey(key)
                .onStart(own)
                .build()
                .request(offer, "order00000000001")
                .onStart());
    }

    private static MachineOrder.Builder order() {
        return MachineOrder.builder(OfferQuery.builder().diskGb(50).build());
    }

    private void run(String script) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", script)
                .directory(home.toFile())
                .inheritIO();
        shell.environment().put("HOME", home.toString());
        Process running = shell.start();
        assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isZero();
    }
}
