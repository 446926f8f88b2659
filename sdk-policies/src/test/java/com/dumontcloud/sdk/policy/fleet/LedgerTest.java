package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

        Ledger ledger = Ledger.resume(new FleetStore.Books(before.account(), at(10).wall()), machine("0.40"), at(12));
        ledger.book(machine("0.40"), at(13));

        assertThat(ledger.account().usefulUsd()).isEqualByComparingTo("5.20");
        assertThat(ledger.account().billedTodayUsd()).isEqualByComparingTo("5.20");
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

    private Duration elapsed() {
        return Duration.between(Instant.parse("2026-01-05T20:00:00Z"), fleet.time.wall());
    }

    private static void assertUsd(BigDecimal actual, BigDecimal expected) {
        assertThat(actual).isCloseTo(expected, within(MILLIONTH));
    }
}
