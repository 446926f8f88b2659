package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverVersionTest {
    @ParameterizedTest
    @CsvSource({
        "535.54.03, true",
        "535.97, true",
        "535.98, false",
        "535.261.03, false",
        "534.54.03, false",
        "536.25, false",
        "570.86.15, false",
        "535, false",
        "535., false",
        "'', false",
        "unknown, false",
        "99999999999.1, false"
    })
    void knowsWhichDriversMayWidenProcessEntries(String text, boolean may) {
        assertThat(new DriverVersion(text).mayWidenProcessEntries()).isEqualTo(may);
    }
}
