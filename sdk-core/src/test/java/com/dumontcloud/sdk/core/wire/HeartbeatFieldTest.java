package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatFieldTest {

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
    void findsEveryFieldByItsName(HeartbeatField field) {
        byte[] document = ("{\"" + field.wireName() + "\":1}").getBytes(US_ASCII);

        assertThat(HeartbeatField.NAMES.find(field.wireName())).isEqualTo(field);
        assertThat(HeartbeatField.NAMES.find(document, 2, document.length - 4)).isEqualTo(field);
        assertThat(HeartbeatField.NAMES.match(field.ordinal(), document, 1))
                .isIn(0, field.wireName().length() + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i", "UNKNOWN", "unknown", "Instance_id", "instance_ids", "instance_i", "ınstance_id"})
    void takesEveryOtherNameForUnknown(String name) {
        assertThat(HeartbeatField.NAMES.find(name)).isEqualTo(HeartbeatField.UNKNOWN);
    }

    @Test
    void hasABitForEachFieldButTheUnknown() {
        assertThat(HeartbeatField.values()).hasSizeLessThanOrEqualTo(Long.SIZE);
        assertThat(Arrays.stream(HeartbeatField.values())
                        .filter(field -> field != HeartbeatField.UNKNOWN)
                        .map(HeartbeatField::bit))
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
        assertThat(HeartbeatField.UNKNOWN.bit()).isZero();
    }
}
