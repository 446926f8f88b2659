package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.agent.internal.people.Terminal.Times;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final VirtualTime time = VirtualTime.startingAt(NOON);
    private @Nullable Map<Integer, Times> devices = new HashMap<>();
    private @Nullable Set<Integer> sessions = new HashSet<>();
    private Duration scanTakes = Duration.ZERO;
    private int scans;
    private final Terminals terminals = new Terminals(new Machine());

    @Test
    void knowsOfNobodyWhereNoTerminalIsOpen() {
        terminals.look();

        assertThat(terminals.count()).isZero();
        assertThat(terminals.lastInputSeconds()).isNull();
    }

    @Test
    void knowsNothingWhereTerminalsCannotBeSeen() {
        devices = null;
        terminals.look();

        assertThat(terminals.count()).isNull();
        assertThat(terminals.lastInputSeconds()).isNull();
    }

    @Test
    void tellsHowLongAgoSomebodyTyped() {
        open(0, -3600, -90, -5);
        open(1, -3600, -400, -400);
        terminals.look();

        assertThat(terminals.count()).isEqualTo(2);
        assertThat(terminals.lastInputSeconds()).isEqualTo(90);
    }

    @Test
    void outputIsNotInput() {
        open(0, -3600, -900, -900);
        terminals.look();
        for (int i = 0; i < 60; i++) {
            time.advance(Duration.ofSeconds(10));
            devices.computeIfPresent(0, (number, times) -> new Times(times.born(), times.read(), time.wall()));
            terminals.look();
        }

        assertThat(terminals.lastInputSeconds()).isEqualTo(1500);
    }

    @Test
    void typingBetweenTwoLooksIsSeen() {
        open(0, -3600, -900, -900);
        terminals.look();
        time.advance(Duration.ofSeconds(10));
        read(0, time.wall().minusSeconds(3));
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -60, 60, 86_400})
    void settingTheClockMakesNobodyComeOrGo(long seconds) {
        open(0, -3600, -900, -900);
        terminals.look();
        time.advance(Duration.ofSeconds(10));
        time.jumpWall(Duration.ofSeconds(seconds));
        terminals.look();
        assertThat(terminals.lastInputSeconds()).isEqualTo(910);

        time.advance(Duration.ofSeconds(10));
        read(0, NOON.plusSeconds(30).plusSeconds(Math.max(0, seconds)));
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isBetween(0.0, 10.0);
    }

    @Test
    void aTimeThatLiesAheadIsNow() {
        open(0, -10, 500, 500);
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isZero();
    }

    @Test
    void remembersWhoTypedAfterTheyLeave() {
        open(0, -3600, -90, -90);
        terminals.look();
        devices.clear();
        time.advance(Duration.ofSeconds(10));
        terminals.look();

        assertThat(terminals.count()).isZero();
        assertThat(terminals.lastInputSeconds()).isEqualTo(100);
    }

    @Test
    void aNumberThatIsUsedAgainIsAnotherTerminal() {
        open(0, -3600, -90, -90);
        terminals.look();
        time.advance(Duration.ofSeconds(10));
        open(0, -2, -2, -2);
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isEqualTo(2);
        assertThat(scans).isEqualTo(2);
    }

    @Test
    void countsOnlyTerminalsThatSomebodySitsAt() {
        open(0, -3600, -90, -90);
        open(1, -3600, -500, -500);
        sessions.remove(1);
        terminals.look();

        assertThat(terminals.count()).isEqualTo(1);
    }

    @Test
    void typingIntoAWindowCountsWhereverItIs() {
        open(1, -3600, -7, -500);
        sessions.clear();
        terminals.look();

        assertThat(terminals.count()).isZero();
        assertThat(terminals.lastInputSeconds()).isEqualTo(7);
    }

    @Test
    void cannotCountWhatItCannotTellApart() {
        open(0, -3600, -90, -90);
        sessions = null;
        terminals.look();

        assertThat(terminals.count()).isNull();
        assertThat(terminals.lastInputSeconds()).isEqualTo(90);
    }

    @Test
    void looksCloselyTwiceAfterAChangeAndThenNoMore() {
        open(0, -3600, -90, -90);
        for (int i = 0; i < 10; i++) {
            terminals.look();
            time.advance(Duration.ofSeconds(10));
        }
        assertThat(scans).isEqualTo(2);

        devices.clear();
        terminals.look();
        assertThat(scans).isEqualTo(3);
    }

    @Test
    void terminalsThatComeAndGoDoNotMakeItLookCloselyAllTheTime() {
        scanTakes = Duration.ofMillis(50);
        for (int i = 0; i < 60; i++) {
            open(i, -1, -1, -1);
            terminals.look();
            time.advance(Duration.ofSeconds(10));
        }

        assertThat(scans).isBetween(10, 12); // 600 s, of which each look of 50 ms takes 50 s to rest
        assertThat(terminals.count()).isEqualTo(60);
    }

    @Test
    void whereReadingIsNeverNotedOutputStandsForIt() {
        open(0, -3600, -3600, -30);
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isEqualTo(30);
    }

    @Test
    void whereReadingIsNotedOutputNeverStandsForIt() {
        open(0, -3600, -3600, -30);
        open(1, -3600, -3000, -3000);
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isEqualTo(3000);
    }

    @Test
    void whatNobodySitsAtIsNotKeptAliveByItsOutput() {
        open(0, -3600, -3600, -30);
        sessions.clear();
        terminals.look();

        assertThat(terminals.lastInputSeconds()).isCloseTo(3600, within(1e-9));
    }

    private void open(int number, long born, long read, long written) {
        Instant now = time.wall();
        devices.put(number, new Times(now.plusSeconds(born), now.plusSeconds(read), now.plusSeconds(written)));
        sessions.add(number);
    }

    private void read(int number, Instant at) {
        devices.computeIfPresent(number, (key, times) -> new Times(times.born(), at, times.written()));
    }

    private final class Machine implements Terminals.Source {

        @Override
        public @Nullable Map<Integer, Times> devices() {
            return devices;
        }

        @Override
        public @Nullable Set<Integer> sessions() {
            scans++;
            time.advance(scanTakes);
            return sessions;
        }

        @Override
        public long mono() {
            return time.mono();
        }

        @Override
        public Instant wall() {
            return time.wall();
        }
    }
}
