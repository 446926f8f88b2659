package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineChanged;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a fleet writes down before it answers, what after, and what it does when it cannot. */
class WritingTest {

    private static final MachineId ONE = MachineId.of("gpu-1");
    private static final MachineId TWO = MachineId.of("gpu-2");

    /** Half of the 75 s of silence that count as late. */
    private static final Duration HALF_OF_LATE = Duration.ofMillis(37_500);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final WatchedStore store = new WatchedStore();
    private final List<String> told = new ArrayList<>();
    private final LifecycleSettings settings = Preset.REACTIVE.settings().toBuilder()
            .interval(Duration.ofSeconds(30))
            .lateAfter(Duration.ofSeconds(75))
            .build();
    private final FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(settings), store)
            .provider(cloud)
            .time(time)
            .notifier(notification -> told.add(notification.text()))
            .build();

    @BeforeEach
    void begin() {
        for (MachineId id : List.of(ONE, TWO)) {
            cloud.rent(id.value(), RentedFleet.RUNNING, RentedFleet.PARKED);
        }
        monitor.poll();
        monitor.issueToken(ONE);
        monitor.issueToken(TWO);
        monitor.start();
        time.advance(Duration.ofSeconds(2));
        beat(ONE, 0);
        beat(TWO, 0);
        store.written.clear();
    }

    @AfterEach
    void close() {
        store.fails = false;
        monitor.close();
    }

    @Test
    void answersAHeartbeatThatSaysTheSameBeforeItIsWritten() {
        time.advance(HALF_OF_LATE);
        store.written.clear();

        beat(ONE, 0);
        assertThat(store.written).isEmpty();
        time.advance(Duration.ofSeconds(1));

        assertThat(store.changesOf(MachineSeen.class))
                .extracting(seen -> seen.next().id())
                .containsExactly(ONE);
    }

    @Test
    void writesNoSightOfAMachineThatTheRecordOfTheLastOneStillSpeaksFor() {
        store.written.clear();

        time.advance(HALF_OF_LATE.minusMillis(1));
        beat(ONE, 0);
        time.advance(Duration.ofSeconds(1));

        assertThat(store.changesOf(MachineSeen.class)).isEmpty();
    }

    @Test
    void writesOfSeveralSightsOfAMachineTheLast() {
        time.advance(HALF_OF_LATE);
        store.written.clear();
        beat(ONE, 1);
        beat(TWO, 1);
        beat(ONE, 2);
        time.advance(Duration.ofSeconds(1));

        assertThat(store.written).hasSize(1);
        assertThat(store.changesOf(MachineSeen.class))
                .extracting(seen -> seen.next().id())
                .containsExactly(ONE, TWO);
    }

    @Test
    void writesAChangeBeforeItIsAnswered() {
        beat(ONE, 90);

        assertThat(store.changesOf(MachineChanged.class))
                .extracting(change -> change.next().activity().name())
                .containsExactly("ACTIVE");
    }

    @Test
    void writesWhatWasSeenWithTheNextChange() {
        time.advance(HALF_OF_LATE);
        store.written.clear();
        beat(ONE, 0);
        time.advance(Duration.ofMillis(100));

        monitor.keepAlive(ONE, Duration.ofMinutes(5), KeepAlive.Scope.IDLE);
        MachineCondition kept = store.changesOf(MachineChanged.class).get(0).next();
        time.advance(Duration.ofSeconds(1));

        assertThat(kept.silentSinceNanos())
                .isEqualTo(monitor.machine(ONE).orElseThrow().condition().silentSinceNanos());
        assertThat(store.changesOf(MachineSeen.class)).isEmpty();
    }

    @Test
    void writesWhatIsStillToBeWrittenWhenItIsClosed() {
        beat(ONE, 0);

        monitor.close();

        assertThat(store.changesOf(MachineSeen.class))
                .extracting(seen -> seen.next().id())
                .containsExactly(ONE);
    }

    @Test
    void letsOtherMachinesGoOnWhileTheChangeOfOneIsWritten() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            store.holdNext();
            Future<Instant> kept =
                    pool.submit(() -> monitor.keepAlive(ONE, Duration.ofMinutes(5), KeepAlive.Scope.IDLE));
            store.awaitHeld();

            Future<HeartbeatReply> same = pool.submit(() -> beat(ONE, 0));
            assertThat(pool.submit(() -> beat(TWO, 0)).get(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(pool.submit(() -> monitor.keepAlive(TWO, Duration.ofMinutes(5), KeepAlive.Scope.IDLE))
                            .get(5, TimeUnit.SECONDS))
                    .isNotNull();
            assertThat(monitor.machine(ONE).orElseThrow().condition().keepAlive())
                    .isEqualTo(KeepAlive.NONE);
            assertThatThrownBy(() -> same.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            store.release();
            assertThat(kept.get(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(same.get(5, TimeUnit.SECONDS)).isNotNull();
        } finally {
            store.release();
            pool.shutdownNow();
        }
    }

    @Test
    void takesHeartbeatsInWhileTheStoreFailsAndWritesThemWhenItWorksAgain() {
        store.fails = true;
        beat(ONE, 90);
        time.advance(Duration.ofSeconds(5));

        assertThat(monitor.isStoreFailing()).isTrue();
        assertThat(monitor.machine(ONE).orElseThrow().condition().activity().name())
                .isEqualTo("ACTIVE");
        assertThat(store.written).isEmpty();

        store.fails = false;
        time.advance(Duration.ofSeconds(2));
        assertThat(monitor.isStoreFailing()).isFalse();
        assertThat(store.changesOf(MachineChanged.class))
                .extracting(change -> change.next().activity().name())
                .containsExactly("ACTIVE");
    }

    @Test
    void tellsPeopleWhatHappensThoughTheStoreFails() {
        beat(ONE, 90);
        store.fails = true;
        time.advance(Duration.ofMinutes(5).minusSeconds(1));
        told.clear();

        time.advance(Duration.ofSeconds(2));

        assertThat(told).anySatisfy(text -> assertThat(text).contains(ONE.value()));
        assertThat(store.written)
                .noneMatch(changes -> changes.stream()
                        .anyMatch(change -> change instanceof MachineChanged changed
                                && changed.next().liveness() == Liveness.SUSPECT));
    }

    /** What came of decisions is never lost; beyond a limit the decisions themselves are. */
    @Test
    void keepsNoMoreUnwrittenDecisionsThanFitWhileTheStoreFails() {
        store.fails = true;
        for (int i = 0; i <= Backlog.UNWRITTEN_AT_MOST; i++) {
            beat(ONE, i % 2 == 0 ? 90 : 0);
        }

        store.fails = false;
        time.advance(Duration.ofSeconds(2));

        assertThat(store.changesOf(MachineChanged.class)).hasSize(Backlog.UNWRITTEN_AT_MOST);
        assertThat(store.load().machines())
                .filteredOn(stored -> stored.condition().id().equals(ONE))
                .extracting(stored -> stored.condition().activity())
                .containsExactly(Activity.ACTIVE);
    }

    @Test
    void refusesWhatPeopleAskForWhileTheStoreFails() {
        store.fails = true;

        assertThatThrownBy(() -> monitor.keepAlive(ONE, Duration.ofMinutes(5), KeepAlive.Scope.IDLE))
                .hasMessage("disk full");
        assertThatThrownBy(() -> monitor.command(ONE, STOP)).hasMessage("disk full");
        assertThatThrownBy(() -> monitor.issueToken(ONE)).hasMessage("disk full");

        MachineCondition after = monitor.machine(ONE).orElseThrow().condition();
        assertThat(after.keepAlive()).isEqualTo(KeepAlive.NONE);
        assertThat(after.operation()).isEmpty();
    }

    @Test
    void parksNothingWhileTheStoreFailsAndGoesOnByItself() {
        store.fails = true;
        idle(Duration.ofMinutes(20));
        assertThat(cloud.calls().count(Operation.STOP)).isZero();

        store.fails = false;
        idle(Duration.ofMinutes(20));

        assertThat(cloud.calls().count(Operation.STOP, ONE)).isEqualTo(1);
        assertThat(cloud.machine(ONE).state()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void givesNoOrderThatIsNotOnRecord() {
        FleetMonitor alone = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.REACTIVE.settings()), store)
                .time(time)
                .build();
        alone.start();
        MachineId rig = MachineId.of("rig");
        alone.register(rig, null, null);
        for (int minute = 0; minute < 4; minute++) {
            beat(alone, rig, 0);
            time.advance(Duration.ofMinutes(1));
        }
        store.fails = true;

        for (int minute = 0; minute < 8; minute++) {
            assertThat(beat(alone, rig, 0).commands()).isEmpty();
            time.advance(Duration.ofMinutes(1));
        }
        store.fails = false;
        boolean ordered = false;
        for (int minute = 0; minute < 8; minute++) {
            ordered |= !beat(alone, rig, 0).commands().isEmpty();
            time.advance(Duration.ofMinutes(1));
        }
        assertThat(ordered).isTrue();
        alone.close();
    }

    private void idle(Duration length) {
        for (Duration left = length; !left.isZero(); left = left.minusMinutes(1)) {
            if (cloud.machine(ONE).state() == MachineState.RUNNING) {
                beat(ONE, 0);
            }
            time.advance(Duration.ofMinutes(1));
        }
    }

    private HeartbeatReply beat(MachineId id, double percent) {
        return beat(monitor, id, percent);
    }

    private static HeartbeatReply beat(FleetMonitor monitor, MachineId id, double percent) {
        return monitor.accept(Heartbeat.builder(id)
                .gpuTotals(GpuTotals.ofUtilization(percent))
                .build());
    }
}
