package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastRentalTest {

    @ParameterizedTest
    @CsvSource({"7.9, false", "8, true", "8.1, true"})
    void wantsADiskOf8Gb(double diskGb, boolean usable) {
        assertUsable(VastRental.ofImage("i").diskGb(diskGb), usable);
    }

    @ParameterizedTest
    @CsvSource({"0.0009, false", "0.001, true", "128, true", "128.1, false"})
    void wantsABidWithinVastsRange(BigDecimal bid, boolean usable) {
        assertUsable(VastRental.ofImage("i").bid(bid), usable);
    }

    @ParameterizedTest
    @CsvSource({"256, true", "257, false"})
    void wantsALabelOfAtMost256(int length, boolean usable) {
        assertUsable(VastRental.ofImage("i").label("x".repeat(length)), usable);
    }

    @ParameterizedTest
    @CsvSource({"4096, true", "4097, false"})
    void wantsAScriptOfAtMost4096(int length, boolean usable) {
        assertUsable(VastRental.ofImage("i").onStart("x".repeat(length)), usable);
    }

    @ParameterizedTest
    @CsvSource({"32766, true", "32767, false"})
    void wantsAnEnvironmentOfAtMost32Kb(int length, boolean usable) {
        assertUsable(VastRental.ofImage("i").env("A", "x".repeat(length)), usable);
    }

    /** Scalars override those of a template: the agent's script would silently take the place of the template's own. */
    @Test
    void wantsTheScriptOfATemplateSaidWhereAnAgentBringsOne() {
        AgentBootstrap agent = AgentBootstrap.fromControlPlane("https://api.example.com", "t0ken");

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> VastRental.ofTemplate("4e17788f74f0").agent(agent).build())
                .withMessageContainingAll("template", "onStart");
        assertUsable(VastRental.ofTemplate("4e17788f74f0").agent(agent).onStart("serve"), true);
        assertUsable(VastRental.ofTemplate("4e17788f74f0").agent(agent).onStart(""), true);
        assertUsable(VastRental.ofTemplate("4e17788f74f0"), true);
        assertUsable(VastRental.ofImage("i").agent(agent), true);
    }

    @Test
    void namesEveryProblemAtOnceAndNoValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VastRental.ofImage("i")
                        .diskGb(1)
                        .env("SECRET", "s3cret".repeat(10_000))
                        .build())
                .withMessageContainingAll("disk", "environment")
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("s3cret"));
    }

    private static void assertUsable(VastRental.Builder builder, boolean usable) {
        if (usable) {
            assertThat(builder.build()).isNotNull();
        } else {
            assertThatIllegalArgumentException().isThrownBy(builder::build);
        }
    }
}
