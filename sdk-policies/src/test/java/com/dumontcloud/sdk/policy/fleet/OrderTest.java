package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Machines that are rented because somebody orders them: once, whatever is lost and whoever dies. */
class OrderTest {

    private static final String TOKEN = "order00000000001";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private SimulatedCloud cloud = SimulatedCloud.create(time);
    private final MemoryFleetStore store = new MemoryFleetStore();
    private FleetMonitor monitor = monitor(store);

    @BeforeEach
    void start() {
        offer("dear", "0.60");
        offer("cheap", "0.40");
        monitor.start();
        time.runDue();
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void rentsTheCheapestThatFitsAndClaimsItUnderItsNameAndLabels() {
        MachineId id = monitor.rent(order().name("trainer")
                        .label(new Label("team", "vision"))
                        .build())
                .join();

        MachineCondition machine = condition(id);
        assertThat(machine.isClaimed()).isTrue();
        assertThat(machine.profile().name()).isEqualTo("trainer");
        assertThat(machine.profile().labels())
                .containsEntry("team", "vision")
                .containsEntry(MachineProvider.RENTAL_LABEL, TOKEN);
        assertThat(machine.profile().runningRate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        time.advance(Duration.ofMinutes(10));
        assertThat(condition(id).power()).isEqualTo(MachineState.RUNNING);
        assertThat(condition(id).profile().name()).isEqualTo("trainer");
        assertThat(cloud.machine(id).shown().name()).as("at its provider").isEqualTo("trainer");
    }

    @Test
    void rentsByTheOfferThatIsNamed() {
        MachineId id = monitor.rent(order().offerId("dear").build()).join();

        assertThat(condition(id).profile().runningRate()).isEqualTo(HourlyRate.ofUsd("0.60"));
    }

    @Test
    void rentsNothingInThePlaceOfAnOfferThatIsGone() {
        assertFails(monitor.rent(order().offerId("gone").build()), Kind.NOT_FOUND);

        assertThat(cloud.machines()).isEmpty();
    }

    @Test
    void rentsNothingWhereNothingFits() {
        OfferQuery elsewhere = query().toBuilder().regions("EU").build();

        assertFails(monitor.rent(MachineOrder.builder(elsewhere).build()), Kind.NOT_FOUND);
    }

    @Test
    void takesTheNextOfferWhereSomebodyElseWasFaster() {
        cloud.faults().next(Operation.RENT, Fault.OFFER_GONE);

        MachineId id = monitor.rent(order().build()).join();

        assertThat(condition(id).profile().runningRate()).isEqualTo(HourlyRate.ofUsd("0.60"));
        assertThat(cloud.machines()).hasSize(1);
    }

    @Test
    void givesTheMachineOfTheFirstToAnOrderThatComesAgain() {
        MachineId first = monitor.rent(order().build()).join();

        assertThat(monitor.rent(order().build()).join()).isEqualTo(first);
        assertThat(cloud.machines()).hasSize(1);
    }

    @Test
    void rentsAnewWithoutAToken() {
        MachineId first = monitor.rent(order().token(null).build()).join();

        assertThat(monitor.rent(order().token(null).build()).join()).isNotEqualTo(first);
    }

    /** The answer is settled by listing, and another order for the same waits for it. */
    @Test
    void findsTheMachineWhoseAnswerWasLost() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        cloud.faults().listLag(Duration.ofSeconds(30));

        CompletableFuture<MachineId> first = monitor.rent(order().build());
        CompletableFuture<MachineId> again = monitor.rent(order().build());
        time.advance(Duration.ofMinutes(3));

        assertThat(first).isCompleted();
        assertThat(again.join()).isEqualTo(first.join());
        assertThat(cloud.machines()).hasSize(1);
        assertThat(condition(first.join()).isClaimed()).isTrue();
    }

    /** A provider may take two minutes to show what it rented. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"TIMEOUT_BEFORE_EFFECT", "TIMEOUT_AFTER_EFFECT"})
    void rentsOnceThoughTheProcessThatAskedDied(Fault lost) {
        cloud.faults().next(Operation.RENT, lost);
        cloud.faults().listLag(Duration.ofSeconds(60));
        CompletableFuture<MachineId> dying = monitor.rent(order().build());
        monitor.close();
        monitor = monitor(store);
        monitor.start();

        CompletableFuture<MachineId> again = monitor.rent(order().build());
        time.advance(Duration.ofSeconds(30));
        assertThat(again).isNotDone();
        time.advance(Duration.ofMinutes(4));

        assertThat(cloud.machines()).hasSize(1);
        assertThat(again.join()).isEqualTo(cloud.machines().get(0).id());
        assertThat(dying).isCompletedExceptionally();
    }

    @Test
    void doesNotGiveOutAMachineThatIsBeingGivenBack() {
        MachineId id = monitor.rent(order().build()).join();
        time.advance(Duration.ofMinutes(10));
        monitor.destroy(id, DataLoss.acceptedBy("the test"));

        assertFails(monitor.rent(order().build()), Kind.CONFLICT);
        assertThat(cloud.machines()).hasSize(1);
    }

    /** Also by a process that was not there when it was given back. */
    @Test
    void rentsNoSecondMachineForAnOrderWhoseMachineIsGone() {
        MachineId id = monitor.rent(order().build()).join();
        time.advance(Duration.ofMinutes(10));
        monitor.destroy(id, DataLoss.acceptedBy("the test"));
        time.advance(Duration.ofMinutes(30));
        assertThat(condition(id).power()).isEqualTo(MachineState.DELETED);

        assertFails(monitor.rent(order().build()), Kind.CONFLICT);
        monitor.close();
        monitor = monitor(store);
        monitor.start();
        assertFails(monitor.rent(order().build()), Kind.CONFLICT);

        assertThat(cloud.calls().count(Operation.RENT)).isEqualTo(1);
    }

    /** S19. */
    @Test
    void takesAMachineUnderTheIdOfOneThatIsGoneForANewOne() {
        MachineId id = monitor.rent(order().name("first").build()).join();
        time.advance(Duration.ofMinutes(10));
        monitor.keepAlive(id, Duration.ofDays(1), KeepAlive.Scope.IDLE_AND_ORPHAN);
        monitor.destroy(id, DataLoss.acceptedBy("the test"));
        time.advance(Duration.ofMinutes(30));
        assertThat(condition(id).power()).isEqualTo(MachineState.DELETED);
        monitor.close();
        cloud = SimulatedCloud.create(time);
        offer("cheap", "0.40");
        monitor = monitor(store);
        monitor.start();

        MachineId again = monitor.rent(
                        order().token("order00000000002").name("second").build())
                .join();
        time.advance(Duration.ofMinutes(10));

        assertThat(again).isEqualTo(id);
        MachineCondition machine = condition(id);
        assertThat(machine.power()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.isClaimed()).isTrue();
        assertThat(machine.profile().name()).isEqualTo("second");
        assertThat(machine.keepAlive()).isEqualTo(KeepAlive.NONE);
    }

    /** A list may show it before its order can take it in, and one that its provider lists again is the same. */
    @Test
    void knowsByItsRentalWhetherAMachineThatIsListedAgainIsAnother() {
        MachineId id = monitor.rent(order().name("first").build()).join();
        time.advance(Duration.ofMinutes(10));
        monitor.keepAlive(id, Duration.ofDays(1), KeepAlive.Scope.IDLE_AND_ORPHAN);
        monitor.destroy(id, DataLoss.acceptedBy("the test"));
        time.advance(Duration.ofMinutes(30));
        Machine.Builder listed = Machine.builder(id, cloud.name(), MachineState.RUNNING);
        Map<String, String> ofTheFirst = condition(id).profile().labels();

        cloud.rent(listed.labels(ofTheFirst).build());
        monitor.poll();
        assertThat(condition(id).keepAlive()).isNotEqualTo(KeepAlive.NONE);

        monitor.destroy(id, DataLoss.acceptedBy("the test"));
        time.advance(Duration.ofMinutes(30));
        assertThat(condition(id).power()).isEqualTo(MachineState.DELETED);
        cloud.rent(listed.labels(Map.of(MachineProvider.RENTAL_LABEL, "order00000000002"))
                .build());
        monitor.poll();
        assertThat(condition(id).power()).isEqualTo(MachineState.RUNNING);
        assertThat(condition(id).keepAlive()).isEqualTo(KeepAlive.NONE);
    }

    /** What a list had to show it has to have shown when it was asked for, not when it had come. */
    @Test
    void waitsForARentalThatAListTooSlowForItMissed() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        Duration showsWithin = cloud.capabilities().rentalShowsWithin();
        cloud.faults().listLag(showsWithin);
        monitor.rent(order().build());
        monitor.close();
        time.advance(showsWithin.minusSeconds(1));
        monitor = monitor(store, new ForwardingProvider(cloud) {
            @Override
            public Listing list() {
                Listing listed = super.list();
                time.jumpWall(Duration.ofSeconds(2));
                return listed;
            }
        });
        monitor.start();

        CompletableFuture<MachineId> again = monitor.rent(order().build());
        time.advance(Duration.ofSeconds(10));

        assertThat(cloud.machines()).hasSize(1);
        assertThat(again.join()).isEqualTo(cloud.machines().get(0).id());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NO_CREDIT", "OFFER_GONE"})
    void rentsAtOnceWhatWasRefusedBefore(Fault refusal) {
        cloud.withdrawOffer("dear");
        cloud.faults().next(Operation.RENT, refusal);
        assertThat(monitor.rent(order().build())).isCompletedExceptionally();
        offer("cheap", "0.40");

        assertThat(monitor.rent(order().build())).isCompleted();
    }

    @Test
    void rentsAtOnceWhatWasRefusedToTheProcessBefore() {
        cloud.faults().next(Operation.RENT, Fault.NO_CREDIT);
        assertFails(monitor.rent(order().build()), Kind.INSUFFICIENT_CREDIT);
        monitor.close();
        monitor = monitor(store);
        monitor.start();

        assertThat(monitor.rent(order().build())).isCompleted();
    }

    /** Nothing was sent: what could not be written down must not be waited for. */
    @Test
    void rentsAtOnceWhatTheStoreDidNotTakeBefore() {
        boolean[] fails = new boolean[1];
        monitor.close();
        monitor = monitor(new StoreThatCanFail(() -> fails[0]));
        monitor.start();
        fails[0] = true;
        assertThat(monitor.rent(order().build())).isCompletedExceptionally();
        assertThat(cloud.machines()).isEmpty();
        fails[0] = false;

        assertThat(monitor.rent(order().build())).isCompleted();
    }

    /** Each is in the store before it is asked for, whatever is written at the same time. */
    @Test
    void writesEveryOrderDownThoughTheyComeAtOnce() throws Exception {
        WatchedStore watched = new WatchedStore();
        monitor.close();
        monitor = monitor(watched);
        monitor.start();
        watched.holdNext();
        CompletableFuture<MachineId> first = CompletableFuture.supplyAsync(
                () -> monitor.rent(order().offerId("dear").build()).join());
        watched.awaitHeld();
        Thread second = new Thread(
                () -> monitor.rent(order().token("order00000000002").build()).join());
        second.start();
        while (second.isAlive() && second.getState() != Thread.State.BLOCKED && !Thread.interrupted()) {
            Thread.onSpinWait();
        }
        watched.release();
        first.join();
        second.join();

        assertThat(watched.load().marks().get("asked rentals")).contains(TOKEN + "@", "order00000000002@");
    }

    @Test
    void rentsOnForTheOthersWhenOneCancels() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        cloud.faults().listLag(Duration.ofSeconds(30));
        CompletableFuture<MachineId> first = monitor.rent(order().build());
        CompletableFuture<MachineId> again = monitor.rent(order().build());

        again.cancel(false);
        CompletableFuture<MachineId> third = monitor.rent(order().build());
        time.advance(Duration.ofMinutes(3));

        assertThat(first).isCompleted();
        assertThat(third.join()).isEqualTo(first.join());
        assertThat(cloud.machines()).hasSize(1);
    }

    /** The one that waits for a GPU is given back; until it is gone it carries the token too. */
    @Test
    void takesTheMachineThatRunsAndNotTheOneInWhosePlaceItIs() {
        List<MachineId> queued = new ArrayList<>();
        monitor.close();
        monitor = monitor(store, new ForwardingProvider(cloud) {
            @Override
            public RentalReceipt rent(RentalRequest request) {
                if (!queued.isEmpty()) {
                    return super.rent(request);
                }
                queued.add(super.rent(request).machine());
                cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
                return new RentalReceipt(ActionReceipt.Outcome.QUEUED, queued.get(0), null, "no free GPU");
            }
        });
        monitor.start();

        MachineId id = monitor.rent(order().build()).join();

        assertThat(id).isNotIn(queued);
        assertThat(monitor.rent(order().build()).join()).isEqualTo(id);
        time.advance(Duration.ofMinutes(30));
        assertThat(condition(queued.get(0)).power()).isEqualTo(MachineState.DELETED);
        assertThat(condition(id).power()).isEqualTo(MachineState.RUNNING);
        assertThat(monitor.rent(order().build()).join()).isEqualTo(id);
    }

    /** A list shows it to the fleet before its order comes again. */
    @Test
    void claimsTheMachineThatAListShowedFirst() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        cloud.faults().listLag(Duration.ofSeconds(30));
        monitor.rent(order().name("trainer").build());
        monitor.close();
        monitor = monitor(store);
        monitor.start();
        time.advance(Duration.ofMinutes(2));
        MachineId shown = cloud.machines().get(0).id();
        assertThat(condition(shown).isClaimed()).isFalse();

        assertThat(monitor.rent(order().name("trainer").build()).join()).isEqualTo(shown);

        assertThat(condition(shown).isClaimed()).isTrue();
        assertThat(condition(shown).profile().name()).isEqualTo("trainer");
        assertThat(condition(shown).profile().labels()).containsEntry(MachineProvider.RENTAL_LABEL, TOKEN);
    }

    @Test
    void rentsNothingUnderACapThatIsReached() {
        MachineId first = monitor.rent(order().build()).join();
        time.advance(Duration.ofMinutes(10));
        monitor.reconfigure(LifecyclePolicyEngine.builder(PolicyAssignment.fleet(Preset.BALANCED.settings())
                        .cap(SpendCap.ofLabel("team", "vision", "0.01", SpendCap.Period.TOTAL))
                        .build())
                .build());
        cloud.setLabel(first, new Label("team", "vision"));
        monitor.poll();
        time.advance(Duration.ofHours(1));

        assertFails(
                monitor.rent(
                        order().token(null).label(new Label("team", "vision")).build()),
                Kind.CONFLICT);
        assertThat(cloud.machines()).hasSize(1);
        assertThat(monitor.rent(
                        order().token(null).label(new Label("team", "speech")).build()))
                .isCompleted();
    }

    @Test
    void rentsForItsOwnerWhileTheEngineIsFrozen() {
        monitor.freeze("an audit");

        assertThat(monitor.rent(order().build())).isCompleted();
    }

    @Test
    void saysThatTheAccountIsEmpty() {
        cloud.faults().next(Operation.RENT, Fault.NO_CREDIT);

        assertFails(monitor.rent(order().build()), Kind.INSUFFICIENT_CREDIT);
    }

    @Test
    void rentsNothingWithoutAProvider() {
        try (FleetMonitor alone = FleetMonitor.builder(Preset.BALANCED.settings(), new MemoryFleetStore())
                .time(time)
                .build()) {
            alone.start();

            assertThatThrownBy(() -> alone.rent(order().build()))
                    .asInstanceOf(InstanceOfAssertFactories.type(DumontException.class))
                    .extracting(DumontException::kind)
                    .isEqualTo(Kind.CONFLICT);
        }
    }

    private void offer(String id, String usd) {
        cloud.putOnOffer(Offer.builder(id, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd(usd))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region("US")
                .build());
    }

    private FleetMonitor monitor(FleetStore kept) {
        return monitor(kept, cloud);
    }

    private FleetMonitor monitor(FleetStore kept, MachineProvider provider) {
        return FleetMonitor.builder(Preset.BALANCED.settings(), kept)
                .provider(provider)
                .time(time)
                .build();
    }

    private static OfferQuery query() {
        return OfferQuery.builder().gpuName("RTX 4090").diskGb(50).build();
    }

    private static MachineOrder.Builder order() {
        return MachineOrder.builder(query()).token(TOKEN);
    }

    private MachineCondition condition(MachineId id) {
        return monitor.machine(id).orElseThrow().condition();
    }

    private static void assertFails(CompletableFuture<MachineId> rented, Kind kind) {
        assertThatThrownBy(rented::join)
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(DumontException.class))
                .extracting(DumontException::kind)
                .isEqualTo(kind);
    }
}
