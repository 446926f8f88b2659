package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told that the credit runs out, and when: it is looked at every 5 min, and too short below 24 h. */
class CreditWatchTest {

    private static final Duration LOOK = Duration.ofMinutes(5);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final List<Notification> told = new ArrayList<>();
    private final MemoryFleetStore store = new MemoryFleetStore();
    private Optional<Credit> credit = lasting("24");
    private boolean fails;

    private final FleetMonitor monitor = FleetMonitor.builder(Preset.BALANCED.settings(), store)
            .provider(new ForwardingProvider(SimulatedCloud.create(time)) {
                @Override
                public Optional<Credit> credit() {
                    if (fails) {
                        throw new DumontException(Kind.NETWORK, "no answer");
                    }
                    return credit;
                }
            })
            .lowCredit(Duration.ofHours(24))
            .notifier(told::add)
            .time(time)
            .build();

    @BeforeEach
    void start() {
        monitor.start();
        time.runDue();
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void tellsNobodyWhileTheCreditLastsForADay() {
        assertThat(told).isEmpty();
        assertThat(monitor.watchedCredit()).isEqualTo(lasting("24"));
    }

    @Test
    void tellsPeopleOnceThatTheCreditLastsForLessThanADay() {
        credit = lasting("23.99");
        time.advance(LOOK.minusSeconds(1));
        assertThat(told).isEmpty();
        time.advance(Duration.ofSeconds(1));

        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.machine()).isNull();
            assertThat(message.reason().code()).isEqualTo(Reason.Code.LOW_CREDIT);
            assertThat(message.text()).contains("23.99 USD", "lasts 23h 59min", "1 USD/h");
        });
        time.advance(Duration.ofHours(1));
        assertThat(told).hasSize(1);
    }

    @Test
    void tellsThemAgainWhenMoreWasPaidInAndThatRunsOutToo() {
        credit = lasting("10");
        time.advance(LOOK);
        credit = lasting("24");
        time.advance(LOOK);
        credit = lasting("10");
        time.advance(LOOK);

        assertThat(told).hasSize(2);
    }

    @Test
    void tellsNobodyWhileNothingIsSpent() {
        credit = Optional.of(new Credit(BigDecimal.ZERO, HourlyRate.ofUsd("0")));
        time.advance(LOOK);

        assertThat(told).isEmpty();
    }

    @Test
    void forgetsWhatItSawOnceTheCreditCannotBeReadAndLooksAgain() {
        fails = true;
        time.advance(LOOK);
        assertThat(monitor.watchedCredit()).isEmpty();
        fails = false;
        credit = lasting("1");
        time.advance(LOOK);

        assertThat(told).hasSize(1);
    }

    private static Optional<Credit> lasting(String hours) {
        return Optional.of(new Credit(new BigDecimal(hours), HourlyRate.ofUsd("1")));
    }
}
