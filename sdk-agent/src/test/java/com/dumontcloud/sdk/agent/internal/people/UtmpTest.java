package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtmpTest {

    private static final int USER = 7;
    private static final int DEAD = 8;

    @Test
    void findsWhoIsLoggedInAndNeitherWindowsNorThoseWhoLeft() throws IOException {
        assertThat(Utmp.lines(SessionsTest.bytes("utmp-x86-64.bin"))).containsExactlyInAnyOrder("pts/0", "pts/1");
    }

    @ParameterizedTest
    @ValueSource(ints = {384, 400})
    void readsTheRecordsOfEitherLength(int length) {
        ByteBuffer utmp = ByteBuffer.allocate(25 * length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 25; i++) {
            record(utmp, i * length, i % 2 == 0 ? USER : DEAD, "pts/" + i, "10.0.0." + i);
        }

        assertThat(Utmp.lines(utmp.array()))
                .hasSize(13)
                .contains("pts/0", "pts/24")
                .doesNotContain("pts/1");
    }

    @Test
    void leavesOutTheWindowsOfScreen() {
        ByteBuffer utmp = ByteBuffer.allocate(384).order(ByteOrder.LITTLE_ENDIAN);
        record(utmp, 0, USER, "pts/5", ":pts/4:S.0");

        assertThat(Utmp.lines(utmp.array())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 383, 385, 1000})
    void readsNothingFromWhatIsNoRecord(int length) {
        assertThat(Utmp.lines(new byte[length])).isEmpty();
    }

    /** The fields as glibc's utmp.h lays them out: the type, then 8 bytes in the line, 76 bytes in the host. */
    private static void record(ByteBuffer utmp, int at, int type, String line, String host) {
        utmp.putShort(at, (short) type);
        utmp.putInt(at + 4, 4711);
        utmp.put(at + 8, line.getBytes(StandardCharsets.US_ASCII));
        utmp.put(at + 76, host.getBytes(StandardCharsets.US_ASCII));
        utmp.putInt(at + 340, 1_795_388_758);
    }
}
