package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.IdleThreshold;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds whatever happens to a machine whose threshold is derived. */
@Timeout(120)
class DerivedPropertiesTest {

    private static final LifecyclePolicyEngine EAGER = LifecyclePolicyEngine.of(eager());

    @Test
    void theSameHistoryGivesTheSameDecisions() {
        for (long seed = 0; seed < 150; seed++) {
            History history = derived(seed);

            assertThat(Playback.of(EAGER, history).entries().toString())
                    .isEqualTo(Playback.of(EAGER, history).entries().toString());
        }
    }

    @Test
    void decidingOnlyWhenDueIsDecidingEverySecond() {
        for (long seed = 0; seed < 100; seed++) {
            History history = derived(seed);

            assertThat(Playback.of(history).story())
                    .as("seed %d", seed)
                    .isEqualTo(Playback.tickedEverySecond(history).story());
        }
    }

    @Test
    void theOriginOfTimeDoesNotMatter() {
        for (long seed = 0; seed < 100; seed++) {
            History history = derived(seed);

            assertThat(Playback.of(history).story())
                    .as("seed %d", seed)
                    .isEqualTo(Playback.shifted(history, 7_777_777_777_777_777_777L)
                            .story());
        }
    }

    @Test
    void nothingIsParkedForBeingUnusedBeforeWhatWasChosenAndNeverBeforeFiveMinutes() {
        List<Operation> parkings = new ArrayList<>();
        for (long seed = 0; seed < 400; seed++) {
            for (Trace.Entry entry : Playback.of(EAGER, derived(seed)).entries()) {
                for (Effect effect : entry.effects()) {
                    if (effect instanceof Effect.Claim claim
                            && claim.operation().cause() == Cause.IDLE) {
                        parkings.add(claim.operation());
                    }
                }
            }
        }

        assertThat(parkings).hasSizeGreaterThan(100).allSatisfy(parking -> {
            assertThat(parking.reason().code()).isEqualTo(Reason.Code.WORTH_PARKING);
            Duration idle = length(parking.reason().details().get(0));
            assertThat(idle)
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(5))
                    .isGreaterThanOrEqualTo(length(parking.reason().details().get(1)));
        });
    }

    private static LifecycleSettings eager() {
        return Preset.DERIVED.settings().toBuilder()
                .idleThreshold(
                        IdleThreshold.derived().interruptionUsd(BigDecimal.ZERO).build())
                .minUptime(Duration.ZERO)
                .build();
    }

    /** A made-up history, under {@link Preset#DERIVED} from its beginning to its end. */
    private static History derived(long seed) {
        History made = Histories.of(seed);
        List<Step> steps = made.steps().stream()
                .filter(step -> !(step instanceof Step.Configured))
                .toList();
        return new History(made.world().under(Preset.DERIVED), steps);
    }

    /** Reads a length as a reason writes it, such as {@code 1h 53min} or {@code 8min 25s}. */
    private static Duration length(String text) {
        return Duration.parse("PT" + text.replace("min", "M").replace(" ", "").toUpperCase(Locale.ROOT));
    }
}
