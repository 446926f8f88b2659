package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class GpuFieldTest {

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
    void findsEveryFieldByItsName(GpuField field) {
        byte[] document = ("{\"" + FieldNames.wireName(field) + "\":1}").getBytes(US_ASCII);

        assertThat(GpuField.NAMES.find(FieldNames.wireName(field))).isEqualTo(field);
        assertThat(GpuField.NAMES.find(document, 2, document.length - 4)).isEqualTo(field);
        assertThat(GpuField.NAMES.match(field.ordinal(), document, 1))
                .isIn(0, FieldNames.wireName(field).length() + 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "XID",
                "UNKNOWN",
                "unknown",
                "Power_watts",
                "power_wattss",
                "power_watt",
                "ındex",
                "instance_id"
            })
    void takesEveryOtherNameForUnknown(String name) {
        assertThat(GpuField.NAMES.find(name)).isEqualTo(GpuField.UNKNOWN);
    }

    @Test
    void hasABitForEachFieldButTheUnknown() {
        assertThat(GpuField.values()).hasSizeLessThanOrEqualTo(Long.SIZE);
        assertThat(Arrays.stream(GpuField.values())
                        .filter(field -> field != GpuField.UNKNOWN)
                        .map(GpuField::bit))
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
        assertThat(GpuField.UNKNOWN.bit()).isZero();
    }
}
