package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Credit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SimulatedCloudMoneyTest {

    private static final Offset<BigDecimal> NANO_DOLLAR = within(new BigDecimal("1e-9"));

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);

    /** 10 USD paid in, one hour at 0.40: 9.60 are left, and last 24 hours more. */
    @Test
    void tellsWhatIsLeftAndHowFastItGoesWhereSomebodyPaidIn() {
        SimulatedCloud paid =
                SimulatedCloud.builder(time).creditUsd(new BigDecimal("10.00")).build();
        paid.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        time.advance(Duration.ofHours(1));

        Credit credit = paid.credit().orElseThrow();

        assertThat(credit.usd()).isEqualByComparingTo("9.60");
        assertThat(credit.burn()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(credit.lasts()).hasValue(Duration.ofHours(24));
        assertThat(SimulatedCloud.create(time).credit()).isEmpty();
    }

    @Test
    void billsAMonthOfRunningAsTheSpecificationPrintsIt() {
        SimulatedMachine machine = rent("gpu-1");

        time.advance(Duration.ofHours(732));

        assertThat(machine.billedUsd()).isEqualByComparingTo("292.80");
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofHours(732));
        assertThat(machine.billedParked()).isZero();
    }

    @Test
    void billsTheRunningRateUntilStoppedAndTheParkedRateFromThenOn() {
        SimulatedMachine machine = rent("gpu-1");

        time.advance(Duration.ofHours(1));
        cloud.stop(machine.id());
        time.advance(Duration.ofSeconds(10));
        time.advance(Duration.ofHours(10));

        assertThat(machine.billedRunning()).isEqualTo(Duration.ofSeconds(3_610));
        assertThat(machine.billedParked()).isEqualTo(Duration.ofHours(10));
        assertThat(machine.billedUsd()).isCloseTo(new BigDecimal("0.501111111111"), NANO_DOLLAR);
    }

    @Test
    void billsAnotherRunningRateFromTheMomentItIsSet() {
        SimulatedMachine machine = rent("gpu-1");
        time.advance(Duration.ofHours(1));

        machine.runningRate(HourlyRate.ofUsd("0.60"));
        machine.runningRate(HourlyRate.ofUsd("0.80"));

        assertThat(machine.billedUsd()).isEqualByComparingTo("0.40");
        assertThat(machine.shown().runningRate()).isEqualTo(HourlyRate.ofUsd("0.80"));
        assertThat(machine.shown().billedRate()).isEqualTo(HourlyRate.ofUsd("0.80"));
        time.advance(Duration.ofHours(2));
        assertThat(machine.billedUsd()).isEqualByComparingTo("2.00");
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void billsAnotherRunningRateNotWhileParked() {
        SimulatedMachine machine = rent("gpu-1");
        cloud.stop(machine.id());
        time.advance(Duration.ofSeconds(10));
        BigDecimal before = machine.billedUsd();

        machine.runningRate(HourlyRate.ofUsd("4.00"));

        time.advance(Duration.ofHours(1));
        assertThat(machine.billedUsd().subtract(before)).isEqualByComparingTo("0.01");
    }

    @Test
    void showsWhatItBillsAlsoWhereThatIsNotWhatItsStateCosts() {
        SimulatedMachine honest = rent("gpu-1");
        SimulatedMachine other = rent("gpu-2").keepBilling();
        assertThat(honest.shown().billedRate()).isEqualTo(HourlyRate.ofUsd("0.40"));

        cloud.stop(honest.id());
        cloud.stop(other.id());
        time.advance(Duration.ofSeconds(10));
        time.advance(Duration.ofHours(1));

        assertThat(honest.shown().billedRate()).isEqualTo(HourlyRate.ofUsd("0.01"));
        assertThat(other.state()).isEqualTo(MachineState.STOPPED);
        assertThat(other.shown().billedRate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(other.billedRunning()).isEqualTo(Duration.ofSeconds(3_610));
    }

    @Test
    void billsAStartAndAFailureAtTheRunningRate() {
        SimulatedMachine machine = rent("gpu-1", MachineState.STARTING);

        time.advance(Duration.ofMinutes(1));
        machine.killHost();
        time.advance(Duration.ofMinutes(59));

        assertThat(machine.state()).isEqualTo(MachineState.FAILED);
        assertThat(machine.billedUsd()).isEqualByComparingTo("0.40");
        cloud.stop(machine.id());
        time.advance(Duration.ofSeconds(10));
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofSeconds(3_610));
    }

    @Test
    void billsNothingForAHostThatIsGoneWhereToldSo() {
        SimulatedCloud likeVast =
                SimulatedCloud.builder(time).billsFailed(false).build();
        SimulatedMachine machine = likeVast.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        time.advance(Duration.ofHours(1));

        machine.killHost();
        time.advance(Duration.ofHours(1));

        assertThat(machine.shown().billedRate()).isEqualTo(HourlyRate.FREE);
        assertThat(machine.billedUsd()).isEqualByComparingTo("0.40");
        likeVast.destroy(machine.id());
        time.advance(Duration.ofMinutes(1));
        assertThat(machine.state()).isEqualTo(MachineState.DELETED);
        assertThat(machine.billedUsd()).isEqualByComparingTo("0.40");
    }

    @Test
    void billsAStartAtTheParkedRateWhereToldSoButNeverAReboot() {
        SimulatedCloud likeVast =
                SimulatedCloud.builder(time).billsStarting(false).build();
        SimulatedMachine machine = likeVast.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));

        likeVast.reboot(machine.id());
        time.advance(Duration.ofSeconds(20));
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofSeconds(20));
        likeVast.stop(machine.id());
        time.advance(Duration.ofSeconds(10));
        likeVast.start(machine.id());
        time.advance(Duration.ofSeconds(30));

        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofSeconds(30));
        assertThat(machine.billedParked()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void billsNothingOnceDestroyed() {
        SimulatedMachine machine = rent("gpu-1");
        cloud.destroy(machine.id());
        time.advance(Duration.ofSeconds(5));
        BigDecimal last = machine.billedUsd();

        time.advance(Duration.ofDays(365));

        assertThat(machine.billedUsd()).isEqualTo(last);
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void billsAParkedMachineAtTheParkedRateWhileItIsBeingDestroyed() {
        SimulatedMachine machine = rent("gpu-1", MachineState.STOPPED);
        cloud.destroy(machine.id());

        time.advance(Duration.ofMinutes(1));

        assertThat(machine.billedRunning()).isZero();
        assertThat(machine.billedParked()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void billsAQueuedStartFromTheMomentItBegins() {
        SimulatedMachine machine = rent("gpu-1", MachineState.STOPPED).queueStart(Duration.ofMinutes(5));

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(ActionReceipt.Outcome.QUEUED);
        time.advance(Duration.ofMinutes(5));
        assertThat(machine.billedRunning()).isZero();
        assertThat(machine.billedParked()).isEqualTo(Duration.ofMinutes(5));
        time.advance(Duration.ofHours(1));

        assertThat(machine.billedRunning()).isEqualTo(Duration.ofHours(1));
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void addsUpRentalsOfOneIdAndOfTheWholeCloud() {
        SimulatedMachine first = rent("gpu-1").timings(Timings.IMMEDIATE);
        rent("gpu-2");
        time.advance(Duration.ofHours(1));
        cloud.destroy(first.id());
        rent("gpu-1");
        time.advance(Duration.ofHours(1));

        assertThat(cloud.billedUsd(first.id())).isEqualByComparingTo("0.80");
        assertThat(cloud.billedUsd(MachineId.of("gpu-2"))).isEqualByComparingTo("0.80");
        assertThat(cloud.billedUsd(MachineId.of("nobody"))).isZero();
        assertThat(cloud.billedUsd()).isEqualByComparingTo("1.60");
    }

    @Test
    void billsNothingWhereNoRateIsKnown() {
        SimulatedMachine machine = cloud.rent(Machine.builder(MachineId.of("gpu-1"), "simulated", MachineState.RUNNING)
                .build());

        time.advance(Duration.ofHours(1));

        assertThat(machine.billedUsd()).isZero();
        assertThat(machine.billedRunning()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void billsElapsedTimeWhateverTheClockOnTheWallDoes() {
        SimulatedMachine machine = rent("gpu-1");

        time.jumpWall(Duration.ofDays(730));
        time.advance(Duration.ofHours(1));
        time.jumpWall(Duration.ofDays(-1_000));

        assertThat(machine.billedUsd()).isEqualByComparingTo("0.40");
    }

    private SimulatedMachine rent(String id) {
        return rent(id, MachineState.RUNNING);
    }

    private SimulatedMachine rent(String id, MachineState state) {
        return cloud.rent(Machine.builder(MachineId.of(id), "simulated", state)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build());
    }
}
