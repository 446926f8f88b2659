package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.FailingFleet.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process that replaces a machine ends at a chosen step of that, and another one goes on from what it left: one replacement is
 * rented, the machine is kept down, and nothing that is billed is forgotten.
 */
class FailoverCrashTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(45);

    @ParameterizedTest
    @MethodSource("steps")
    void oneReplacementComesOfItWhereverTheProcessEnds(String step) {
        try (FailingFleet fleet = new FailingFleet(Failover.on())) {
            fleet.snapshots.unreachable(true);
            fleet.offers("0.30", "0.31", "0.32").runs(Duration.ofMinutes(1));
            Dying dying = new Dying(step);
            FleetMonitor first = fleet.monitor;
            first.close();
            fleet.monitor =
                    fleet.builder(dying.at(fleet.cloud), dying.at(fleet.store)).build();
            fleet.monitor.start();
            fleet.runs(Duration.ofMinutes(12)).outbid();
            for (int seconds = 0; seconds < 600 && !dying.isDead; seconds++) {
                fleet.time.advance(Duration.ofSeconds(1));
                beatSuccessors(fleet, dying);
            }
            assertThat(dying.isDead).as("it ends " + step).isTrue();
            fleet.monitor = fleet.builder(fleet.cloud, fleet.store).build();
            fleet.monitor.start();

            fleet.runs(LONG_ENOUGH);

            assertThat(fleet.successors()).singleElement().satisfies(only -> {
                assertThat(only.state()).isEqualTo(MachineState.RUNNING);
                assertThat(fleet.replacedBy()).contains(only.id());
            });
            assertThat(fleet.cloud.calls().count(Operation.RENT)).isOne();
            assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.STOPPED);
            assertThat(fleet.old().isFenced()).isTrue();
        }
    }

    /** Also the end of it: what is given back is asked for once. */
    @Test
    void theMachineIsGivenBackOnceThoughTheProcessEndsInBetween() {
        try (FailingFleet fleet = new FailingFleet(Failover.on())) {
            Dying dying = new Dying("after destroy");
            fleet.offers("0.30").runs(Duration.ofMinutes(1));
            fleet.monitor.close();
            fleet.monitor =
                    fleet.builder(dying.at(fleet.cloud), dying.at(fleet.store)).build();
            fleet.monitor.start();
            fleet.runs(Duration.ofMinutes(12)).outbid();
            for (int seconds = 0; seconds < 1200 && !dying.isDead; seconds++) {
                fleet.time.advance(Duration.ofSeconds(1));
                beatSuccessors(fleet, dying);
            }
            assertThat(dying.isDead).isTrue();
            fleet.monitor = fleet.builder(fleet.cloud, fleet.store).build();
            fleet.monitor.start();

            fleet.runs(LONG_ENOUGH);

            assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.DELETED);
            assertThat(fleet.old().power()).isEqualTo(MachineState.DELETED);
            assertThat(fleet.cloud.calls().count(Operation.DESTROY)).isOne();
            assertThat(fleet.successors())
                    .singleElement()
                    .satisfies(only -> assertThat(only.state()).isEqualTo(MachineState.RUNNING));
        }
    }

    private static void beatSuccessors(FailingFleet fleet, Dying dying) {
        for (SimulatedMachine successor : fleet.successors()) {
            boolean reports = !dying.isDead && successor.state() == MachineState.RUNNING;
            if (reports && fleet.monitor.machine(successor.id()).isPresent()) {
                try {
                    fleet.runs(Duration.ofNanos(1));
                } catch (Dead asItDies) {
                    assertThat(dying.isDead).isTrue();
                }
            }
        }
    }

    static Stream<String> steps() {
        List<String> steps = new ArrayList<>();
        for (String phase : List.of("INTENDED", "EXECUTING", "CONFIRMING", "ENDED", "searchOffers", "stop", "rent")) {
            steps.add("before " + phase);
            steps.add("after " + phase);
        }
        return steps.stream();
    }

    /** Whatever it holds in its hands does nothing any more from there on. */
    private static final class Dying {

        private final String step;
        private boolean isDead;

        Dying(String step) {
            this.step = step;
        }

        MachineProvider at(MachineProvider provider) {
            return around(MachineProvider.class, provider);
        }

        FleetStore at(FleetStore store) {
            return around(FleetStore.class, store);
        }

        private <T> T around(Class<T> type, T whole) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        boolean appends = method.getName().equals("append");
                        String name = appends ? phase((Collection<?>) args[1]) : method.getName();
                        dieIf("before " + name);
                        try {
                            Object result = method.invoke(whole, args);
                            dieIf("after " + name);
                            return result;
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    }));
        }

        private void dieIf(String here) {
            isDead |= here.equals(step);
            if (isDead) {
                throw new Dead();
            }
        }

        /** The phase that a failover enters by what is written. */
        private static String phase(Collection<?> changes) {
            for (Object change : changes) {
                if (change instanceof FleetStore.MachineChanged changed
                        && changed.before().id().equals(OLD)) {
                    String before = phase(changed.before());
                    String now = phase(changed.next());
                    if (!now.equals(before)) {
                        return now.isEmpty() ? "ENDED" : now;
                    }
                }
            }
            return "";
        }

        private static String phase(MachineCondition machine) {
            return machine.operation()
                    .filter(open -> open.kind() == Kind.FAILOVER)
                    .map(open -> open.phase().name())
                    .orElse("");
        }
    }

    /** Its process has ended. */
    private static final class Dead extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
