package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalsTest {

    private static final String OPEN = "{\"type\":\"open\",\"columns\":80,\"rows\":24}";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final Grants grants = new Grants(time);
    private final List<String> audit = new ArrayList<>();
    private final List<FakeShell> shells = new ArrayList<>();
    private final Terminals terminals = new Terminals(
            (machine, address, size, acceptedKey) -> {
                shells.add(new FakeShell());
                return shells.get(shells.size() - 1);
            },
            Duration.ofMinutes(30),
            time,
            Runnable::run,
            audit::add);

    @AfterEach
    void close() {
        terminals.close();
        grants.close();
    }

    @Test
    void writesDownWhoHadAShellWhereWhenHowLongAndWhyItEndedAndNothingElse() {
        Terminal terminal = terminals.begin(grants.next(), "192.0.2.7", new FakeScreen());
        terminal.told(OPEN);
        terminal.typed("a secret\n".getBytes());
        time.advance(Duration.ofSeconds(42));
        terminal.end(TerminalEnd.CLOSED);

        String who = "machine=gpu-1 caller=" + grants.next().caller()
                + " client=192.0.2.7 ssh=root@ssh4.example.com:12345 begun=2026-01-05T08:00:00Z";
        assertThat(audit).containsExactly("terminal=begun " + who, "terminal=ended " + who + " seconds=42 why=closed");
    }

    @Test
    void writesOneLineOfOneWordWhateverIsInIt() {
        terminals.begin(grants.next(), "a b\nterminal=ended\u00e9", new FakeScreen());

        assertThat(audit.get(0)).contains(" client=a?b?terminal=ended? ").doesNotContain("\n");
    }

    @Test
    void opensThirtyTwoAtOnceAndNoMore() {
        List<FakeScreen> screens = IntStream.range(0, Terminals.MOST)
                .mapToObj(each -> new FakeScreen())
                .toList();
        List<Terminal> open = screens.stream()
                .map(screen -> terminals.begin(grants.next(), "client", screen))
                .toList();
        FakeScreen tooMany = new FakeScreen();
        terminals.begin(grants.next(), "client", tooMany);

        assertThat(screens).extracting(screen -> screen.closed).containsOnlyNulls();
        assertThat(tooMany.closed).isEqualTo(TerminalEnd.TOO_MANY);

        open.get(0).end(TerminalEnd.CLOSED);
        FakeScreen next = new FakeScreen();
        terminals.begin(grants.next(), "client", next);
        assertThat(next.closed).isNull();
    }

    @Test
    void endsAllOfThemWhenTheServerGoesAndRefusesNewOnes() {
        List<FakeScreen> screens = Stream.of(new FakeScreen(), new FakeScreen()).toList();
        screens.forEach(
                screen -> terminals.begin(grants.next(), "client", screen).told(OPEN));
        terminals.close();
        FakeScreen late = new FakeScreen();
        terminals.begin(grants.next(), "client", late);

        assertThat(screens).extracting(screen -> screen.closed).containsOnly(TerminalEnd.SHUTDOWN);
        assertThat(shells).extracting(shell -> shell.closed).containsOnly(true);
        assertThat(late.closed).isEqualTo(TerminalEnd.SHUTDOWN);
    }
}
