package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dumontcloud.samples.controlplane.RealSshd;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SshAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's OpenSSH. */
class SshShellsTest {

    private static final MachineId ID = MachineId.of("gpu-1");
    private static final WindowSize SIZE = new WindowSize(80, 24);
    private static final Networks LOOPBACK = Networks.parse(List.of("127.0.0.0/8"));

    @TempDir
    private Path folder;

    private RealSshd sshd;
    private TerminalKey key;
    private SshShells shells;

    @BeforeEach
    void start() throws Exception {
        sshd = RealSshd.start(folder.resolve("sshd"));
        key = TerminalKey.of(folder);
        shells = SshShells.start(folder, key, KeyAuthorizer.NONE, LOOPBACK);
    }

    @AfterEach
    void stop() throws Exception {
        shells.close();
        sshd.close();
    }

    @Test
    void trustsAMachineWhenItIsFirstSeenAndKnowsItFromThenOnAlsoAfterARestart() throws Exception {
        sshd.authorize(key.publicLine());

        assertThat(hostKeyOf(null)).isEqualTo(new Shell.HostKey(sshd.fingerprint("ed25519"), true));
        assertThat(hostKeyOf(null)).isEqualTo(new Shell.HostKey(sshd.fingerprint("ed25519"), false));
        restart(KeyAuthorizer.NONE, LOOPBACK);
        assertThat(hostKeyOf(null).isNew()).isFalse();
    }

    @Test
    void refusesAnotherHostKeyUntilAPersonAcceptsExactlyThatOne() throws Exception {
        sshd.authorize(key.publicLine());
        String before = hostKeyOf(null).fingerprint();
        sshd.changeHostKey();
        String after = sshd.fingerprint("ed25519");
        restart(KeyAuthorizer.NONE, LOOPBACK);

        TerminalRefused refused = refusal(null);
        assertThat(refused.end()).isEqualTo(TerminalEnd.HOST_KEY_CHANGED);
        assertThat(refused.changedKey()).isEqualTo(new TerminalRefused.ChangedHostKey(before, after));
        assertThat(refusal("SHA256:" + "A".repeat(43)).end()).isEqualTo(TerminalEnd.HOST_KEY_CHANGED);
        assertThat(refusal(before).end()).isEqualTo(TerminalEnd.HOST_KEY_CHANGED);

        assertThat(hostKeyOf(after)).isEqualTo(new Shell.HostKey(after, true));
        assertThat(hostKeyOf(null)).isEqualTo(new Shell.HostKey(after, false));
    }

    @Test
    void isNotAlarmedWhereAServerHasAKeyOfAnotherKindBesideTheKnownOne() throws Exception {
        sshd.authorize(key.publicLine());
        Shell.HostKey known = hostKeyOf(null);
        sshd.addHostKey("ecdsa");

        assertThat(hostKeyOf(null)).isEqualTo(new Shell.HostKey(known.fingerprint(), false));
    }

    @Test
    void knowsMachinesByTheirIdsSinceAddressesGoFromOneToTheNext() throws Exception {
        sshd.authorize(key.publicLine());
        hostKeyOf(null);
        sshd.changeHostKey();

        try (Shell shell = shells.open(MachineId.of("gpu-2"), sshd.address(), SIZE, null)) {
            assertThat(shell.hostKey().isNew()).isTrue();
        }
    }

    @Test
    void saysThatTheMachineDoesNotLetItIn() {
        assertThat(refusal(null).end()).isEqualTo(TerminalEnd.NOT_AUTHORIZED);
    }

    @Test
    void tellsTheProviderOfItsKeyOnceWhereThatHasAWay() throws Exception {
        List<String> told = new ArrayList<>();
        restart(
                (machine, publicKey) -> {
                    told.add(machine + " " + publicKey);
                    authorize(publicKey);
                    return true;
                },
                LOOPBACK);

        // The attempt that was not let in met the host key first, and told nobody.
        assertThat(hostKeyOf(null).isNew()).isTrue();
        assertThat(hostKeyOf(null).isNew()).isFalse();

        assertThat(told).containsExactly("gpu-1 " + key.publicLine());
    }

    @Test
    void saysThatTheMachineDoesNotLetItInAlsoWhereTheProviderFails() {
        restart(
                (machine, publicKey) -> {
                    throw new DumontException(DumontException.Kind.UNAVAILABLE, "of the test");
                },
                LOOPBACK);

        assertThat(refusal(null).end()).isEqualTo(TerminalEnd.NOT_AUTHORIZED);
    }

    @Test
    void goesNowhereIntoThePrivateNetworkUnlessItIsNamed() {
        restart(KeyAuthorizer.NONE, Networks.NONE);

        assertThat(refusal(null).end()).isEqualTo(TerminalEnd.ADDRESS_REFUSED);
    }

    @Test
    void saysThatNothingListens() throws Exception {
        sshd.close();

        assertThat(refusal(null).end()).isEqualTo(TerminalEnd.UNREACHABLE);
    }

    @Test
    void runsAShellOnATerminalOfTheSizeThatIsAsked() throws Exception {
        sshd.authorize(key.publicLine());
        try (Shell shell = shells.open(ID, sshd.address(), new WindowSize(91, 27), null)) {
            assertThat(run(shell, "echo $TERM $(stty size) end$((1+1))\n", "end2"))
                    .contains("xterm-256color 27 91 end2");
            shell.resize(new WindowSize(132, 43));
            assertThat(run(shell, "echo $(stty size) end$((1+2))\n", "end3")).contains("43 132 end3");
            assertThat(run(shell, "exit\n", null)).isNotNull();
        }
    }

    private Shell.HostKey hostKeyOf(@Nullable String accepted) throws TerminalRefused {
        try (Shell shell = shells.open(ID, sshd.address(), SIZE, accepted)) {
            return shell.hostKey();
        }
    }

    private TerminalRefused refusal(@Nullable String accepted) {
        SshAddress address = sshd.address();
        TerminalRefused[] caught = new TerminalRefused[1];
        assertThatExceptionOfType(TerminalRefused.class)
                .isThrownBy(() -> shells.open(ID, address, SIZE, accepted).close())
                .satisfies(refused -> caught[0] = refused);
        return Objects.requireNonNull(caught[0]);
    }

    private void restart(KeyAuthorizer authorizer, Networks networks) {
        shells.close();
        shells = SshShells.start(folder, TerminalKey.of(folder), authorizer, networks);
    }

    private void authorize(String publicKey) {
        try {
            sshd.authorize(publicKey);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Types, and returns what comes back until this shows, or until there is no more. */
    private static String run(Shell shell, String keys, @Nullable String until) throws Exception {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        shell.type(keys.getBytes(StandardCharsets.UTF_8), () -> taken.complete(true));
        StringBuilder screen = new StringBuilder();
        while (until == null || screen.indexOf(until) < 0) {
            CompletableFuture<byte[]> output = new CompletableFuture<>();
            shell.read(output::complete);
            byte[] bytes = output.get(20, TimeUnit.SECONDS);
            if (bytes.length == 0) {
                assertThat(until).as("it ended: %s", screen).isNull();
                break;
            }
            screen.append(new String(bytes, StandardCharsets.UTF_8));
        }
        assertThat(taken.get(20, TimeUnit.SECONDS)).isTrue();
        return screen.toString();
    }
}
