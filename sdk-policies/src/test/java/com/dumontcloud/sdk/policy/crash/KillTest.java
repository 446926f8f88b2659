package com.dumontcloud.sdk.policy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fleet's process is killed under load, at random instants, and started again on what it left. */
@Execution(ExecutionMode.CONCURRENT)
class KillTest {

    private static final int THREADS = 3;
    private static final int MACHINES_OF_EACH = 4;

    /**
     * Between a change at the provider and its being seen the books go on at the rate before: some real milliseconds each time, some
     * seconds of the fast clocks. Time between two processes that nobody booked would be most of it.
     */
    private static final Percentage MISSED_AT_MOST = Percentage.withPercentage(10);

    @TempDir
    Path directory;

    @Test
    void losesNothingThatWasAnsweredWhenItIsKilled() throws Exception {
        killed(5, 1);
    }

    /** Two fleets at once, each a hundred times. */
    @Tag("crash")
    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void losesNothingThatWasAnsweredHoweverOftenItIsKilled(long seed) throws Exception {
        killed(100, seed);
    }

    private void killed(int rounds, long seed) throws Exception {
        Random random = new Random(seed);
        Instant origin = Instant.now();
        try (Cloud cloud = new Cloud(origin)) {
            List<Load> loads = loads(cloud, seed);
            BigDecimal unseen = null;
            for (int round = 0; round < rounds; round++) {
                FleetProcess fleet = FleetProcess.start(directory, cloud, origin, "never");
                check(fleet, loads);
                unseen = unseen == null ? cloud.billedUsd().subtract(spentUsd(fleet)) : unseen;
                List<Thread> threads = loads.stream()
                        .map(load -> new Thread(() -> load.run(fleet)))
                        .toList();
                threads.forEach(Thread::start);
                Thread.sleep(random.nextInt(700));
                fleet.kill();
                for (Thread thread : threads) {
                    thread.join();
                }
                checkRepeated(cloud, loads);
            }
            assertThat(loads.stream().mapToLong(load -> load.answers).sum()).isGreaterThan(rounds * 10L);
            settle(cloud, origin, loads, unseen);
        }
    }

    /**
     * Nothing that was ordered is forgotten: given time, every machine is as its owner was promised.
     *
     * @param unseen what was billed before the first process found the machines
     */
    private void settle(Cloud cloud, Instant origin, List<Load> loads, BigDecimal unseen) throws Exception {
        try (FleetProcess fleet = FleetProcess.start(directory, cloud, origin, "never");
                Lines lines = fleet.connect()) {
            check(fleet, loads);
            for (Load.Expected machine :
                    loads.stream().flatMap(load -> load.machines().stream()).toList()) {
                MachineState promised = machine.promised();
                for (int tries = 0; tries < 500 && !isSettled(lines, machine, promised, cloud); tries++) {
                    Thread.sleep(20);
                }
                assertThat(isSettled(lines, machine, promised, cloud))
                        .as(
                                "%s is %s; promised was %s; %s",
                                machine.id, cloud.state(machine.id), promised, lines.ask("state " + machine.id))
                        .isTrue();
            }
            assertThat(spentUsd(lines))
                    .as("what the books say that all machines cost")
                    .isCloseTo(cloud.billedUsd().subtract(unseen), MISSED_AT_MOST);
        }
        checkRepeated(cloud, loads);
    }

    /** Nothing is done twice, but what insists. */
    private static void checkRepeated(Cloud cloud, List<Load> loads) {
        loads.stream()
                .flatMap(load -> load.machines().stream())
                .forEach(machine -> assertThat(cloud.repeated())
                        .filteredOn(change -> change.endsWith(" " + machine.id))
                        .as("changes of %s that had been made already", machine.id)
                        .hasSizeLessThanOrEqualTo(machine.insisted()));
    }

    private static BigDecimal spentUsd(FleetProcess fleet) throws IOException {
        try (Lines lines = fleet.connect()) {
            return spentUsd(lines);
        }
    }

    private static BigDecimal spentUsd(Lines lines) throws IOException {
        return new BigDecimal(lines.ask("spent").substring("spent ".length()));
    }

    private static boolean isSettled(Lines lines, Load.Expected machine, MachineState promised, Cloud cloud)
            throws IOException {
        boolean isOpen = !lines.ask("state " + machine.id).startsWith("state none");
        return !isOpen && (promised == null || cloud.state(machine.id) == promised);
    }

    private static void check(FleetProcess fleet, List<Load> loads) throws IOException {
        try (Lines lines = fleet.connect()) {
            for (Load load : loads) {
                load.check(lines);
            }
        }
    }

    private static List<Load> loads(Cloud cloud, long seed) {
        List<Load> loads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            List<String> ids = IntStream.range(0, MACHINES_OF_EACH)
                    .mapToObj(i -> "m-" + number + "-" + i)
                    .toList();
            ids.forEach(cloud::rent);
            loads.add(new Load(ids, 31 * seed + thread));
        }
        return loads;
    }
}
