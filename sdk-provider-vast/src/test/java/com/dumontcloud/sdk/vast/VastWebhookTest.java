package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastWebhookTest {

    private static final byte[] BODY = "{\"event\":\"client:outbid\"}".getBytes(StandardCharsets.UTF_8);
    /** By {@code printf '1700000000.{"event":"client:outbid"}' | openssl dgst -sha256 -hmac whsec}. */
    private static final String SIGNATURE = "sha256=b5b0ea64479c7caf9a50cf4fa7b1620f8f48bcabd65e60f77ff88ba26bf50623";

    private final VastWebhook webhook = VastWebhook.withSecret("whsec");

    @ParameterizedTest
    @CsvSource({"0, true", "299, true", "300, true", "301, false", "-300, true", "-301, false"})
    void believesASignatureFor300Seconds(long age, boolean genuine) {
        Instant now = Instant.ofEpochSecond(1_700_000_000 + age);

        assertThat(webhook.isGenuine("1700000000", SIGNATURE, BODY, now)).isEqualTo(genuine);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, x", "1700000000, -", "1700000001, x", "soon, x", "'', x", "1700000000, sha256=00"})
    void believesNothingThatIsMissingOrWrong(String timestamp, String signature) {
        String sent = "x".equals(signature) ? SIGNATURE : signature;

        assertThat(webhook.isGenuine(timestamp, sent, BODY, Instant.ofEpochSecond(1_700_000_000)))
                .isFalse();
    }

    @Test
    void believesNoOtherBodyAndNoOtherSecret() {
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        byte[] other = "{\"event\":\"client:low_credit\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(webhook.isGenuine("1700000000", SIGNATURE, other, now)).isFalse();
        assertThat(VastWebhook.withSecret("guess").isGenuine("1700000000", SIGNATURE, BODY, now))
                .isFalse();
    }

    @Test
    void refusesAnEmptySecret() {
        assertThatIllegalArgumentException().isThrownBy(() -> VastWebhook.withSecret(""));
    }
}
