package com.dumontcloud.sdk.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RentalRequestTest {

    private static final Offer OFFER = Offer.builder("7", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
            .build();

    @Test
    void carriesItsTokenAmongItsLabels() {
        RentalRequest request = RentalRequest.builder(OFFER, "a1b2c3d4")
                .label(new Label("team", "vision"))
                .build();

        assertThat(request.labels()).containsOnly(Map.entry("team", "vision"), Map.entry("dumont-rental", "a1b2c3d4"));
    }

    @Test
    void showsNoSecret() {
        RentalRequest request = RentalRequest.builder(OFFER, "a1b2c3d4")
                .environment(Map.of("HF_TOKEN", "hf_secret"))
                .onStart("export KEY=hf_secret")
                .build();

        assertThat(request).hasToString("rental a1b2c3d4 of offer 7 (1x RTX 4090, 0.40 USD/h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a1b2c3d", "a1b2c3d!", "a1b2 c3d4", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void rejectsTokensThatCouldBeMistaken(String token) {
        assertThatThrownBy(() -> RentalRequest.builder(OFFER, token).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> RentalRequest.builder(OFFER, "short")
                        .diskGb(0)
                        .tcpPorts(Set.of(0, 22, 65_536))
                        .bid(HourlyRate.ofUsd("0.50"))
                        .build())
                .hasMessageContainingAll("token", "diskGb", "port 0", "port 65536", "bid")
                .hasMessageNotContaining("port 22");
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, UNKNOWN",
        "NETWORK, UNKNOWN",
        "SERVER, UNKNOWN",
        "NOT_FOUND, REFUSED",
        "INSUFFICIENT_CREDIT, REFUSED",
        "RATE_LIMITED, REFUSED"
    })
    void turnsAFailureIntoTheReceiptItAmountsTo(Kind kind, Outcome outcome) {
        RentalReceipt receipt = RentalReceipt.of(() -> {
            throw new DumontException(kind, "as the provider said");
        });

        assertThat(receipt.outcome()).isEqualTo(outcome);
        assertThat(receipt.kind()).isEqualTo(kind);
        assertThat(receipt.machine()).isNull();
        assertThat(receipt.detail()).contains("as the provider said");
    }

    @Test
    void isAReceiptOfAMachineWhereOneWasRentedAndOfNoneWhereNoneWas() {
        MachineId id = MachineId.of("m-1");

        assertThat(RentalReceipt.accepted(id).machine()).isEqualTo(id);
        assertThatThrownBy(() -> new RentalReceipt(Outcome.QUEUED, null, null, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RentalReceipt(Outcome.REFUSED, id, null, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"team, vision, true", "t, v, true", "Team, vision, false", "1team, vision, false", "team, '', false"})
    void labelsAreSmallAndPlain(String name, String value, boolean valid) {
        assertThat(isLabel(name, value)).isEqualTo(valid);
    }

    @Test
    void labelsHaveLimits() {
        assertThat(isLabel("n".repeat(32), "v".repeat(64))).isTrue();
        assertThat(isLabel("n".repeat(33), "v")).isFalse();
        assertThat(isLabel("n", "v".repeat(65))).isFalse();
        assertThat(isLabel("n", "a b")).isFalse();
        assertThat(isLabel("n", "a=b")).isFalse();
    }

    private static boolean isLabel(String name, String value) {
        try {
            return new Label(name, value).name().equals(name);
        } catch (IllegalArgumentException rejected) {
            return false;
        }
    }
}
