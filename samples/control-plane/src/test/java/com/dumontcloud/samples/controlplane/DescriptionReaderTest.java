package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.advisor.WorkloadRules;
import com.dumontcloud.sdk.core.client.LanguageModelReader;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DescriptionReaderTest {

    private static final String URL = "https://models.example.org/v1/chat/completions";

    @Test
    void readsByRulesAloneUnlessAModelIsNamed() {
        assertThat(DescriptionReader.of(Map.of())).isInstanceOf(WorkloadRules.class);
        assertThat(DescriptionReader.of(Map.of("WIZARD_URL", " ", "WIZARD_MODEL", "m")))
                .isInstanceOf(WorkloadRules.class);
    }

    @Test
    void asksTheModelThatIsNamed() {
        for (String key : new String[] {"WIZARD_API_KEY", "WIZARD_API_KEY_FILE"}) {
            try (LanguageModelReader reader = (LanguageModelReader)
                    DescriptionReader.of(Map.of("WIZARD_URL", URL, "WIZARD_MODEL", "m", key, "/run/secrets/key"))) {
                assertThat(reader.toString()).doesNotContain("secrets");
            }
        }
    }

    @ParameterizedTest
    @MethodSource
    void refusesToStartHalfConfigured(Map<String, String> environment) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DescriptionReader.of(environment))
                .withMessageContaining("WIZARD_URL")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
    }

    static Stream<Map<String, String>> refusesToStartHalfConfigured() {
        return Stream.of(
                Map.of("WIZARD_URL", URL),
                Map.of("WIZARD_URL", URL, "WIZARD_MODEL", "m"),
                Map.of("WIZARD_URL", URL, "WIZARD_MODEL", "m", "WIZARD_API_KEY", "s3cret", "WIZARD_API_KEY_FILE", "f"),
                Map.of("WIZARD_URL", "https://models.example.org", "WIZARD_MODEL", "m", "WIZARD_API_KEY", "s3cret"),
                Map.of("WIZARD_URL", "http://models.example.org/v1/x", "WIZARD_MODEL", "m", "WIZARD_API_KEY", "s3cret"),
                Map.of("WIZARD_URL", "not an address", "WIZARD_MODEL", "m", "WIZARD_API_KEY", "s3cret"));
    }
}
