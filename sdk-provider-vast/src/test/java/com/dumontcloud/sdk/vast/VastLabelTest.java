package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VastLabelTest {

    private static final Instant AT = Instant.ofEpochSecond(1_764_444_000);

    @Test
    void keepsTheNameAndEveryLabel() {
        VastLabel label = VastLabel.parse("my train")
                .with(new Label(MachineProvider.RENTAL_LABEL, "8f3a2b1c"))
                .with(new Label(MachineProvider.LEASE_LABEL, "a:b@c"))
                .with(new Label("team", "vision"))
                .hibernatedAt(AT);

        assertThat(label.text()).isEqualTo("my train dumont:R=8f3a2b1c,L=a:b@c,team=vision,H=1764444000");
        VastLabel read = VastLabel.parse(label.text());
        assertThat(read.name()).isEqualTo("my train");
        assertThat(read.isHibernated()).isTrue();
        assertThat(read.labels())
                .isEqualTo(Map.of(
                        MachineProvider.RENTAL_LABEL,
                        "8f3a2b1c",
                        MachineProvider.LEASE_LABEL,
                        "a:b@c",
                        "team",
                        "vision"));
    }

    @Test
    void knowsOneMarkAtATimeAndTakesItAway() {
        VastLabel stopped = VastLabel.parse("x").hibernatedAt(AT).stoppedAt(AT);

        assertThat(stopped.isHibernated()).isFalse();
        assertThat(stopped.isStoppedByUs()).isTrue();
        assertThat(stopped.running().text()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dumont:S=99                   | true
            dumont:S=100                  | false
            dumont:H=99                   | true
            dumont:H=100                  | false
            dumont:S=99,H=100             | false
            dumont:S=soon                 | true
            dumont:S=99999999999999999999 | true
            dumont:O=99                   | false
            x                             | false
            """)
    void tellsAnOldMarkOfAStop(String label, boolean old) {
        assertThat(VastLabel.parse(label).isStoppedByUsBefore(Instant.ofEpochSecond(100)))
                .isEqualTo(old);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dumont:",
                "dumont:x",
                "x dumont:a=b,",
                "a dumont:a=b c",
                "dumont:=",
                "say dumont:a = b",
                "xdumont:a=b"
            })
    void takesWhatPeopleWroteForAName(String written) {
        VastLabel label = VastLabel.parse(written);

        assertThat(label.name()).isEqualTo(written);
        assertThat(label.labels()).isEmpty();
        assertThat(label.text()).isEqualTo(written);
    }

    /** The mark takes 20 characters of 1,024; a smiley is two. */
    @Test
    void cutsNoCharacterInTwoWhereTheNameGivesWay() {
        VastLabel label = VastLabel.parse("x".repeat(1003) + "\ud83d\ude00");

        assertThat(label.stoppedAt(AT).text()).isEqualTo("x".repeat(1003) + " dumont:S=1764444000");
        assertThat(label.text()).as("without a mark").hasSize(1005);
    }

    @Test
    void dropsTheNameForWhichThereIsNoRoomAtAll() {
        String kept = "dumont:"
                + IntStream.range(0, 14)
                        .mapToObj(i -> "label-" + (10 + i) + "=" + "v".repeat(62))
                        .collect(Collectors.joining(","));

        assertThat(VastLabel.parse("my train " + kept).stoppedAt(AT).text()).isEqualTo(kept + ",S=1764444000");
    }

    @Test
    void isEmptyWhereThereIsNone() {
        assertThat(VastLabel.parse(null).text()).isEmpty();
        assertThat(VastLabel.parse(null).isStoppedByUs()).isFalse();
    }
}
