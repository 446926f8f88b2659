package com.dumontcloud.sdk.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseVersionTest {

    /** The order that semver.org gives as its example, and numbers around it. */
    private static final List<String> ASCENDING = List.of(
            "0.9.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.2",
            "1.10",
            "1.10.0.1",
            "2",
            "999999999");

    @Test
    void ordersVersions() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                int order = version(ASCENDING.get(i)).compareTo(version(ASCENDING.get(j)));
                assertThat(Integer.signum(order))
                        .as(ASCENDING.get(i) + " and " + ASCENDING.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0", "1.2, 1.2.0.0", "01.2, 1.02", "1.0-rc.1, 1.0.0-rc.1", "1-rc.01, 1-rc.1"})
    void takesDifferentWordsForTheSameVersion(String one, String other) {
        assertThat(version(one)).isEqualTo(version(other)).hasSameHashCodeAs(version(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "v1",
                "1.",
                ".1",
                "1..2",
                "1.2.3.4.5",
                "1234567890",
                "-1",
                "1-",
                "1-a..b",
                "1.0+build",
                "1\n2",
                "unknown",
                "\u0661"
            })
    void readsNothingElse(String text) {
        assertThat(ReleaseVersion.parse(text)).isNull();
    }

    private static ReleaseVersion version(String text) {
        ReleaseVersion version = ReleaseVersion.parse(text);
        assertThat(version).as(text).isNotNull();
        return version;
    }
}
