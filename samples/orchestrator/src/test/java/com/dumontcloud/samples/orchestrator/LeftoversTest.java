package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process died with a machine in its logbook; the one after it settles that before it rents another. */
class LeftoversTest {

    private static final HourlyRate RATE = HourlyRate.ofUsd("0.36");
    private static final Duration TTL = Duration.ofMinutes(15);

    @TempDir
    private Path folder;

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-31T12:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.builder(time).build();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Logbook book;

    @BeforeEach
    void open() {
        book = Logbook.open(folder.resolve("run"));
        cloud.putOnOffer(Offer.builder("one", GpuSpec.of("RTX 4090", 1), RATE).build());
    }

    @AfterEach
    void close() {
        book.close();
    }

    /** Lists show it after so many seconds, and its process died 20 s after it was rented. */
    @ParameterizedTest
    @ValueSource(ints = {0, 19, 20, 21, 60, 119})
    void givesBackAMachineThatNoListShowsYet(int lagSeconds) throws Exception {
        cloud.faults().listLag(Duration.ofSeconds(lagSeconds));
        MachineId machine = rented();
        time.advance(Duration.ofSeconds(20));

        leftovers().settle();

        assertThat(cloud.machine(machine).state()).isEqualTo(MachineState.DELETED);
        assertThat(book.open()).isEmpty();
        assertThat(book.spentUsd(time.wall())).isGreaterThanOrEqualTo(cloud.billedUsd());
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER_ERROR", "TIMEOUT_BEFORE_EFFECT", "TIMEOUT_AFTER_EFFECT"})
    void givesBackAMachineThatNoListShowsThoughTheFirstTryFails(Fault fault) throws Exception {
        cloud.faults().listLag(Duration.ofMinutes(90)).next(Operation.DESTROY, fault);
        MachineId machine = rented();
        time.advance(Duration.ofSeconds(20));

        leftovers().settle();

        assertThat(cloud.machine(machine).state()).isEqualTo(MachineState.DELETED);
        assertThat(book.open()).isEmpty();
    }

    /** It was given back long ago, and its process died before it could note that. */
    @Test
    void doesNotWaitForAMachineThatIsGone() throws Exception {
        MachineId machine = rented();
        cloud.destroy(machine);
        time.advance(Duration.ofHours(1));
        Instant begun = time.wall();

        leftovers().settle();

        assertThat(time.wall()).isEqualTo(begun);
        assertThat(book.open()).isEmpty();
    }

    private Leftovers leftovers() {
        World world = new World(cloud, time, time::advance, id -> Map.of(), () -> {});
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Leftovers(world, book, TTL, new Says(out, time));
    }

    /** Rents a machine as a run does, and notes it. */
    private MachineId rented() {
        Offer offer = Offer.builder("one", GpuSpec.of("RTX 4090", 1), RATE).build();
        OwnerLease lease =
                new OwnerLease(Leftovers.owner(book) + "-0123abcd", time.wall().plus(TTL), TTL.dividedBy(3), true);
        book.asks(RATE, time.wall());
        RentalRequest request =
                RentalRequest.builder(offer, "rental0001").label(lease.label()).build();
        MachineId machine = Objects.requireNonNull(cloud.rent(request).machine());
        assertThat(cloud.read(machine).orElseThrow().labels()).containsKey(MachineProvider.LEASE_LABEL);
        book.rented(machine.value(), RATE, BigDecimal.ZERO, time.wall());
        return machine;
    }
}
