package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.vast.VastClient;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a run, and of its machines, on a simulated Vast in virtual time. */
class TrainingTest {

    @TempDir
    private Path folder;

    private TrainingOnVast vast;

    @BeforeEach
    void open() {
        vast = new TrainingOnVast(0, folder.resolve("run"));
    }

    @AfterEach
    void close() {
        vast.close();
    }

    @Test
    void rentsTheCheapestParksItBetweenPhasesAndGivesItBack() throws Exception {
        assertThat(train("2.00", 40)).as(vast.said()).isZero();

        SimulatedMachine machine = only();
        assertThat(vast.said()).contains("by offer 41 ", "is parked for 10 min", "done: 40 steps");
        assertThat(machine.boots()).as("once rented, once woken").isEqualTo(2);
        assertThat(machine.billedParked()).isGreaterThan(Duration.ofMinutes(9));
        assertThat(machine.state()).isEqualTo(MachineState.DELETED);
        assertThat(vast.simulator.billed()).isEmpty();
    }

    @Test
    void goesOnElsewhereFromItsCheckpointWhenItsHostDies() throws Exception {
        vast.time.schedule(Duration.ofMinutes(13), () -> only().killHost());

        assertThat(train("2.00", 20)).as(vast.said()).isZero();

        assertThat(vast.said())
                .contains("it was lost; on with another from step 11", "by offer 42 ")
                .containsOnlyOnce("step 10 of 20");
        assertThat(vast.simulator.billed()).isEmpty();
    }

    @Test
    void goesOnElsewhereWhenItsMachineIsOutbid() throws Exception {
        vast.time.schedule(Duration.ofMinutes(13), () -> only().preempt("outbid"));

        assertThat(vast.train(TrainingOnVast.plan(new BigDecimal("2.00"), 20, true)))
                .as(vast.said())
                .isZero();

        assertThat(vast.said()).contains("it was lost; on with another from step 11", "interruptible");
        assertThat(vast.cloud.machines()).hasSize(2);
        assertThat(vast.simulator.billed()).isEmpty();
    }

    @Test
    void goesOnElsewhereWhenItsMachineCannotBeWoken() throws Exception {
        vast.time.schedule(Duration.ofMinutes(13), () -> only().refuseStarts(1));

        assertThat(train("2.00", 40)).as(vast.said()).isZero();

        assertThat(vast.said()).contains("it could not be woken; on with another from step 31", "by offer 42 ");
        assertThat(vast.simulator.billed()).isEmpty();
    }

    @Test
    void endsBeforeItsBudgetIsSpentAndGoesOnWithMore() throws Exception {
        assertThat(train("0.50", 500)).as(vast.said()).isEqualTo(3);
        BigDecimal first = vast.cloud.billedUsd();
        assertThat(first).isBetween(new BigDecimal("0.35"), new BigDecimal("0.50"));
        assertThat(vast.simulator.billed()).isEmpty();

        assertThat(train("0.50", 500)).as("nothing is left of it").isEqualTo(3);
        assertThat(vast.cloud.billedUsd()).isEqualByComparingTo(first);

        assertThat(train("1.00", 100)).as(vast.said()).isZero();
        assertThat(vast.cloud.billedUsd()).isBetween(first, new BigDecimal("1.00"));
    }

    @Test
    void aRunThatIsDoneRentsNothingMore() throws Exception {
        train("2.00", 20);

        assertThat(train("2.00", 20)).isZero();

        assertThat(vast.cloud.machines()).hasSize(1);
    }

    @Test
    void givesUpAfterManyTriesWhereNothingCanBeRented() throws Exception {
        vast.simulator.faults().next(Call.SEARCH, VastFault.NO_CREDIT, 100);

        assertThat(catchThrowable(() -> train("2.00", 20))).hasMessageContaining("insufficient_credit");

        assertThat(vast.cloud.machines()).isEmpty();
        assertThat(vast.time.mono()).isGreaterThan(Duration.ofMinutes(12).toNanos());
    }

    /** Its answer is lost and lists lag: it is found, used and given back. */
    @Test
    void rentsOnceWhereTheAnswerIsLost() throws Exception {
        vast.simulator.listLag(Duration.ofSeconds(90));
        vast.simulator.faults().next(Call.CREATE, VastFault.DROP_AFTER, 1);

        assertThat(train("2.00", 10)).as(vast.said()).isZero();

        assertThat(vast.cloud.machines()).hasSize(1);
        assertThat(vast.simulator.billed()).isEmpty();
    }

    /** Its process died right after it was rented, and lists lag: it costs no more than what it takes to give it back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void givesBackWhatItsLogbookNamesThoughNoListShowsIt(int lostAnswers) throws Exception {
        vast.simulator.listLag(Duration.ofSeconds(90));
        MachineId left = leftBehind();
        vast.simulator.faults().next(Call.DESTROY, VastFault.DROP_BEFORE, lostAnswers);

        assertThat(train("2.00", 10)).as(vast.said()).isZero();

        SimulatedMachine first = vast.cloud.machine(left);
        assertThat(first.state()).isEqualTo(MachineState.DELETED);
        assertThat(first.billedRunning()).isLessThan(Duration.ofMinutes(lostAnswers == 0 ? 1 : 3));
        assertThat(vast.cloud.machines()).hasSize(2);
        assertThat(vast.simulator.billed()).isEmpty();
        assertThat(spentByItsLogbook()).isGreaterThanOrEqualTo(vast.cloud.billedUsd());
    }

    /** Rents a machine for the run, as a process does that dies before it does anything with it. */
    private MachineId leftBehind() {
        try (World world = vast.world();
                Logbook book = Logbook.open(folder.resolve("run"))) {
            Offer offer =
                    world.provider().searchOffers(OfferQuery.builder().build()).get(0);
            OwnerLease lease = new OwnerLease(
                    Leftovers.owner(book) + "-0123abcd",
                    world.time().wall().plus(Duration.ofMinutes(15)),
                    Duration.ofMinutes(5),
                    true);
            book.asks(HourlyRate.ofUsd("0.50"), world.time().wall());
            MachineId id = Objects.requireNonNull(world.provider()
                    .rent(RentalRequest.builder(offer, "token0001")
                            .label(lease.label())
                            .build())
                    .machine());
            book.rented(
                    id.value(),
                    offer.runningRate(),
                    BigDecimal.ZERO,
                    world.time().wall());
            return id;
        }
    }

    private BigDecimal spentByItsLogbook() {
        try (Logbook book = Logbook.open(folder.resolve("run"))) {
            return book.spentUsd(vast.time.wall());
        }
    }

    /** Its host asks for more in the seventh minute: 0.30 and 20 GB of disk at 0.15 a month of 720 hours. */
    @Test
    void keepsInItsLogbookWhatItsMachineIsBilled() throws Exception {
        List<Double> rates = new ArrayList<>();
        AtomicBoolean raised = new AtomicBoolean();
        try (VastClient itself = VastClient.create(VastOptions.builder(CredentialSource.of("any-key"))
                .url(vast.simulator.url())
                .build())) {
            vast.train(TrainingOnVast.plan(new BigDecimal("2.00"), 60, true), () -> {
                long minute = Duration.ofNanos(vast.time.mono()).toMinutes();
                if (minute == 7 && raised.compareAndSet(false, true)) {
                    rates.add(rateInTheLogbook());
                    itself.instances().changeBid(only().id(), new BigDecimal("0.30"), 1);
                } else if (minute == 13 && rates.size() == 1) {
                    rates.add(rateInTheLogbook());
                }
                return minute >= 13;
            });
        }

        assertThat(rates).hasSize(2);
        assertThat(rates.get(0)).isCloseTo(0.1 + 20 * 0.15 / 720, within(1e-9));
        assertThat(rates.get(1)).isCloseTo(0.3 + 20 * 0.15 / 720, within(1e-9));
    }

    private double rateInTheLogbook() {
        try (Reader kept = Files.newBufferedReader(folder.resolve("run"))) {
            Properties properties = new Properties();
            properties.load(kept);
            return Double.parseDouble(properties.getProperty("open_rate", "0"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void endsWhereItsKeyIsWrongAndOnlyThen() throws Exception {
        vast.simulator.faults().next(Call.SEARCH, VastFault.WRONG_KEY, 1);
        assertThat(train("2.00", 10)).as("once: %s", vast.said()).isZero();

        try (TrainingOnVast other = new TrainingOnVast(1, folder.resolve("other"))) {
            other.simulator.faults().next(Call.SEARCH, VastFault.WRONG_KEY, 100);

            Throwable end = catchThrowable(() -> other.train(TrainingOnVast.plan(new BigDecimal("2.00"), 10, false)));

            assertThat(end)
                    .hasMessageContaining("no machine can be rented at vast")
                    .hasMessageContaining("auth_error");
            assertThat(other.time.mono()).isLessThan(Duration.ofMinutes(2).toNanos());
        }
    }

    @Test
    void whoeverStopsItWhileItTrainsParksOrRentsLeavesNothing() throws Exception {
        for (int minute : List.of(0, 7, 35)) {
            try (TrainingOnVast run = new TrainingOnVast(minute, folder.resolve("run-" + minute))) {
                long stopAt = Duration.ofMinutes(minute).toNanos();

                int exitCode = run.train(
                        TrainingOnVast.plan(new BigDecimal("2.00"), 60, false), () -> run.time.mono() >= stopAt);

                assertThat(exitCode).as(run.said()).isEqualTo(130);
                assertThat(run.simulator.billed()).as(run.said()).isEmpty();
            }
        }
    }

    private int train(String budget, int steps) throws InterruptedException {
        return vast.train(TrainingOnVast.plan(new BigDecimal(budget), steps, false));
    }

    private SimulatedMachine only() {
        assertThat(vast.cloud.machines()).hasSize(1);
        return vast.cloud.machines().get(0);
    }
}
