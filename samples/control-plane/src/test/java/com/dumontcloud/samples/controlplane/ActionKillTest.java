package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.model.MachineSettings.Hibernation;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.Timings;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import com.dumontcloud.sdk.vast.VastRoute;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The control plane is killed while it does what its owner asked for, and started again on what it left. The machines are at a Vast in
 * this process, which outlives it and remembers what it was asked.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("crash")
@Execution(ExecutionMode.CONCURRENT)
class ActionKillTest {

    private static final Timings QUICK =
            new Timings(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300));

    /**
     * Calls to Vast for several machines are seconds apart, by Vast's own rule. What no list has shown to a process counts as given back
     * once a rental would have been shown by then, which at Vast takes two minutes, and the list after that lacks it.
     */
    private static final Duration SEVERAL_LOOKS = Duration.ofMinutes(4);

    private static final OfferQuery QUERY =
            OfferQuery.builder().gpuName("RTX 4090").diskGb(50).build();
    private static final MachineOrder ORDER =
            MachineOrder.builder(QUERY).name("new").token("anOrderOfTheTest").build();
    private static final int IDLE_MINUTES = 17;

    private final SystemTime time = SystemTime.create("dumont-test-vast", 1);
    private final SimulatedCloud cloud = SimulatedCloud.builder(time)
            .name("vast")
            .billsStarting(false)
            .billsFailed(false)
            .timings(QUICK)
            .build();
    private final VastSimulator vast = VastSimulator.start(cloud, time, 0);
    private final Map<String, String> environment = Map.of("VAST_URL", vast.url(), "VAST_API_KEY", "any");
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    private Path data;

    private List<MachineId> machines;
    private List<Wish> wishes;

    @BeforeEach
    void rentSixMachines() {
        for (int i = 1; i <= 12; i++) {
            vast.offer(new VastMarketOffer(40 + i, i, "RTX 4090", 24_564, 0.3 + i / 100.0, 0.1, "Ohio, US", 500));
        }
        machines = new ArrayList<>();
        try (VastProvider stranger = VastProvider.create(VastOptions.builder(CredentialSource.of("any"))
                .url(vast.url())
                .gap(VastRoute.CREATE, Duration.ZERO)
                .build())) {
            for (Offer offer : stranger.searchOffers(QUERY).subList(0, 6)) {
                RentalRequest request = RentalRequest.builder(offer, "rentalOfOffer" + offer.id())
                        .diskGb(50)
                        .build();
                machines.add(stranger.rent(request).machine());
            }
        }
        wishes = List.of(
                parking(machines.get(0)),
                waking(machines.get(1)),
                rebooting(machines.get(2)),
                giving(machines.get(3)),
                keeping(machines.get(4)),
                setting(machines.get(5)),
                creating());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        vast.close();
        time.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void losesAndDoublesNothingWheneverItIsKilled(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (ControlPlaneProcess first = serve();
                DumontClient owner = first.client()) {
            parkOne(owner);
            List<Future<Wish>> asked = wishes.stream()
                    .map(wish -> threads.submit(() -> wish.ask(owner)))
                    .toList();
            // Half of the instants are while it answers, half while it carries out what it answered.
            Thread.sleep(random.nextBoolean() ? random.nextInt(300) : random.nextInt(15_000));
            first.kill();
            for (Future<Wish> each : asked) {
                each.get();
            }
        }
        if (random.nextBoolean()) {
            try (ControlPlaneProcess second = serve()) {
                Thread.sleep(random.nextInt(5_000));
                second.kill();
            }
        }
        try (ControlPlaneProcess last = serve();
                DumontClient owner = last.client()) {
            findEverythingInOrder(owner);
        }
    }

    private void parkOne(DumontClient owner) throws InterruptedException {
        MachineId parked = machines.get(1);
        await("it finds all machines: ", owner, () -> shown(owner).size() == 6);
        owner.machines().hibernate(parked);
        await("it is parked: ", owner, () -> owner.machines().openOperations().isEmpty());
        assertThat(is(owner, parked, MachineState.HIBERNATING, MachineState.STOPPED))
                .isTrue();
        await("all others run: ", owner, () -> count(owner, MachineState.RUNNING) == 5);
        cloud.calls().clear();
    }

    private void findEverythingInOrder(DumontClient owner) throws InterruptedException {
        await(
                "nothing is under way: ",
                owner,
                () -> owner.machines().openOperations().isEmpty());
        MachineId created = owner.machines().create(ORDER).id();

        assertThat(vast.billed()).contains(created).hasSizeLessThanOrEqualTo(7);
        Set<MachineId> billed = Set.copyOf(vast.billed());
        await(
                "it shows what is billed: " + billed,
                owner,
                () -> shown(owner).keySet().equals(billed));
        for (Wish wish : wishes) {
            await(wish + ": ", owner, () -> wish.isKept(owner));
        }
        for (MachineId machine : machines) {
            long changes = Stream.of(Operation.START, Operation.STOP, Operation.REBOOT, Operation.DESTROY)
                    .mapToLong(change -> cloud.calls().count(change, machine))
                    .sum();
            assertThat(changes).as("%s: %s", machine, cloud.calls().all()).isLessThanOrEqualTo(1);
        }
    }

    private Wish parking(MachineId id) {
        return new Wish(
                "hibernate " + id,
                owner -> owner.machines().hibernate(id),
                owner -> is(owner, id, MachineState.HIBERNATING, MachineState.STOPPED),
                owner -> is(owner, id, MachineState.RUNNING, MachineState.RUNNING));
    }

    private Wish waking(MachineId id) {
        return new Wish(
                "wake " + id,
                owner -> owner.machines().wake(id),
                owner -> is(owner, id, MachineState.RUNNING, MachineState.RUNNING),
                owner -> is(owner, id, MachineState.HIBERNATING, MachineState.STOPPED));
    }

    /** Whether it came to pass nobody can tell where the answer of Vast was lost, and it is not asked for again. */
    private Wish rebooting(MachineId id) {
        return new Wish(
                "reboot " + id,
                owner -> owner.machines().reboot(id),
                owner -> is(owner, id, MachineState.RUNNING, MachineState.RUNNING)
                        && vast.machine(id).boots() <= 2,
                owner -> false);
    }

    private Wish giving(MachineId id) {
        return new Wish(
                "destroy " + id,
                owner -> owner.machines()
                        .destroyWithItsData(
                                id, owner.machines().machine(id).machine().name()),
                owner -> is(owner, id, MachineState.DELETED, MachineState.DELETED),
                owner -> is(owner, id, MachineState.RUNNING, MachineState.RUNNING));
    }

    private Wish keeping(MachineId id) {
        return new Wish(
                "keep " + id + " alive",
                owner -> owner.agents().keepAlive(id, Duration.ofHours(5)),
                owner -> owner.machines().explain(id).contains("\"kept_alive\""),
                owner -> !owner.machines().explain(id).contains("\"kept_alive\""));
    }

    private Wish setting(MachineId id) {
        MachineSettings wanted = MachineSettings.of(new Hibernation(false, IDLE_MINUTES, null, null));
        return new Wish(
                "set " + id,
                owner -> owner.machines().changeSettings(id, wanted),
                owner -> hibernation(owner, id).equals(Map.of(false, IDLE_MINUTES)),
                owner -> hibernation(owner, id).equals(Map.of(true, 30)));
    }

    /** An order that got no answer is sent again, and finds its machine. */
    private Wish creating() {
        return new Wish(
                "create",
                owner -> owner.machines().create(ORDER),
                owner -> shown(owner).values().stream()
                        .anyMatch(machine -> machine.machine().name().equals("new")),
                owner -> false);
    }

    private static Map<Boolean, Integer> hibernation(DumontClient owner, MachineId id) {
        Hibernation set = owner.machines().settings(id).hibernation();
        return Map.of(set.enabled(), set.idleMinutes());
    }

    private boolean is(DumontClient owner, MachineId id, MachineState shown, MachineState truth) {
        return owner.machines().machine(id).state() == shown && vast.machine(id).state() == truth;
    }

    private static long count(DumontClient owner, MachineState state) {
        return shown(owner).values().stream()
                .filter(machine -> machine.state() == state)
                .count();
    }

    private static Map<MachineId, ManagedMachine> shown(DumontClient owner) {
        Map<MachineId, ManagedMachine> shown = new TreeMap<>();
        owner.machines().machines().forEach(machine -> shown.put(machine.id(), machine));
        return shown;
    }

    private void await(String what, DumontClient owner, BooleanSupplier condition) throws InterruptedException {
        Eventually.holds(() -> what + shown(owner) + cloud.calls().all(), SEVERAL_LOOKS, condition);
    }

    private ControlPlaneProcess serve() throws IOException {
        return ControlPlaneProcess.start(data, environment, "--provider=vast", "--shadow=off");
    }
}
