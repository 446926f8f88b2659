package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked of systemd and of the script. */
class ServiceKindTest {

    private final FakeMachine machine = new FakeMachine();

    @Test
    void isWhatRunsTheMachine() {
        assertThat(ServiceKind.of(Layout.MACHINE, machine)).isEqualTo(ServiceKind.SYSTEMD);
        machine.systemd = false;
        assertThat(ServiceKind.of(Layout.MACHINE, machine)).isEqualTo(ServiceKind.SCRIPT);
    }

    @Test
    void isNotSystemdBelow247() {
        machine.version = "systemd 246 (246.1)\n+PAM";

        assertThatExceptionOfType(ExpectedException.class)
                .isThrownBy(() -> ServiceKind.SYSTEMD.require(Layout.MACHINE, machine))
                .withMessageContaining("246")
                .withMessageContaining("--service script");
    }

    @Test
    void isSystemdFrom247On() {
        machine.version = "systemd 247 (247.3-7)\n+PAM";

        assertThatNoException().isThrownBy(() -> ServiceKind.SYSTEMD.require(Layout.MACHINE, machine));
    }

    @Test
    void isNotSystemdWhereItDoesNotRun() {
        machine.systemd = false;

        assertThatExceptionOfType(ExpectedException.class)
                .isThrownBy(() -> ServiceKind.SYSTEMD.require(Layout.MACHINE, machine));
    }

    @Test
    void isMadeKnownAndStartedOnlyWhenAskedTo() {
        ServiceKind.SYSTEMD.enable(Layout.MACHINE, machine, false);
        assertThat(machine.ran).containsExactly("systemctl daemon-reload");

        ServiceKind.SYSTEMD.enable(Layout.MACHINE, machine, true);
        assertThat(machine.ran).endsWith("systemctl daemon-reload", "systemctl restart dumont-agent");
    }

    @Test
    void startsTheScriptAnew() {
        ServiceKind.SCRIPT.enable(Layout.MACHINE, machine, true);

        assertThat(machine.ran)
                .containsExactly(
                        "/usr/local/bin/dumont-agent-supervise stop", "/usr/local/bin/dumont-agent-supervise start");
    }

    @Test
    void namesTheCommandThatStartsIt() {
        machine.exitCode = 3;
        assertThat(ServiceKind.SYSTEMD.startCommand(Layout.MACHINE, machine)).isEqualTo("systemctl start dumont-agent");

        machine.exitCode = 0;
        assertThat(ServiceKind.SYSTEMD.startCommand(Layout.MACHINE, machine))
                .isEqualTo("systemctl restart dumont-agent");
    }

    @Test
    void saysWhenAProgramIsNotThere() {
        Machine.Outcome outcome = new Machine().run("dumont-no-such-program");

        assertThat(outcome.exitCode()).isEqualTo(127);
        assertThat(outcome.text()).contains("dumont-no-such-program");
    }

    @Test
    void hearsWhatAProgramSays() {
        Machine.Outcome outcome = new Machine().run("sh", "-c", "echo one; echo two >&2; exit 5");

        assertThat(outcome).isEqualTo(new Machine.Outcome(5, "one\ntwo"));
    }

    /** A machine that remembers what was run on it. */
    private static final class FakeMachine extends Machine {

        private final List<String> ran = new ArrayList<>();
        private boolean systemd = true;
        private String version = "systemd 252 (252.38-1~deb12u1)";
        private int exitCode;

        @Override
        boolean hasSystemd() {
            return systemd;
        }

        @Override
        Outcome run(String... command) {
            String line = String.join(" ", command);
            if (line.equals("systemctl --version")) {
                return new Outcome(0, version);
            }
            ran.add(line);
            return new Outcome(exitCode, "");
        }
    }
}
