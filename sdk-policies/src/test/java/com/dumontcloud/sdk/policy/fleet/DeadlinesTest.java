package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A machine that was heard has to be looked at when it would be late: 75 s after, under BALANCED. */
class DeadlinesTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final long LATE = Duration.ofSeconds(75).toNanos();

    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
    private final Deadlines deadlines = new Deadlines();

    @Test
    void isDueAtTheTimeItselfAndNotBefore() {
        WatchedMachine machine = heard("gpu-1", 0);
        deadlines.set(machine);

        assertThat(deadlines.due(LATE - 1)).isEmpty();
        assertThat(deadlines.due(LATE)).containsExactly(machine);
        assertThat(deadlines.due(LATE + 1)).containsExactly(machine);
    }

    @Test
    void neverLooksAtWhatHasNoDeadline() {
        WatchedMachine silent = machine(engine.begin(profile("gpu-1"), true, at(0)));
        deadlines.set(silent);

        assertThat(deadlines.due(Long.MAX_VALUE - 1)).isEmpty();
    }

    @Test
    void goesByTheNewestDeadlineOfAMachine() {
        WatchedMachine machine = heard("gpu-1", 0);
        deadlines.set(machine);
        machine.become(heard("gpu-1", 5).condition(), new Event.Ticked());
        deadlines.set(machine);

        assertThat(deadlines.due(LATE + 4)).isEmpty();
        assertThat(deadlines.due(LATE + 5)).containsExactly(machine);
    }

    @Test
    void findsTheFewThatAreDueAmongMany() {
        for (int i = 0; i < 1000; i++) {
            deadlines.set(heard("gpu-" + i, i));
        }

        assertThat(deadlines.due(LATE + 2))
                .extracting(one -> one.condition().id().value())
                .containsExactly("gpu-0", "gpu-1", "gpu-2");
        assertThat(deadlines.due(LATE + 999)).hasSize(1000);
    }

    @Test
    void aMachineThatCameBackUnderItsIdTakesThePlaceOfTheOneThatIsGone() {
        WatchedMachine gone = heard("gpu-1", 0);
        deadlines.set(gone);
        WatchedMachine reborn = gone.reborn(heard("gpu-1", 10).condition(), at(10));
        deadlines.set(reborn);

        assertThat(deadlines.due(LATE + 9)).isEmpty();
        assertThat(deadlines.due(LATE + 10)).containsExactly(reborn);
    }

    private WatchedMachine heard(String id, long nanos) {
        Heartbeat heartbeat = Heartbeat.builder(MachineId.of(id))
                .gpuTotals(GpuTotals.ofUtilization(80))
                .build();
        Event event = new Event.HeartbeatAccepted(Evidence.of(heartbeat, START));
        return machine(engine.decide(engine.begin(profile(id), true, at(0)), event, at(nanos), new Surroundings(1))
                .next());
    }

    private static MachineProfile profile(String id) {
        return MachineProfile.unmanaged(MachineId.of(id), null, null);
    }

    private static WatchedMachine machine(MachineCondition condition) {
        return new WatchedMachine(condition, new Ledger(at(0)), at(0));
    }

    private static Moment at(long nanos) {
        return new Moment(nanos, nanos, START.plusNanos(nanos));
    }
}
