package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.time.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StateListenerTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final MachineId ID = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final List<StateChange> heard = new ArrayList<>();

    @Test
    void hearsTheWholeLifeOfAMachineWhenItHappens() {
        cloud.addListener(change -> {
            assertThat(time.wall()).isEqualTo(change.at());
            heard.add(change);
        });
        rent(ID.value());
        time.advance(Duration.ofMinutes(1));
        cloud.stop(ID);
        time.advance(Duration.ofMinutes(1));
        cloud.start(ID);
        time.advance(Duration.ofMinutes(1));
        cloud.destroy(ID);
        time.advance(Duration.ofMinutes(1));

        assertThat(heard)
                .containsExactly(
                        change(null, MachineState.RUNNING, null, 1, 0),
                        change(MachineState.RUNNING, MachineState.STOPPING, null, 1, 60),
                        change(MachineState.STOPPING, MachineState.STOPPED, null, 1, 70),
                        change(MachineState.STOPPED, MachineState.STARTING, null, 1, 120),
                        change(MachineState.STARTING, MachineState.RUNNING, null, 2, 150),
                        change(MachineState.RUNNING, MachineState.STOPPING, "being destroyed", 2, 180),
                        change(MachineState.STOPPING, MachineState.DELETED, null, 2, 185));
    }

    @Test
    void hearsNothingInsideTheCallThatChanges() {
        cloud.addListener(heard::add);
        rent(ID.value());

        cloud.stop(ID);

        assertThat(heard).isEmpty();
        time.runDue();
        assertThat(heard).extracting(StateChange::to).containsExactly(MachineState.RUNNING, MachineState.STOPPING);
    }

    @Test
    void hearsNothingFromBeforeItListenedOrAfterItLeft() {
        rent(ID.value());
        StateListener listener = heard::add;
        cloud.addListener(listener);
        cloud.stop(ID);
        time.runDue();

        cloud.removeListener(listener);
        time.advance(Duration.ofMinutes(1));

        assertThat(heard).extracting(StateChange::to).containsExactly(MachineState.STOPPING);
    }

    @Test
    void mayCallTheCloudItself() {
        cloud.addListener(heard::add);
        cloud.addListener(change -> {
            if (change.to() == MachineState.STOPPED) {
                cloud.start(change.machine());
            }
        });
        rent(ID.value());
        cloud.stop(ID);

        time.advance(Duration.ofSeconds(40));

        assertThat(heard)
                .extracting(StateChange::to)
                .containsExactly(
                        MachineState.RUNNING,
                        MachineState.STOPPING,
                        MachineState.STOPPED,
                        MachineState.STARTING,
                        MachineState.RUNNING);
    }

    @Test
    void costsNobodyElseAChangeByThrowing() {
        cloud.addListener(change -> {
            throw new IllegalStateException("on purpose");
        });
        cloud.addListener(heard::add);
        rent(ID.value());

        assertThatThrownBy(time::runDue).hasMessage("on purpose");

        time.runDue();
        assertThat(heard).hasSize(1);
    }

    @Test
    void hearsOneChangeAtATimeInOrderOnRealThreads() throws Exception {
        try (SystemTime real = SystemTime.create("dumont-test", 4)) {
            SimulatedCloud live =
                    SimulatedCloud.builder(real).timings(Timings.IMMEDIATE).build();
            SimulatedMachine machine = live.rent(ID.value(), HourlyRate.FREE, HourlyRate.FREE);
            List<MachineState> states = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(400);
            live.addListener(change -> {
                states.add(change.to());
                all.countDown();
            });

            for (int i = 0; i < 100; i++) {
                live.stop(machine.id());
                live.start(machine.id());
            }

            assertThat(all.await(5, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 400; i += 4) {
                assertThat(states.subList(i, i + 4))
                        .containsExactly(
                                MachineState.STOPPING,
                                MachineState.STOPPED,
                                MachineState.STARTING,
                                MachineState.RUNNING);
            }
        }
    }

    private void rent(String id) {
        cloud.rent(id, HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
    }

    private static StateChange change(MachineState from, MachineState to, String reason, int boot, int seconds) {
        return new StateChange(ID, from, to, reason, boot, START.plusSeconds(seconds));
    }
}
