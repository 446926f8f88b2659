package com.dumontcloud.samples.controlplane.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.terminal.TerminalRefused.ChangedHostKey;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {

    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final String OPEN = "{\"type\":\"open\",\"columns\":80,\"rows\":24}";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final Grants grants = new Grants(time);
    private final FakeScreen screen = new FakeScreen();
    private final FakeShell shell = new FakeShell();
    private final List<TerminalEnd> ends = new ArrayList<>();
    private @Nullable String accepted;
    private Terminal terminal = terminal((machine, address, size, acceptedKey) -> {
        accepted = acceptedKey;
        return shell;
    });

    @AfterEach
    void close() {
        grants.close();
    }

    @Test
    void passesWhatIsTypedToTheMachineAndWhatThatWritesToThePage() {
        terminal.told(OPEN);
        terminal.typed(utf8("ls\n"));
        shell.write(utf8("notes.txt\n"));

        assertThat(screen.said)
                .containsExactly("{\"type\":\"open\",\"host_key\":\"" + FakeShell.FINGERPRINT + "\",\"new\":true}");
        assertThat(shell.typed).containsExactly("ls\n");
        assertThat(screen.shown).containsExactly(utf8("notes.txt\n"));
        assertThat(ends).isEmpty();
    }

    @Test
    void keepsWhatIsTypedBeforeTheMachineAnswers() {
        terminal.typed(utf8("early"));
        terminal.told("{\"type\":\"resize\",\"columns\":120,\"rows\":40}");
        terminal.told(OPEN);

        assertThat(shell.typed).containsExactly("early");
    }

    @Test
    void typesTheNextOnlyOnceTheMachineHasTakenTheLast() {
        terminal.told(OPEN);
        terminal.typed(utf8("a"));
        terminal.typed(utf8("b"));
        terminal.typed(utf8("c"));

        assertThat(shell.typed).containsExactly("a");
        shell.take();
        assertThat(shell.typed).containsExactly("a", "b");
        shell.take();
        assertThat(shell.typed).containsExactly("a", "b", "c");
    }

    @Test
    void tellsThePageWhatTheMachineHasTakenOnceThatIsMuch() {
        terminal.told(OPEN);
        int said = screen.said.size();
        terminal.typed(new byte[Terminal.TELL_TAKEN_EVERY - 1]);
        terminal.typed(new byte[1]);
        terminal.typed(new byte[20_000]);

        shell.take();
        assertThat(screen.said).hasSize(said);
        shell.take();
        assertThat(screen.said.subList(said, screen.said.size()))
                .containsExactly("{\"type\":\"taken\",\"bytes\":16384}");
        shell.take();
        assertThat(screen.said.subList(said + 1, screen.said.size()))
                .containsExactly("{\"type\":\"taken\",\"bytes\":20000}");
    }

    /** What was taken makes room for as much more. */
    @Test
    void takesAsMuchAgainOnceTheMachineHasTakenIt() {
        terminal.told(OPEN);
        for (int time = 0; time < 3; time++) {
            terminal.typed(new byte[Terminal.MOST_UNTYPED]);
            shell.take();
        }

        assertThat(ends).isEmpty();
    }

    /** A machine that waits until it is read takes nothing: what the page has drawn must be heard all the same. */
    @Test
    void hearsWhatThePageHasDrawnWhileTheMachineTakesNothing() {
        terminal.told(OPEN);
        terminal.typed(utf8("a"));
        terminal.typed(utf8("b"));
        shell.write(new byte[(int) Terminal.MOST_UNSHOWN]);
        assertThat(shell.isRead()).isFalse();

        terminal.told("{\"type\":\"shown\",\"bytes\":1}");

        assertThat(shell.isRead()).isTrue();
    }

    @Test
    void takesSoMuchThatWaitsToBeTypedAndNoMore() {
        terminal.told(OPEN);
        terminal.typed(new byte[Terminal.MOST_UNTYPED]);
        assertThat(ends).isEmpty();

        terminal.typed(new byte[1]);

        assertThat(ends).containsExactly(TerminalEnd.PROTOCOL);
    }

    @Test
    void readsNoMoreThanThePageHasDrawn() {
        terminal.told(OPEN);
        int chunk = 16 * 1024;
        for (long sent = 0; sent < Terminal.MOST_UNSHOWN; sent += chunk) {
            assertThat(shell.isRead()).as("after %d bytes", sent).isTrue();
            shell.write(new byte[chunk]);
        }

        assertThat(shell.isRead()).isFalse();
        terminal.told("{\"type\":\"shown\",\"bytes\":0}");
        assertThat(shell.isRead()).isFalse();
        terminal.told("{\"type\":\"shown\",\"bytes\":1}");
        assertThat(shell.isRead()).isTrue();
        assertThat(screen.shownBytes()).isEqualTo(Terminal.MOST_UNSHOWN);
    }

    @Test
    void owesNothingToAPageThatClaimsToHaveDrawnMore() {
        terminal.told(OPEN);
        terminal.told("{\"type\":\"shown\",\"bytes\":1000000}");
        shell.write(new byte[(int) Terminal.MOST_UNSHOWN]);

        assertThat(shell.isRead()).isFalse();
    }

    @Test
    void tellsTheMachineOfAnotherSize() {
        terminal.told(OPEN);
        terminal.told("{\"type\":\"resize\",\"columns\":1,\"rows\":1}");
        terminal.told("{\"type\":\"resize\",\"columns\":1000,\"rows\":1000}");

        assertThat(shell.sizes).containsExactly(new WindowSize(1, 1), new WindowSize(1000, 1000));
    }

    @Test
    void passesOnWhichHostKeyThePersonAccepts() {
        terminal.told(
                "{\"type\":\"open\",\"columns\":80,\"rows\":24,\"accept_host_key\":\"" + FakeShell.FINGERPRINT + "\"}");

        assertThat(accepted).isEqualTo(FakeShell.FINGERPRINT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"type\":\"sudo\"}",
                "{\"type\":\"open\"}",
                "{\"type\":\"open\",\"columns\":0,\"rows\":24}",
                "{\"type\":\"open\",\"columns\":80,\"rows\":1001}",
                "{\"type\":\"open\",\"columns\":80.5,\"rows\":24}",
                "{\"type\":\"open\",\"columns\":4294967376,\"rows\":24}",
                "{\"type\":\"open\",\"columns\":80,\"rows\":24,\"accept_host_key\":\"SHA256:x\"}",
                "{\"type\":\"open\",\"columns\":80,\"rows\":24,\"accept_host_key\":true}",
                "{\"type\":\"shown\",\"bytes\":-1}",
                "{\"type\":\"shown\",\"bytes\":\"all\"}",
            })
    void endsAtAMessageThatIsNone(String message) {
        terminal.told(message);

        assertThat(ends).containsExactly(TerminalEnd.PROTOCOL);
        assertThat(screen.closed).isEqualTo(TerminalEnd.PROTOCOL);
    }

    @Test
    void isOpenedOnce() {
        terminal.told(OPEN);
        terminal.told(OPEN);

        assertThat(ends).containsExactly(TerminalEnd.PROTOCOL);
        assertThat(shell.closed).isTrue();
    }

    @Test
    void endsWithItsShell() {
        terminal.told(OPEN);
        shell.write(new byte[0]);

        assertThat(ends).containsExactly(TerminalEnd.EXITED);
        assertThat(screen.closed).isEqualTo(TerminalEnd.EXITED);
        assertThat(shell.closed).isTrue();
    }

    @Test
    void endsOnceWhateverComesAfter() {
        terminal.told(OPEN);
        terminal.end(TerminalEnd.CLOSED);
        terminal.end(TerminalEnd.SHUTDOWN);
        terminal.told("nonsense");
        terminal.typed(utf8("x"));
        shell.write(utf8("late"));

        assertThat(ends).containsExactly(TerminalEnd.CLOSED);
        assertThat(screen.shown).isEmpty();
        assertThat(shell.typed).isEmpty();
    }

    @Test
    void endsAfterHalfAnHourWithoutAKeyAndNotAMomentSooner() {
        terminal.told(OPEN);
        stayFor(IDLE.minusNanos(1));
        assertThat(ends).isEmpty();

        time.advance(Duration.ofNanos(1));

        assertThat(ends).containsExactly(TerminalEnd.IDLE);
        assertThat(shell.closed).isTrue();
    }

    @Test
    void aKeyIsAnotherHalfHour() {
        terminal.told(OPEN);
        stayFor(IDLE.minusSeconds(1));
        terminal.typed(utf8(" "));
        stayFor(IDLE.minusSeconds(1));
        assertThat(ends).isEmpty();

        stayFor(Duration.ofSeconds(1));

        assertThat(ends).containsExactly(TerminalEnd.IDLE);
    }

    @Test
    void outputAloneDoesNotKeepItOpen() {
        terminal.told(OPEN);
        for (int minute = 0; minute < 30; minute++) {
            shell.write(utf8("tick\n"));
            stayFor(Duration.ofMinutes(1));
        }

        assertThat(ends).containsExactly(TerminalEnd.IDLE);
    }

    @Test
    void endsWhenItsSessionDoes() {
        terminal.told(OPEN);
        grants.signOut();
        time.advance(Terminal.LOOK_EVERY);

        assertThat(ends).containsExactly(TerminalEnd.SIGNED_OUT);
    }

    @Test
    void endsAfterAMinuteWithoutASignOfLife() {
        terminal.told(OPEN);
        time.advance(Terminal.LOST_AFTER.minusNanos(1));
        assertThat(ends).isEmpty();
        assertThat(screen.pings).isEqualTo(4);

        time.advance(Duration.ofNanos(1));

        assertThat(ends).containsExactly(TerminalEnd.LOST);
    }

    @Test
    void losesABrowserAlsoWhileTheMachineTakesNothing() {
        terminal.told(OPEN);
        terminal.typed(utf8("a"));
        terminal.typed(utf8("b"));
        time.advance(Terminal.LOST_AFTER.minusNanos(1));
        assertThat(ends).isEmpty();

        time.advance(Terminal.LOOK_EVERY);

        assertThat(ends).containsExactly(TerminalEnd.LOST);
    }

    @Test
    void saysWhichHostKeyCameInThePlaceOfWhich() {
        String shown = "SHA256:" + "B".repeat(43);
        terminal = terminal((machine, address, size, key) -> {
            throw new TerminalRefused(new ChangedHostKey(FakeShell.FINGERPRINT, shown));
        });
        terminal.told(OPEN);

        assertThat(screen.said)
                .containsExactly("{\"type\":\"host_key_changed\",\"known\":\"" + FakeShell.FINGERPRINT
                        + "\",\"shown\":\"" + shown + "\"}");
        assertThat(screen.closed).isEqualTo(TerminalEnd.HOST_KEY_CHANGED);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_AUTHORIZED", "ADDRESS_REFUSED", "UNREACHABLE"})
    void saysWhyThereIsNoShell(TerminalEnd why) {
        terminal = terminal((machine, address, size, key) -> {
            throw new TerminalRefused(why, "of the test", null);
        });
        terminal.told(OPEN);

        assertThat(ends).containsExactly(why);
    }

    @Test
    void saysThatItFailedWhereSomethingOfOursDid() {
        terminal = terminal((machine, address, size, key) -> {
            throw new IllegalStateException("of the test");
        });
        terminal.told(OPEN);

        assertThat(ends).containsExactly(TerminalEnd.FAILED);
    }

    @Test
    void closesAShellThatComesWhenThePersonHasLeft() {
        terminal = terminal((machine, address, size, key) -> {
            terminal.end(TerminalEnd.CLOSED);
            return shell;
        });
        terminal.told(OPEN);

        assertThat(ends).containsExactly(TerminalEnd.CLOSED);
        assertThat(shell.closed).isTrue();
        assertThat(screen.said).isEmpty();
    }

    @Test
    void endsWhateverGoesWrongInIt() {
        FakeShell broken = new FakeShell() {
            @Override
            public void resize(WindowSize size) {
                throw new IllegalStateException("as a test wants it");
            }
        };
        terminal = terminal((machine, address, size, acceptedKey) -> broken);
        terminal.told(OPEN);

        terminal.told("{\"type\":\"resize\",\"columns\":120,\"rows\":40}");

        assertThat(ends).containsExactly(TerminalEnd.FAILED);
        assertThat(broken.closed).isTrue();
    }

    private Terminal terminal(Shells shells) {
        Terminal begun =
                new Terminal(grants.next(), screen, shells, IDLE, time, Runnable::run, (self, why) -> ends.add(why));
        begun.start();
        return begun;
    }

    /** The browser answers all the while. */
    private void stayFor(Duration duration) {
        Duration left = duration;
        for (; left.compareTo(Terminal.LOOK_EVERY) > 0; left = left.minus(Terminal.LOOK_EVERY)) {
            time.advance(Terminal.LOOK_EVERY);
            terminal.answered();
        }
        time.advance(left);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
