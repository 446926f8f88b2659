package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LifecyclePolicy} must hold, asked at each step of a machine's day: new, busy, idle, silent, stopped and gone.
 * Extend it for a policy of your own.
 */
public abstract class LifecyclePolicyContract {

    private static final MachineId ID = MachineId.of("contract-1");
    private static final Instant MORNING = Instant.parse("2026-01-05T08:00:00Z");

    /** Returns the policy under test, a new one each time. */
    protected abstract LifecyclePolicy policy();

    @Test
    void alwaysHasAVerdictAndThrowsNothing() {
        LifecyclePolicy policy = policy();

        forADay((machine, now) -> assertThat(policy.evaluate(machine, now)).isNotNull());
    }

    @Test
    void saysTheSameOfTheSameMachineAtTheSameMoment() {
        LifecyclePolicy policy = policy();

        forADay((machine, now) -> assertThat(policy.evaluate(machine, now)).isEqualTo(policy.evaluate(machine, now)));
    }

    @Test
    void remembersNothing() {
        LifecyclePolicy experienced = policy();

        forADay((machine, now) ->
                assertThat(experienced.evaluate(machine, now)).isEqualTo(policy().evaluate(machine, now)));
    }

    @Test
    void takesNoNoticeOfTheMonotonicClock() {
        LifecyclePolicy policy = policy();

        forADay((machine, now) -> {
            Moment sameOnAnotherMonotonicClock = new Moment(
                    now.observedNanos(), now.monoNanos() + Duration.ofDays(400).toNanos(), now.wall());
            assertThat(policy.evaluate(machine, sameOnAnotherMonotonicClock)).isEqualTo(policy.evaluate(machine, now));
        });
    }

    private static void forADay(BiConsumer<MachineView, Moment> question) {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
        Machine rented = Machine.builder(ID, "contract", MachineState.RUNNING)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .build();
        MachineCondition machine = engine.begin(MachineProfile.of(rented), true, at(0));
        for (int minute = 0; minute < 24 * 60; minute++) {
            Moment now = at(minute);
            machine = engine.decide(machine, eventOf(minute, rented, now), now, new Surroundings(3))
                    .next();
            question.accept(machine, now);
        }
    }

    /** Read, busy until noon, idle for an hour and a half, silent until the evening, then off, on and gone. */
    private static Event eventOf(int minute, Machine rented, Moment now) {
        if (minute == 0 || minute == 1200) {
            return new Event.ProviderRead(rented);
        }
        if (minute == 1100) {
            return new Event.ProviderRead(
                    rented.toBuilder().state(MachineState.STOPPED).build());
        }
        if (minute == 1400) {
            return new Event.ProviderLost();
        }
        if (minute < 330) {
            double percent = minute < 240 ? 90 : 0;
            Heartbeat heartbeat = Heartbeat.builder(ID)
                    .gpuTotals(GpuTotals.ofUtilization(percent))
                    .build();
            return new Event.HeartbeatAccepted(Evidence.of(heartbeat, now.wall()));
        }
        return new Event.Ticked();
    }

    private static Moment at(int minute) {
        Duration passed = Duration.ofMinutes(minute);
        return new Moment(passed.toNanos(), passed.toNanos(), MORNING.plus(passed));
    }
}
