package com.dumontcloud.sdk.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What the engine relies on in every {@link MachineProvider}, as tests to be run on yours.
 *
 * <p>Extend it in your tests, with {@code dumont-sdk-core} of classifier {@code tests}, JUnit 6 and AssertJ on the class path.
 * Each test takes a fresh instance and at most two machines. It leaves machines behind: give it an account, a simulation or a
 * recording that you throw away.
 */
public abstract class MachineProviderContract {

    /** Returns the provider under test, the same one for as long as one test runs. */
    protected abstract MachineProvider provider();

    /** Rents a machine and returns its id, once the provider shows that it is running. */
    protected abstract MachineId rentRunning();

    /** Lets time pass: sleeps where the provider is real, advances the clock where it is simulated. */
    protected abstract void pass(Duration time);

    /** Returns an id that could be a machine's and is none. Default: {@code 1}. */
    protected MachineId unknownId() {
        return MachineId.of("1");
    }

    /** Returns a provider of the same kind whose other side never answers, if there can be one. Default: none. */
    protected Optional<MachineProvider> unreachable() {
        return Optional.empty();
    }

    /**
     * Returns what can be searched for and rented at the moment, by two at a time. Default: nothing, so that what is said of
     * renting is not tested.
     */
    protected Optional<OfferQuery> rentable() {
        return Optional.empty();
    }

    /** Returns whether the rates of the machines rented are known. Default: yes. */
    protected boolean knowsRates() {
        return true;
    }

    /** Returns how long a change may take until it shows. Default: as long as a start may take. */
    protected Duration patience() {
        return provider().capabilities().startTimeout();
    }

    /** Returns how much time passes between two looks. Default: 2 seconds, what most providers let one ask. */
    protected Duration pause() {
        return Duration.ofSeconds(2);
    }

    /** Returns within how much real time every call must come back. Default: 60 seconds. */
    protected Duration deadline() {
        return Duration.ofSeconds(60);
    }

    @Test
    void tellsItsNameAndWhatItCanDoAndNeverChangesThem() {
        assertThat(provider().name()).isNotBlank().isEqualTo(provider().name());
        assertThat(provider().capabilities().keepsDisk())
                .isEqualTo(provider().capabilities().keepsDisk());
        assertThat(provider().capabilities().startTimeout()).isPositive();
        assertThat(provider().capabilities().rentalShowsWithin()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void listsEveryMachineOnceUnderItsOwnName() {
        MachineId first = rentRunning();
        MachineId second = rentRunning();

        await("both are listed", () -> isListed(first) && isListed(second));

        Listing listing = within(() -> provider().list());
        assertThat(listing.complete()).isTrue();
        assertThat(listing.machines()).extracting(Machine::id).doesNotHaveDuplicates();
        assertThat(listing.machines()).allSatisfy(machine -> {
            assertThat(machine.provider()).isEqualTo(provider().name());
            assertThat(machine.state()).isNotEqualTo(MachineState.DELETED);
        });
    }

    @Test
    void readsOneMachineWithItsRatesWhereTheyAreKnown() {
        MachineId id = rentRunning();

        Machine machine = within(() -> provider().read(id)).orElseThrow();

        assertThat(machine.id()).isEqualTo(id);
        assertThat(machine.provider()).isEqualTo(provider().name());
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        if (knowsRates()) {
            assertThat(machine.runningRate()).isNotNull();
            assertThat(machine.parkedRate()).isNotNull().isLessThanOrEqualTo(machine.runningRate());
        }
    }

    @Test
    void answersAsWitnessAndEstimatesAWake() {
        MachineId id = rentRunning();

        assertThat(within(() -> provider().witness(id))).isNotNull();
        assertThat(within(() -> provider().wakeRisk(id))).isNotNull();
    }

    @Test
    void showsAStoppedMachineAsStoppedInReadsAndLists() {
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId id = rentRunning();

        accepted(() -> provider().stop(id));

        await("it reads stopped", () -> state(id) == MachineState.STOPPED);
        await("it is listed as stopped", () -> listedState(id) == MachineState.STOPPED);
    }

    @Test
    void acceptsAStopOfWhatIsStoppedOrStopping() {
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId id = rentRunning();

        accepted(() -> provider().stop(id));
        accepted(() -> provider().stop(id));
        await("it reads stopped", () -> state(id) == MachineState.STOPPED);
        accepted(() -> provider().stop(id));

        pass(pause());
        assertThat(state(id)).isEqualTo(MachineState.STOPPED);
    }

    /** One provider shows that it is parked, another only that it is stopped. */
    @Test
    void parksAMachineAndBillsItsDiskAlone() {
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId id = rentRunning();

        accepted(() -> provider().hibernate(id));
        await("it is parked", () -> isParked(id));
        accepted(() -> provider().hibernate(id));

        pass(pause());
        assertThat(isParked(id)).isTrue();
        Machine parked = within(() -> provider().read(id)).orElseThrow();
        if (parked.billedRate() != null && parked.parkedRate() != null) {
            assertThat(parked.billedRate()).isEqualTo(parked.parkedRate());
        }
    }

    private boolean isParked(MachineId id) {
        return state(id) == MachineState.STOPPED || state(id) == MachineState.HIBERNATING;
    }

    @Test
    void startsAStoppedMachineAsItsReceiptSays() {
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId id = rentRunning();
        accepted(() -> provider().stop(id));
        await("it reads stopped", () -> state(id) == MachineState.STOPPED);

        ActionReceipt receipt = within(() -> provider().start(id));

        switch (receipt.outcome()) {
            case ACCEPTED -> await("it runs again", () -> state(id) == MachineState.RUNNING);
            case REFUSED -> {
                pass(pause());
                assertThat(state(id)).isEqualTo(MachineState.STOPPED);
            }
            case QUEUED, UNKNOWN -> assertThat(receipt.detail()).isNotBlank();
            default -> fail("unknown outcome %s", receipt.outcome());
        }
    }

    @Test
    void acceptsAStartOfARunningMachineAndLeavesItRunning() {
        MachineId id = rentRunning();

        accepted(() -> provider().start(id));

        pass(pause());
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void rebootsAMachineIfItSaysItCan() {
        MachineId id = rentRunning();
        if (!provider().capabilities().reboots()) {
            assertThat(failureOf(() -> provider().reboot(id)).kind().leavesOutcomeUnknown())
                    .isFalse();
            assertThat(state(id)).isEqualTo(MachineState.RUNNING);
            return;
        }

        accepted(() -> provider().reboot(id));

        await("it runs again", () -> state(id) == MachineState.RUNNING);
    }

    @Test
    void destroysForGoodAndAcceptsToBeAskedAgain() {
        MachineId id = rentRunning();

        accepted(() -> provider().destroy(id));
        accepted(() -> provider().destroy(id));

        await("nothing is left to read", () -> within(() -> provider().read(id)).isEmpty());
        await("a complete list lacks it", () -> {
            Listing listing = within(() -> provider().list());
            return listing.complete() && !contains(listing, id);
        });
        accepted(() -> provider().destroy(id));
        assertThat(failureOf(() -> provider().start(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void leavesOtherMachinesAlone() {
        MachineId one = rentRunning();
        MachineId other = rentRunning();

        accepted(() -> provider().destroy(one));
        await(
                "nothing is left to read",
                () -> within(() -> provider().read(one)).isEmpty());

        assertThat(state(other)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void knowsNothingOfAnUnknownMachine() {
        MachineId nobody = unknownId();

        assertThat(within(() -> provider().read(nobody))).isEmpty();
        assertThat(failureOf(() -> provider().start(nobody)).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(failureOf(() -> provider().stop(nobody)).kind()).isEqualTo(Kind.NOT_FOUND);
        ActionReceipt destroyed = within(() -> ActionReceipt.of(() -> provider().destroy(nobody)));
        assertThat(destroyed.outcome()).isIn(Outcome.ACCEPTED, Outcome.REFUSED);
    }

    @Test
    void stopsSeveralAndTellsTheOutcomeOfEachInOrder() {
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId first = rentRunning();
        MachineId second = rentRunning();

        Map<MachineId, ActionReceipt> receipts = within(() -> provider().stopAll(List.of(first, unknownId(), second)));

        assertThat(receipts.keySet()).containsExactly(first, unknownId(), second);
        assertThat(receipts.values())
                .extracting(ActionReceipt::outcome)
                .containsExactly(Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED);
        await("both read stopped", () -> state(first) == MachineState.STOPPED && state(second) == MachineState.STOPPED);
    }

    @Test
    void stopsNothingWhereNothingIsNamed() {
        assertThat(within(() -> provider().stopAll(List.of()))).isEmpty();
    }

    @Test
    void destroysSeveralAndTellsTheOutcomeOfEachInOrder() {
        MachineId first = rentRunning();
        MachineId kept = rentRunning();
        MachineId second = rentRunning();

        Map<MachineId, ActionReceipt> receipts =
                within(() -> provider().destroyAll(List.of(first, unknownId(), second)));

        assertThat(receipts.keySet()).containsExactly(first, unknownId(), second);
        assertThat(receipts.get(first).outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(receipts.get(unknownId()).outcome()).isIn(Outcome.ACCEPTED, Outcome.REFUSED);
        assertThat(receipts.get(second).outcome()).isEqualTo(Outcome.ACCEPTED);
        await(
                "both are gone",
                () -> provider().read(first).isEmpty()
                        && provider().read(second).isEmpty());
        assertThat(state(kept)).isEqualTo(MachineState.RUNNING);
        assertThat(within(() -> provider().destroyAll(List.of()))).isEmpty();
    }

    @Test
    void findsWhatFitsTheCheapestFirst() {
        OfferQuery query = query();

        List<Offer> offers = within(() -> provider().searchOffers(query));

        assertThat(offers).isNotEmpty().allMatch(query::fits).hasSizeLessThanOrEqualTo(query.limit());
        assertThat(offers).extracting(Offer::runningRate).isSorted();
        assertThat(offers).extracting(Offer::id).doesNotHaveDuplicates();
        OfferQuery one = query.toBuilder().limit(1).build();
        assertThat(within(() -> provider().searchOffers(one))).hasSize(1);
    }

    @Test
    void findsNothingWhereNothingFits() {
        OfferQuery nothing = query().toBuilder().gpuName("no such GPU").build();

        assertThat(within(() -> provider().searchOffers(nothing))).isEmpty();
    }

    @Test
    void rentsAMachineThatRunsAndCarriesItsLabels() {
        OfferQuery query = query();
        RentalRequest request = request(query, "rental0001")
                .label(new Label("team", "vision"))
                .label(lease(1).label())
                .build();

        MachineId id = rented(request);

        await("it runs", () -> state(id) == MachineState.RUNNING);
        await("it is listed", () -> isListed(id));
        Machine machine = within(() -> provider().read(id)).orElseThrow();
        assertThat(machine.labels())
                .containsEntry("team", "vision")
                .containsEntry(MachineProvider.LEASE_LABEL, lease(1).label().value())
                .containsEntry(MachineProvider.RENTAL_LABEL, "rental0001");
        assertThat(machine.runningRate()).isNotNull();
    }

    @Test
    void findsARentalByItsToken() {
        OfferQuery query = query();

        MachineId id = rented(request(query, "rental0001").build());
        pass(provider().capabilities().rentalShowsWithin());

        assertThat(within(() -> provider().findRented("rental0001")))
                .hasValueSatisfying(machine -> assertThat(machine.id()).isEqualTo(id));
        assertThat(within(() -> provider().findRented("rental0002"))).isEmpty();
        assertThat(within(() -> provider().findRented("rental0001", Set.of(id))))
                .isEmpty();
    }

    @Test
    void rentsNothingWhereTheOfferIsNone() {
        Offer gone = Offer.builder("1", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
                .build();
        query();
        int before = within(() -> provider().list()).machines().size();

        RentalReceipt receipt = within(() -> RentalReceipt.of(
                () -> provider().rent(RentalRequest.builder(gone, "rental0001").build())));

        assertThat(receipt.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(receipt.kind()).isIn(Kind.NOT_FOUND, Kind.UNAVAILABLE);
        pass(provider().capabilities().rentalShowsWithin());
        assertThat(within(() -> provider().list()).machines()).hasSize(before);
    }

    @Test
    void rentsAndSearchesOnlyIfItSaysItCan() {
        assumeTrue(!provider().capabilities().rents(), "it rents");
        Offer offer = Offer.builder("1", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
                .build();

        assertThat(failureOf(() -> provider().searchOffers(OfferQuery.builder().build()))
                        .kind()
                        .leavesOutcomeUnknown())
                .isFalse();
        assertThat(failureOf(() -> provider()
                                .rent(RentalRequest.builder(offer, "rental0001").build()))
                        .kind()
                        .leavesOutcomeUnknown())
                .isFalse();
    }

    @Test
    void setsOneLabelAndLeavesTheOthers() {
        MachineId id = rentRunning();
        if (!provider().capabilities().labels()) {
            assertThat(failureOf(() -> provider().setLabel(id, lease(1).label()))
                            .kind()
                            .leavesOutcomeUnknown())
                    .isFalse();
            return;
        }

        accepted(() -> provider().setLabel(id, new Label("team", "vision")));
        accepted(() -> provider().setLabel(id, lease(1).label()));
        accepted(() -> provider().setLabel(id, lease(2).label()));

        await(
                "a list shows it",
                () -> lease(2).label().value().equals(listedLabels(id).get(MachineProvider.LEASE_LABEL)));
        assertThat(within(() -> provider().read(id)).orElseThrow().labels())
                .containsEntry("team", "vision")
                .containsEntry(MachineProvider.LEASE_LABEL, lease(2).label().value());
        assertThat(failureOf(() -> provider().setLabel(unknownId(), lease(1).label()))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void keepsLabelsThroughAStop() {
        assumeTrue(provider().capabilities().labels(), "it sets no labels");
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId id = rentRunning();
        accepted(() -> provider().setLabel(id, lease(1).label()));

        accepted(() -> provider().stop(id));
        await("it reads stopped", () -> state(id) == MachineState.STOPPED);

        assertThat(within(() -> provider().read(id)).orElseThrow().labels())
                .containsEntry(MachineProvider.LEASE_LABEL, lease(1).label().value());
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        assumeTrue(provider().capabilities().keepsDisk(), "a stop would destroy data");
        MachineId id = rentRunning();
        int threads = 4;
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Outcome>> stops = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                stops.add(pool.submit(() -> {
                    together.await(5, TimeUnit.SECONDS);
                    ActionReceipt.of(() -> {
                        provider().list();
                        return ActionReceipt.accepted();
                    });
                    return ActionReceipt.of(() -> provider().stop(id)).outcome();
                }));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> stop : stops) {
                outcomes.add(stop.get(2 * deadline().toMillis(), TimeUnit.MILLISECONDS));
            }

            assertThat(outcomes).contains(Outcome.ACCEPTED);
            await("it reads stopped", () -> state(id) == MachineState.STOPPED);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void keepsTheInterruptOfItsCaller() {
        MachineId id = rentRunning();

        boolean interrupted = within(() -> {
            Thread.currentThread().interrupt();
            Throwable failure = catchThrowable(() -> provider().read(id));
            assertThat(failure)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(DumontException.class));
            return Thread.interrupted();
        });

        assertThat(interrupted).isTrue();
    }

    @Test
    void neverTakesSilenceForAnAnswer() {
        MachineProvider silent = unreachable().orElse(null);
        assumeTrue(silent != null, "no provider whose other side never answers");
        MachineId id = unknownId();

        assertThat(failureOf(silent::list).kind().leavesOutcomeUnknown()).isTrue();
        assertThat(failureOf(() -> silent.read(id)).kind().leavesOutcomeUnknown())
                .isTrue();
        for (Supplier<ActionReceipt> change : List.<Supplier<ActionReceipt>>of(
                () -> silent.start(id), () -> silent.stop(id), () -> silent.destroy(id))) {
            assertThat(within(() -> ActionReceipt.of(change)).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
        assertThat(within(() -> silent.stopAll(List.of(id))).get(id).outcome()).isEqualTo(Outcome.UNKNOWN);
        if (silent.capabilities().rents()) {
            OfferQuery query = OfferQuery.builder().build();
            Offer offer = Offer.builder("1", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
                    .build();
            RentalRequest request = RentalRequest.builder(offer, "rental0001").build();
            assertThat(failureOf(() -> silent.searchOffers(query)).kind().leavesOutcomeUnknown())
                    .isTrue();
            assertThat(failureOf(() -> silent.findRented("rental0001")).kind().leavesOutcomeUnknown())
                    .isTrue();
            assertThat(within(() -> RentalReceipt.of(() -> silent.rent(request)))
                            .outcome())
                    .isEqualTo(Outcome.UNKNOWN);
        }
    }

    private OfferQuery query() {
        OfferQuery query = rentable().orElse(null);
        assumeTrue(provider().capabilities().rents() && query != null, "nothing can be rented");
        return query;
    }

    private RentalRequest.Builder request(OfferQuery query, String token) {
        Offer cheapest = within(() -> provider().searchOffers(query)).get(0);
        return RentalRequest.builder(cheapest, token).diskGb(query.diskGb());
    }

    private MachineId rented(RentalRequest request) {
        RentalReceipt receipt = within(() -> provider().rent(request));
        assertThat(receipt.outcome()).isEqualTo(Outcome.ACCEPTED);
        return Objects.requireNonNull(receipt.machine());
    }

    /** Leases that differ in their end. */
    private static OwnerLease lease(int hours) {
        return new OwnerLease("owner-1", Instant.EPOCH.plus(Duration.ofHours(hours)), Duration.ofMinutes(10), true);
    }

    private void accepted(Callable<ActionReceipt> change) {
        assertThat(within(change).outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    private DumontException failureOf(Callable<?> call) {
        Throwable thrown = catchThrowable(() -> within(call));
        assertThat(thrown).isInstanceOf(DumontException.class).hasMessageMatching("(?s).+");
        return (DumontException) thrown;
    }

    private MachineState state(MachineId id) {
        return within(() -> provider().read(id)).map(Machine::state).orElse(MachineState.DELETED);
    }

    private MachineState listedState(MachineId id) {
        return within(() -> provider().list()).machines().stream()
                .filter(machine -> machine.id().equals(id))
                .map(Machine::state)
                .findFirst()
                .orElse(MachineState.UNKNOWN);
    }

    private Map<String, String> listedLabels(MachineId id) {
        return within(() -> provider().list()).machines().stream()
                .filter(machine -> machine.id().equals(id))
                .map(Machine::labels)
                .findFirst()
                .orElse(Map.of());
    }

    private boolean isListed(MachineId id) {
        return contains(within(() -> provider().list()), id);
    }

    private static boolean contains(Listing listing, MachineId id) {
        return listing.machines().stream().anyMatch(machine -> machine.id().equals(id));
    }

    private void await(String what, BooleanSupplier isSo) {
        Duration waited = Duration.ZERO;
        while (!isSo.getAsBoolean()) {
            if (waited.compareTo(patience()) >= 0) {
                fail("waited %s in vain until %s", waited, what);
            }
            pass(pause());
            waited = waited.plus(pause());
        }
    }

    /** Makes a call that must come back within the deadline, whatever it brings. */
    private <T> T within(Callable<T> call) {
        return assertTimeoutPreemptively(deadline(), call::call);
    }
}
