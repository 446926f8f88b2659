package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.logs.RecordedLogs;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class TroubleLogTest {

    private static final DumontException WRONG_TOKEN = new DumontException(Kind.UNAUTHENTICATED, "check the token");
    private static final DumontException AWAY = new DumontException(Kind.NETWORK, "unreachable");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final TroubleLog trouble = new TroubleLog(LoggerFactory.getLogger("test"), time, "The door");

    @BeforeEach
    void forget() {
        RecordedLogs.clear();
    }

    @Test
    void saysWhatIsPartOfLifeInOneLine() {
        trouble.failed(WRONG_TOKEN);

        assertThat(RecordedLogs.at(Level.WARN)).singleElement().satisfies(line -> {
            assertThat(line.text()).isEqualTo("The door failed: check the token");
            assertThat(line.thrown()).isNull();
        });
    }

    @Test
    void saysInOneLineWhatASecurityManagerForbids() {
        trouble.failed(new SecurityException("access denied (\"java.io.FilePermission\" \"/proc/stat\" \"read\")"));

        assertThat(RecordedLogs.at(Level.WARN)).singleElement().satisfies(line -> {
            assertThat(line.text()).startsWith("The door failed: access denied (\"java.io.FilePermission\"");
            assertThat(line.thrown()).isNull();
        });
    }

    @Test
    void showsWhereASurpriseComesFrom() {
        IllegalStateException surprise = new IllegalStateException("broken");
        trouble.failed(surprise);

        assertThat(RecordedLogs.at(Level.WARN))
                .singleElement()
                .satisfies(line -> assertThat(line.thrown()).isSameAs(surprise));
    }

    @Test
    void remindsOnceAnHourWithACount() {
        trouble.failed(WRONG_TOKEN);
        failEverySecondFor(3599);
        assertThat(RecordedLogs.at(Level.WARN)).hasSize(1);

        failEverySecondFor(1);

        assertThat(RecordedLogs.at(Level.WARN))
                .last()
                .satisfies(line -> assertThat(line.text())
                        .isEqualTo("The door still fails, 3600 more times since this was last said: check the token"));
        assertThat(RecordedLogs.at(Level.WARN)).hasSize(2);
    }

    @Test
    void saysEachKindOnceButNotWithinAMinuteOfAnother() {
        trouble.failed(WRONG_TOKEN);
        time.advance(Duration.ofSeconds(59));
        trouble.failed(AWAY);
        assertThat(texts()).containsExactly("The door failed: check the token");

        time.advance(Duration.ofSeconds(1));
        trouble.failed(AWAY);
        time.advance(Duration.ofMinutes(2));
        trouble.failed(WRONG_TOKEN);
        trouble.failed(AWAY);

        assertThat(texts()).containsExactly("The door failed: check the token", "The door failed: unreachable");
    }

    @Test
    void saysThatItIsOverWithTheCount() {
        trouble.failed(WRONG_TOKEN);
        trouble.failed(WRONG_TOKEN);
        trouble.succeeded();
        trouble.succeeded();

        assertThat(RecordedLogs.at(Level.INFO))
                .extracting(RecordedLogs.Line::text)
                .containsExactly("The door works again after 2 failures");
    }

    @Test
    void aDoorThatSwingsIsSaidAtMostOnceAMinute() {
        for (int second = 0; second < 600; second++) {
            trouble.failed(WRONG_TOKEN);
            trouble.succeeded();
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(RecordedLogs.at(Level.WARN)).hasSize(10);
        assertThat(RecordedLogs.at(Level.INFO)).hasSize(10);
    }

    private void failEverySecondFor(int seconds) {
        for (int second = 0; second < seconds; second++) {
            time.advance(Duration.ofSeconds(1));
            trouble.failed(WRONG_TOKEN);
        }
    }

    private static List<String> texts() {
        return RecordedLogs.at(Level.WARN).stream().map(RecordedLogs.Line::text).toList();
    }
}
