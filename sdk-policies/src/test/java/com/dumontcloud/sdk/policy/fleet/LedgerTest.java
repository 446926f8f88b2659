package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's books against the cloud's own meter; lifecycle principle 8. */
class LedgerTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");
    private static final BigDecimal MILLIONTH = new BigDecimal("1e-6");

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void booksUseAndIdlenessApart() {
        fleet.rent(GPU);
        fleet.report(GPU, 90, Duration.ofMinutes(30));
        fleet.report(GPU, 0, Duration.ofMinutes(2));

        Account account = fleet.report(GPU).account();

        assertUsd(account.usefulUsd(), RUNNING.costOf(Duration.ofMinutes(30)));
        assertUsd(account.wastedUsd(), RUNNING.costOf(Duration.ofMinutes(2)));
        assertUsd(account.savedUsd(), BigDecimal.ZERO);
    }

    @Test
    void booksWhatParkingSavesAtTheRateAvoidedLessTheParkedRate() {
        fleet.rent(GPU);
        fleet.park(GPU);
        Account before = fleet.report(GPU).account();

        fleet.time.advance(Duration.ofHours(10));

        Account account = fleet.report(GPU).account();
        assertUsd(account.savedUsd().subtract(before.savedUsd()), new BigDecimal("3.90"));
        assertUsd(account.parkedUsd().subtract(before.parkedUsd()), new BigDecimal("0.10"));
    }

    @Test
    void savesNothingByAStopThatWasNotParking() {
        fleet.rent(GPU);
        fleet.monitor.command(GPU, Kind.STOP);
        fleet.time.advance(Duration.ofHours(1));

        assertUsd(fleet.report(GPU).account().savedUsd(), BigDecimal.ZERO);
    }

    @Test
    void agreesWithTheCloudsMeterThroughADayOfUseParkingAndWaking() {
        List<MachineId> ids = List.of(GPU, MachineId.of("gpu-2"), MachineId.of("gpu-3"));
        ids.forEach(fleet::rent);
        for (int round = 0; round < 4; round++) {
            for (MachineId id : ids) {
                fleet.report(id, 90, Duration.ofMinutes(7));
                fleet.park(id);
            }
            fleet.time.advance(Duration.ofHours(2));
            for (MachineId id : ids) {
                fleet.monitor.command(id, Kind.WAKE);
            }
            fleet.time.advance(Duration.ofMinutes(11));
        }

        for (MachineId id : ids) {
            Account account = fleet.report(id).account();
            BigDecimal metered = fleet.cloud.machine(id).billedUsd();
            // A change is booked when it is read, which while an operation is open is every 5 s; there were eight of
            // them.
            assertThat(account.billedUsd()).isCloseTo(metered, within(RUNNING.costOf(Duration.ofSeconds(8 * 5))));
            assertUsd(account.usefulUsd().add(account.wastedUsd()).add(account.parkedUsd()), account.billedUsd());
            assertUsd(account.neverParkedUsd(), account.billedUsd().add(account.savedUsd()));
            assertUsd(account.neverParkedUsd(), RUNNING.costOf(elapsed()));
        }
        Account all = ids.stream().map(id -> fleet.report(id).account()).reduce(Account.ZERO, Account::plus);
        assertUsd(fleet.monitor.account().billedUsd(), all.billedUsd());
    }

    @Test
    void beginsADayAnewAtMidnightUtc() {
        fleet.rent(GPU);
        fleet.report(GPU, 90, Duration.ofHours(4).minusMinutes(1));
        assertUsd(fleet.report(GPU).account().billedTodayUsd(), RUNNING.costOf(Duration.ofMinutes(239)));

        fleet.time.advance(Duration.ofMinutes(1));
        assertUsd(fleet.report(GPU).account().billedTodayUsd(), BigDecimal.ZERO);
        fleet.time.advance(Duration.ofMinutes(30));

        assertUsd(fleet.report(GPU).account().billedTodayUsd(), RUNNING.costOf(Duration.ofMinutes(30)));
        assertUsd(fleet.report(GPU).account().billedUsd(), RUNNING.costOf(Duration.ofMinutes(270)));
    }

    @Test
    void chargesTimeByTheRateOfItsTime() {
        Ledger ledger = new Ledger(at(0));
        ledger.book(machine("0.40"), at(1));
        ledger.book(machine("0.60"), at(3));
        ledger.book(machine("0.40"), at(4));

        assertThat(ledger.account().usefulUsd()).isEqualByComparingTo("2.00");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("2.00");
    }

    @Test
    void beginsADayAnewWhateverTheRateWasTheDayBefore() {
        Ledger ledger = new Ledger(at(0));
        ledger.book(machine("0.40"), at(20));
        ledger.book(machine("0.60"), at(26));

        assertThat(ledger.account().usefulUsd()).isEqualByComparingTo("11.60");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("1.20");
    }

    @Test
    void goesOnWithTheBooksOfAProcessBefore() {
        Ledger before = new Ledger(at(0));
        before.book(machine("0.40"), at(10));

        Ledger ledger = Ledger.resume(
                new FleetStore.Books(before.account(), HeartbeatCounts.NONE, at(10).wall()), machine("0.40"), at(12));
        ledger.book(machine("0.40"), at(13));

        assertThat(ledger.account().usefulUsd()).isEqualByComparingTo("5.20");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("5.20");
    }

    /** A process that is killed while a machine starts leaves to the next one what nobody had seen yet. */
    @Test
    void takesBackWhatAProcessBeforeBookedUnseen() {
        MachineCondition loading = shown(MachineState.STARTING, "0.01", at(22));
        Ledger before = new Ledger(at(22));
        before.book(loading, at(25));
        assertThat(before.account().unseen()).isEqualTo(Duration.ofHours(3));

        Ledger ledger = Ledger.resume(
                new FleetStore.Books(before.account(), HeartbeatCounts.NONE, at(25).wall()), loading, at(26));
        assertThat(ledger.account().billedUsd()).as("nobody knows yet").isEqualByComparingTo("1.60");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("0.80");

        ledger.shown(loading);
        assertThat(ledger.account().billedUsd()).as("it was loading all along").isEqualByComparingTo("0.04");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("0.02");
        assertThat(ledger.account().usefulUsd()).isZero();
        assertThat(ledger.account().running()).isZero();
        assertThat(ledger.account().stopped()).isEqualTo(Duration.ofHours(4));
        assertThat(ledger.account().unseen()).isZero();

        ledger.book(machine("1.00"), at(27));
        assertThat(ledger.account().billedUsd()).isEqualByComparingTo("1.04");
    }

    @Test
    void keepsAccountsThatManyReadingsDoNotBlur() {
        Ledger ledger = new Ledger(at(0));
        for (int minute = 1; minute <= 10_000; minute++) {
            Duration since = Duration.ofMinutes(minute);
            ledger.book(machine("0.333"), new Moment(since.toNanos(), since.toNanos(), MIDNIGHT.plus(since)));
            ledger.account();
        }

        assertThat(ledger.account().usefulUsd()).isEqualByComparingTo("55.5");
    }

    /** What a host loads bills its disk, until it runs: when it began to nobody saw. */
    @Test
    void countsTimeInWhichItMayHaveBegunToRunUnseen() {
        Ledger ledger = new Ledger(at(0));
        MachineCondition loading = shown(MachineState.STARTING, "0.01", at(0));
        ledger.shown(loading);

        ledger.book(loading, at(1));
        assertThat(ledger.account().billedUsd()).as("nobody knows yet").isEqualByComparingTo("0.40");
        assertThat(ledger.bill(loading).usdPerHour()).isEqualByComparingTo("0.40");

        ledger.shown(loading);
        assertThat(ledger.account().parkedUsd()).as("it was loading all along").isEqualByComparingTo("0.01");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("0.01");
        assertThat(ledger.account().stopped()).isEqualTo(Duration.ofHours(1));

        ledger.book(loading, at(3));
        ledger.shown(shown(MachineState.RUNNING, "0.40", at(3)));
        assertThat(ledger.account().usefulUsd())
                .as("it may have run for two hours")
                .isEqualByComparingTo("0.80");
        assertThat(ledger.account().billedUsd()).isEqualByComparingTo("0.81");
    }

    /** What loads, waits in a queue or was outbid may begin to be billed by itself, and so may a host that comes back. */
    @ParameterizedTest
    @CsvSource({
        "STARTING, 0.01, true",
        "FAILED, 0.01, true",
        "FAILED, 0, true",
        "STOPPED, 0.01, false",
        "HIBERNATING, 0.01, false",
        "FAILED, 0.40, false",
        "STOPPING, 0.40, false",
        "RUNNING, 0.40, false"
    })
    void mayRunUnseenWhereItStartsOrBrokeDown(MachineState power, String billed, boolean unseen) {
        MachineCondition machine = shown(power, billed, at(0));

        assertThat(machine.mayBeBilledUnseen()).isEqualTo(unseen);
        assertThat(machine.isBilledAsRunning()).isEqualTo("0.40".equals(billed));
    }

    /** T20 is in no hurry, since a list may lie: what that wait would have cost was not billed. */
    @ParameterizedTest(name = "taken over meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void chargesNothingForTheTimeInWhichAMachineThatIsGoneWasNotFound(boolean takenOver) {
        fleet.rent(GPU);
        fleet.report(GPU, 90, Duration.ofMinutes(30));
        fleet.cloud.destroy(GPU);
        fleet.time.advance(Duration.ofMinutes(5));
        assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.UNKNOWN);
        if (takenOver) {
            fleet.monitor.close();
            fleet.monitor = fleet.newMonitor();
            fleet.monitor.start();
        }

        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);
        BigDecimal untilTheNextList = RUNNING.costOf(Duration.ofMinutes(1));
        assertThat(fleet.report(GPU).account().billedUsd())
                .isBetween(
                        fleet.cloud.billedUsd(GPU), fleet.cloud.billedUsd(GPU).add(untilTheNextList));
    }

    @Test
    void chargesTheTimeInWhichAMachineWasNotFoundOnceItIsFoundRunning() {
        Ledger ledger = new Ledger(at(0));
        MachineCondition running = shown(MachineState.RUNNING, "0.40", at(0));
        ledger.notFound();
        ledger.book(running, at(2));
        assertThat(ledger.account().unseen()).isEqualTo(Duration.ofHours(2));

        ledger.found();
        ledger.shown(running);
        ledger.book(running, at(3));

        assertThat(ledger.account().billedUsd()).isEqualByComparingTo("1.20");
        assertThat(ledger.account().unseen()).isZero();
    }

    /** Such as one that is given back, and that lists show no more: it must not look to a cap as if it ran. */
    @Test
    void chargesAStoppedMachineThatIsNotFoundForItsDiskAlone() {
        Ledger ledger = new Ledger(at(0));
        ledger.notFound();

        ledger.book(shown(MachineState.STOPPED, "0.01", at(0)), at(2));

        assertThat(ledger.account().usefulUsd()).isZero();
        assertThat(ledger.account().parkedUsd()).isEqualByComparingTo("0.02");
    }

    @Test
    void booksTheEnginesOwnPauseAsWell() {
        fleet.rent(GPU);
        fleet.monitor.close();
        fleet.time.advance(Duration.ofHours(2));

        assertUsd(fleet.report(GPU).account().billedUsd(), RUNNING.costOf(Duration.ofHours(2)));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
    }

    private static Moment at(int hour) {
        Duration since = Duration.ofHours(hour);
        return new Moment(since.toNanos(), since.toNanos(), MIDNIGHT.plus(since));
    }

    private static MachineCondition machine(String usdPerHour) {
        return LifecyclePolicyEngine.of(Preset.REACTIVE.settings())
                .begin(MachineProfile.unmanaged(GPU, null, HourlyRate.ofUsd(usdPerHour)), true, at(0));
    }

    private static MachineCondition shown(MachineState power, String billedUsdPerHour, Moment now) {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.REACTIVE.settings());
        Machine machine = Machine.builder(GPU, "cloud", power)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .billedRate(HourlyRate.ofUsd(billedUsdPerHour))
                .build();
        MachineCondition begun = engine.begin(MachineProfile.of(machine), true, now);
        return engine.decide(begun, new Event.ProviderRead(machine), now, new Surroundings(1))
                .next();
    }

    private Duration elapsed() {
        return Duration.between(Instant.parse("2026-01-05T20:00:00Z"), fleet.time.wall());
    }

    private static void assertUsd(BigDecimal actual, BigDecimal expected) {
        assertThat(actual).isCloseTo(expected, within(MILLIONTH));
    }
}
