package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A lease from its rental to its end, by the program that holds it. */
class LeaseTest {

    private final LeasingFleet world = new LeasingFleet().offers(3);
    private final FleetMonitor program = world.program();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void rentsTheCheapestThatFitsUnderALabelThatSaysWhose() {
        world.cloud.putOnOffer(LeasingFleet.offer("cheap", "0.30"));

        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());

        assertThat(world.machine(lease).shown().runningRate().usdPerHour()).isEqualByComparingTo("0.30");
        assertThat(lease.owner()).matches("train-[0-9a-f]{8}");
        assertThat(world.label(lease.machine()))
                .isEqualTo(new OwnerLease(
                        lease.owner(), world.time.wall().plus(LeasingFleet.TTL), Duration.ofMinutes(5), true));
        assertThat(lease.isInForce()).isTrue();
        assertThat(lease.report()).isPresent();
    }

    /** Bids of 0.10 and more are accepted, and 0.20 are billed beside them. */
    @ParameterizedTest
    @CsvSource({"0.10, true", "0.15, true", "0.16, false", "0.09, false"})
    void bidsNoMoreThanItsMachineMayCostWithAllThatIsBilled(String bid, boolean isRented) {
        world.cloud.putOnOffer(Offer.builder("spot", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.30"))
                .interruptible(true)
                .lowestBid(HourlyRate.ofUsd("0.10"))
                .build());
        OfferQuery query = OfferQuery.builder()
                .interruptible(true)
                .maxRate(HourlyRate.ofUsd("0.35"))
                .build();
        LeaseSpec spec =
                LeaseSpec.builder(query).scratch().bid(HourlyRate.ofUsd(bid)).build();

        CompletableFuture<Lease> asked = program.leaseLater(spec, LeasingFleet.TTL, BigDecimal.TEN);
        world.time.advance(Duration.ofMinutes(5));

        assertThat(asked.isCompletedExceptionally()).isNotEqualTo(isRented);
        assertThat(world.cloud.machines()).hasSize(isRented ? 1 : 0);
        assertThat(world.cloud.machines())
                .allSatisfy(machine -> assertThat(machine.shown().runningRate().usdPerHour())
                        .isLessThanOrEqualTo(new BigDecimal("0.35")));
    }

    /** The variable is the one that docs/agent.md names; with it an agent on the machine turns its dead-man switch on. */
    @Test
    void letsTheMachineKnowThatItIsLeasedUnlessItsOwnerSaysOtherwise() {
        LeaseSpec.Builder spec =
                LeaseSpec.builder(LeasingFleet.query()).owner("train").environment(Map.of("HF_HOME", "/cache"));
        LeaseSpec off = spec.environment(Map.of("DUMONT_OWNER_LEASE", "")).build();
        LeaseSpec on = spec.environment(Map.of("HF_HOME", "/cache")).build();

        assertThat(environment(on)).isEqualTo(Map.of("HF_HOME", "/cache", "DUMONT_OWNER_LEASE", "train"));
        assertThat(environment(off)).isEqualTo(Map.of("DUMONT_OWNER_LEASE", ""));
    }

    private static Map<String, String> environment(LeaseSpec spec) {
        return spec.setUp(RentalRequest.builder(LeasingFleet.offer("any", "0.30"), "8f3a2b1c"))
                .build()
                .environment();
    }

    @ParameterizedTest
    @CsvSource({"299, 0", "300, 1", "599, 1", "600, 2"})
    void isRenewedEveryThirdOfItsTimeToLive(long seconds, int renewals) {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());

        world.time.advance(Duration.ofSeconds(seconds));

        assertThat(world.cloud.calls().count(Operation.SET_LABEL, lease.machine()))
                .isEqualTo(renewals);
    }

    @Test
    void isLeftAloneHoweverIdleItIs() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        for (int beats = 0; beats < 180; beats++) {
            world.time.advance(Duration.ofSeconds(30));
            program.accept(Heartbeat.builder(lease.machine())
                    .gpuTotals(GpuTotals.ofUtilization(0))
                    .build());
        }

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void givesAScratchMachineBackOnceAndSeesItGone() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        world.time.advance(Duration.ofMinutes(10));

        CompletableFuture<Void> released = lease.release();
        assertThat(released).isNotDone();
        world.time.advance(Duration.ofSeconds(40));

        assertThat(released).isCompleted();
        assertThat(world.left()).isEmpty();
        assertThat(lease.isInForce()).isFalse();
        assertThat(lease.release()).isSameAs(released);
        assertThat(lease.destroy()).isSameAs(released);
        lease.close();
        world.time.advance(Duration.ofHours(1));
        assertThat(world.cloud.calls().count(Operation.DESTROY)).isOne();
    }

    @Test
    void stopsAnyOtherKeepsItsDiskAndTakesItsLabelBack() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());
        world.time.advance(Duration.ofMinutes(10));

        CompletableFuture<Void> released = lease.release();
        world.time.advance(Duration.ofMinutes(1));

        assertThat(released).isCompleted();
        assertThat(world.machine(lease).state()).isEqualTo(MachineState.STOPPED);
        assertThat(world.machine(lease).hasData()).isTrue();
        assertThat(world.machine(lease).shown().labels()).containsEntry(MachineProvider.LEASE_LABEL, "released");
    }

    @Test
    void isNotTakenForAbandonedByWhoeverWakesItAfterwards() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());
        CompletableFuture<Void> released = lease.release();
        world.time.advance(Duration.ofHours(1));
        assertThat(released).isCompleted();

        program.command(lease.machine(), com.dumontcloud.sdk.policy.decide.Operation.Kind.WAKE);
        world.time.advance(Duration.ofHours(1));

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void givesAnyMachineBackOnItsOwnersWord() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());

        CompletableFuture<Void> destroyed = lease.destroy();
        world.time.advance(Duration.ofMinutes(3));

        assertThat(destroyed).isCompleted();
        assertThat(world.left()).isEmpty();
    }

    /** 0.60 USD/h are a cent a minute; letting go may take two of them. */
    @ParameterizedTest
    @CsvSource({"4785, 0", "4800, 1", "5865, 1", "5880, 2"})
    void tellsAtFourFifthsOfItsBudgetAndAgainAtItsEnd(long seconds, int told) {
        LeasingFleet.lease(program, LeasingFleet.scratch());

        world.time.advance(Duration.ofSeconds(seconds));

        assertThat(world.told().stream().filter(Reason.Code.LEASE_BUDGET::equals))
                .hasSize(told);
    }

    @Test
    void spendsNoMoreThanItsBudget() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());

        world.time.advance(Duration.ofHours(9));

        assertThat(world.left()).isEmpty();
        assertThat(world.cloud.billedUsd()).isBetween(new BigDecimal("0.98"), LeasingFleet.BUDGET);
        BigDecimal billed = world.cloud.billedUsd().setScale(9, RoundingMode.DOWN); // the books have twelve digits
        assertThat(lease.spentUsd()).isBetween(billed, LeasingFleet.BUDGET);
    }

    @Test
    void stopsAMachineWhoseDiskIsKeptAtTheEndOfItsBudget() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());

        world.time.advance(Duration.ofMinutes(100));

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.STOPPED);
        assertThat(world.machine(lease).hasData()).isTrue();
        assertThat(lease.isInForce()).isFalse();
        assertThat(world.cloud.billedUsd()).isLessThanOrEqualTo(LeasingFleet.BUDGET);
    }

    @Test
    void isNotReleasedWhileItIsStoppedInWordAndBilledAsIfItRan() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());
        world.machine(lease).keepBilling();

        CompletableFuture<Void> released = lease.release();
        world.time.advance(Duration.ofMinutes(29));
        assertThat(world.machine(lease).state()).isEqualTo(MachineState.STOPPED);
        assertThat(released).isNotDone();
        world.time.advance(Duration.ofMinutes(2));

        assertThat(released).isCompletedExceptionally();
        assertThat(world.told()).contains(Reason.Code.LEASE_NOT_RELEASED);
    }

    /** What costs nothing by nobody's word is not free. */
    @Test
    void countsTimeOffAsRunningWhereNobodySaysWhatItCosts() {
        world.cloud.putOnOffer(Offer.builder("cheap", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.30"))
                .build());
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());
        world.time.advance(Duration.ofMinutes(10));
        program.command(lease.machine(), com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP);

        world.time.advance(Duration.ofMinutes(50));

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.STOPPED);
        assertThat(lease.spentUsd()).isCloseTo(new BigDecimal("0.30"), within(new BigDecimal("1e-6")));
    }

    /** The answer to the destroy is lost, and nothing happened; that lists lack what is so new says nothing. */
    @Test
    void isNotReleasedByListsThatCannotShowItYet() {
        world.cloud
                .faults()
                .next(Operation.DESTROY, Fault.TIMEOUT_BEFORE_EFFECT)
                .listLag(Duration.ofSeconds(90));
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());

        CompletableFuture<Void> released = lease.release();

        for (int seconds = 0; seconds < 600; seconds++) {
            world.time.advance(Duration.ofSeconds(1));
            assertThat(released.isDone() && !world.left().isEmpty())
                    .as("after %s s", seconds)
                    .isFalse();
        }
        assertThat(released).isCompleted();
        assertThat(world.told()).doesNotContain(Reason.Code.LEASE_NOT_RELEASED);
    }

    @Test
    void rentsTheNextBestWhereAnOfferIsGone() {
        world.cloud.faults().next(Operation.RENT, Fault.OFFER_GONE).next(Operation.RENT, Fault.OFFER_GONE);

        LeasingFleet.lease(program, LeasingFleet.scratch());

        assertThat(world.cloud.calls().count(Operation.RENT)).isEqualTo(3);
        assertThat(world.left()).hasSize(1);
    }

    @Test
    void saysSoWhereNothingFits() {
        world.cloud.faults().next(Operation.RENT, Fault.OFFER_GONE).next(Operation.RENT, Fault.OFFER_GONE);
        LeasingFleet.lease(program, LeasingFleet.scratch());

        assertFails(Kind.UNAVAILABLE);
        assertThat(world.left()).hasSize(1);
    }

    @Test
    void asksOnceWhereTheAccountLacksCredit() {
        world.cloud.faults().next(Operation.RENT, Fault.NO_CREDIT);

        assertFails(Kind.INSUFFICIENT_CREDIT);
        assertThat(world.cloud.calls().count(Operation.RENT)).isOne();
        assertThat(world.left()).isEmpty();
    }

    /** The answer is lost, and the machine shows late. */
    @ParameterizedTest
    @ValueSource(longs = {0, 90, 119})
    void findsTheMachineOfALostAnswerAndRentsNoOther(long lagSeconds) {
        world.cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT).listLag(Duration.ofSeconds(lagSeconds));

        CompletableFuture<Lease> lease = LeasingFleet.leaseLater(program, LeasingFleet.scratch());
        world.time.advance(Duration.ofMinutes(4));

        assertThat(lease).isCompletedWithValueMatching(won -> world.left().equals(List.of(won.machine())));
        assertThat(world.cloud.calls().count(Operation.RENT)).isOne();
    }

    @ParameterizedTest
    @CsvSource({"119, 1", "125, 2"})
    void rentsAnotherOnlyOnceItIsCertainThatThereIsNone(long seconds, int rentals) {
        world.cloud.faults().next(Operation.RENT, Fault.TIMEOUT_BEFORE_EFFECT);

        CompletableFuture<Lease> lease = LeasingFleet.leaseLater(program, LeasingFleet.scratch());
        world.time.advance(Duration.ofSeconds(seconds));

        assertThat(world.cloud.calls().count(Operation.RENT)).isEqualTo(rentals);
        assertThat(lease.isDone()).isEqualTo(rentals == 2);
        assertThat(world.left()).hasSize(rentals - 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PARTIAL", "EMPTY"})
    void takesNoListThatIsNotWholeForTheWordThatThereIsNone(Fault fault) {
        world.cloud
                .faults()
                .next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT)
                .during(Duration.ZERO, Duration.ofMinutes(9), fault);

        CompletableFuture<Lease> lease = LeasingFleet.leaseLater(program, LeasingFleet.scratch());
        world.time.advance(Duration.ofMinutes(8));
        assertThat(lease).isNotDone();
        world.time.advance(Duration.ofMinutes(2));

        assertThat(lease).isCompleted();
        assertThat(world.cloud.calls().count(Operation.RENT)).isOne();
        assertThat(world.left()).hasSize(1);
    }

    /** Nobody could ever tell: it is said, and what may be there runs out. */
    @Test
    void leavesWhatCannotBeSettledToRunOut() {
        world.cloud
                .faults()
                .next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT)
                .during(Duration.ZERO, Duration.ofMinutes(20), Fault.PARTIAL);

        CompletableFuture<Lease> lease = LeasingFleet.leaseLater(program, LeasingFleet.scratch());
        world.time.advance(Duration.ofMinutes(19));
        assertThat(lease).isCompletedExceptionally();
        assertThat(world.left()).hasSize(1);

        world.time.advance(Duration.ofHours(1));
        assertThat(world.left()).isEmpty();
    }

    @Test
    void givesBackWhatWasRentedForSomebodyWhoWantsItNoMore() {
        world.cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT).listLag(Duration.ofMinutes(1));
        CompletableFuture<Lease> lease = LeasingFleet.leaseLater(program, LeasingFleet.kept());

        lease.cancel(false);
        world.time.advance(Duration.ofMinutes(10));

        assertThat(world.cloud.machines()).hasSize(1);
        assertThat(world.left()).isEmpty();
    }

    @Test
    void isHeldThoughTheStoreFailsAsItIsRented() {
        world.storeFails = true;
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        assertThat(lease.report()).isEmpty();
        assertThat(lease.isInForce()).isTrue();

        world.storeFails = false;
        world.time.advance(Duration.ofMinutes(5));
        assertThat(lease.report()).isPresent();
        assertThat(lease.spentUsd()).isGreaterThanOrEqualTo(world.cloud.billedUsd());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"TIMEOUT_AFTER_EFFECT", "TIMEOUT_BEFORE_EFFECT", "SERVER_ERROR", "RATE_LIMITED"})
    void releasesThoughTheFirstAnswerIsNone(Fault fault) {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        world.cloud.faults().next(Operation.DESTROY, fault);

        CompletableFuture<Void> released = lease.release();
        world.time.advance(Duration.ofMinutes(10));

        assertThat(released).isCompleted();
        assertThat(world.left()).isEmpty();
    }

    @Test
    void releasesOnceTheStoreTakesTheCommand() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        world.time.advance(Duration.ofMinutes(1));
        world.storeFails = true;

        CompletableFuture<Void> released = lease.release();
        world.time.advance(Duration.ofMinutes(5));
        assertThat(released).isNotDone();
        world.storeFails = false;
        world.time.advance(Duration.ofMinutes(5));

        assertThat(released).isCompleted();
        assertThat(world.left()).isEmpty();
    }

    @Test
    void tellsWhatItCannotReleaseAndLeavesItToRunOut() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        world.cloud.faults().during(Duration.ZERO, Duration.ofMinutes(40), Fault.RATE_LIMITED);

        CompletableFuture<Void> released = lease.release();
        world.time.advance(Duration.ofMinutes(35));
        assertThat(released).isCompletedExceptionally();
        assertThat(world.told()).contains(Reason.Code.LEASE_NOT_RELEASED);
        assertThat(world.left()).hasSize(1);

        world.time.advance(Duration.ofHours(3));
        assertThat(world.left()).isEmpty();
    }

    @Test
    void triesAFailedRenewalAgainSoonAndTellsOnce() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.scratch());
        for (int i = 0; i < 3; i++) {
            world.cloud.faults().next(Operation.SET_LABEL, Fault.SERVER_ERROR);
        }

        world.time.advance(Duration.ofMinutes(7));

        assertThat(world.cloud.calls().count(Operation.SET_LABEL)).isEqualTo(4);
        assertThat(world.told().stream().filter(Reason.Code.LEASE_NOT_RENEWED::equals))
                .hasSize(1);
        assertThat(lease.until()).isAfter(world.time.wall().plus(Duration.ofMinutes(14)));
    }

    @Test
    void saysThatItRanOutAndIsInForceAgainOnceItIsRenewed() {
        Lease lease = LeasingFleet.lease(program, LeasingFleet.kept());
        world.cloud.faults().during(Duration.ZERO, Duration.ofMinutes(15).plusSeconds(50), Fault.NETWORK);

        world.time.advance(Duration.ofMinutes(15).plusSeconds(45));
        assertThat(lease.isInForce()).isFalse();
        assertThat(world.notifications)
                .filteredOn(told -> told.reason().code() == Reason.Code.LEASE_NOT_RENEWED)
                .extracting(Notifier.Notification::severity)
                .containsExactly(Severity.WARNING, Severity.CRITICAL);

        world.time.advance(Duration.ofMinutes(1));
        assertThat(lease.isInForce()).isTrue();
    }

    @Test
    void needsARenterThatLabelsAndAMonitorThatRuns() {
        SimulatedCloud poor = SimulatedCloud.builder(world.time)
                .capabilities(ProviderCapabilities.builder().build())
                .build();
        try (FleetMonitor monitor = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.BALANCED.settings()), LeasingFleet.emptyStore())
                .provider(poor)
                .time(world.time)
                .build()) {
            assertThatThrownBy(() -> LeasingFleet.lease(monitor, LeasingFleet.scratch()))
                    .isInstanceOf(IllegalStateException.class);
            monitor.start();
            assertThatThrownBy(() -> LeasingFleet.lease(monitor, LeasingFleet.scratch()))
                    .isInstanceOfSatisfying(
                            DumontException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST));
        }
    }

    /** A rental takes up to two minutes to show: a lease has to last until that is settled. */
    @ParameterizedTest
    @CsvSource({"PT2M59S, false", "PT3M, true", "PT24H, true", "PT24H1S, false"})
    void livesFromThreeMinutesToADay(Duration ttl, boolean valid) {
        boolean leased;
        try {
            program.lease(LeasingFleet.scratch(), ttl, LeasingFleet.BUDGET);
            leased = true;
        } catch (IllegalArgumentException rejected) {
            leased = false;
        }

        assertThat(leased).isEqualTo(valid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void hasABudget(String usd) {
        assertThatThrownBy(() -> program.lease(LeasingFleet.scratch(), LeasingFleet.TTL, new BigDecimal(usd)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertFails(Kind kind) {
        assertThatThrownBy(() -> LeasingFleet.lease(program, LeasingFleet.scratch()))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
