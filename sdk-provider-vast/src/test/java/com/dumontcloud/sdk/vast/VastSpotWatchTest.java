package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interruptible machines in the simulator: the lowest bid of each is 0.10 USD an hour, and its disk costs 0.0041667. */
class VastSpotWatchTest {

    private final List<String> told = new ArrayList<>();
    private SimulatedVast vast;

    @BeforeEach
    void start() {
        vast = new SimulatedVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void tellsOnceThatAMachineWasOutbid() {
        MachineId id = outbid("token0001");
        VastSpotWatch watch = watch(null);

        look(watch);
        look(watch);

        assertThat(told).containsExactly("outbid " + id + " 0.1");
        assertThat(read(id).state()).isEqualTo(MachineState.FAILED);
        assertThat(read(id).stateReason()).contains("may start again, and bill, by itself");
        assertThat(read(id).labels()).containsOnlyKeys("dumont-rental");
    }

    /** The watch of another process, which knows nothing but the account. */
    @Test
    void noticesThatAMachineWokeByItselfAlsoAfterARestart() {
        MachineId id = outbid("token0001");
        look(watch(null));
        told.clear();

        vast.cloud.start(id);
        vast.pass(Duration.ofMinutes(1));
        VastSpotWatch next = watch(null);
        look(next);
        look(next);

        assertThat(told).containsExactly("woke " + id + " 0.10416666666666667");
        assertThat(vast.simulator.machine(id).billedRunning()).isPositive();
    }

    @Test
    void isSilentAboutAMachineThatItsOwnerStartsOrStops() {
        MachineId started = outbid("token0001");
        MachineId stopped = running("token0002");
        VastSpotWatch watch = watch(null);
        look(watch);
        told.clear();

        vast.provider.resume(started, HourlyRate.ofUsd("0.20"));
        vast.provider.stop(stopped);
        vast.pass(Duration.ofMinutes(3));
        look(watch);

        assertThat(read(started).state()).isEqualTo(MachineState.RUNNING);
        assertThat(read(stopped).state()).isEqualTo(MachineState.STOPPED);
        assertThat(told).isEmpty();
    }

    /** The lowest bid is 0.10, and a tenth more is bid, but never more than may be. */
    @ParameterizedTest
    @CsvSource({"0.0999, ", "0.1, 0.1041667", "0.105, 0.1091667", "0.11, 0.1141667", "0.50, 0.1141667"})
    void bidsAgainUpToTheLimit(String limit, @Nullable String rate) {
        MachineId id = outbid("token0001");
        VastSpotWatch watch = watch(HourlyRate.ofUsd(limit));

        look(watch);
        look(watch);

        if (rate == null) {
            assertThat(read(id).state()).isEqualTo(MachineState.FAILED);
            assertThat(told).containsExactly("outbid " + id + " 0.1");
        } else {
            assertThat(read(id).state()).isEqualTo(MachineState.RUNNING);
            assertThat(read(id).runningRate().usdPerHour().doubleValue())
                    .isCloseTo(Double.parseDouble(rate), offset(1e-6));
            assertThat(told).hasSize(2).element(1).asString().startsWith("resumed " + id);
        }
    }

    @Test
    void bidsAgainAsLongAsNoGpuIsFree() {
        MachineId id = outbid("token0001");
        vast.simulator.machine(id).refuseStarts(2);
        VastSpotWatch watch = watch(HourlyRate.ofUsd("0.30"));

        look(watch);
        look(watch);
        assertThat(read(id).state()).isEqualTo(MachineState.FAILED);
        look(watch);
        look(watch);

        assertThat(read(id).state()).isEqualTo(MachineState.RUNNING);
        assertThat(told).hasSize(2).element(1).asString().startsWith("resumed " + id);
    }

    @Test
    void looksAtTheOthersWhereOneFailsAndAtThatOneAgain() {
        MachineId first = outbid("token0001");
        MachineId second = outbid("token0002");
        vast.simulator.faults().next(Call.LABEL, VastFault.SCOPED_KEY, 1);
        VastSpotWatch watch = watch(null);

        look(watch);
        assertThat(told).containsExactly("outbid " + second + " 0.1");
        look(watch);

        assertThat(told).containsExactly("outbid " + second + " 0.1", "outbid " + first + " 0.1");
    }

    @Test
    void looksAgainAndAgainUntilItIsClosed() {
        VastSpotWatch watch = watch(null).start(Duration.ofMinutes(1));
        vast.time.advance(Duration.ofMinutes(3));
        vast.simulator.faults().next(Call.LIST, VastFault.WRONG_KEY, 1);
        MachineId id = outbid("token0001");
        vast.time.advance(Duration.ofMinutes(5));
        assertThat(told).containsExactly("outbid " + id + " 0.1");

        watch.close();

        vast.cloud.start(id);
        vast.time.advance(Duration.ofHours(1));
        assertThat(told).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> watch.start(Duration.ofMillis(999)));
    }

    @Test
    void neverBidsForAnOutbidMachineThatItsOwnerStopped() {
        MachineId id = outbid("token0001");
        look(watch(null));

        vast.provider.stop(id);
        VastSpotWatch watch = watch(HourlyRate.ofUsd("0.50"));
        look(watch);
        look(watch);

        assertThat(read(id).state()).isEqualTo(MachineState.STOPPED);
        assertThat(told).containsExactly("outbid " + id + " 0.1");
    }

    /** Started in the web console, that is: nobody takes the mark of the stop away. */
    @ParameterizedTest
    @CsvSource({"PT9M, STOPPED", "PT11M, FAILED"})
    void findsAMachineOutbidThatWasStoppedAndThatSomebodyElseStarted(Duration later, MachineState shown) {
        MachineId id = running("token0001");
        vast.provider.stop(id);
        Instant stopped = vast.time.wall();
        vast.pass(Duration.ofMinutes(2));
        vast.cloud.start(id);
        vast.pass(Duration.between(vast.time.wall(), stopped.plus(later)));

        look(watch(null));
        vast.simulator.machine(id).preempt("outbid");

        assertThat(read(id).state()).isEqualTo(shown);
    }

    /** Without a watch nobody takes the mark away, but who has seen it run long after does not believe it. */
    @ParameterizedTest
    @CsvSource({"PT9M50S, STOPPED", "PT10M10S, FAILED"})
    void findsItOutbidWithoutAWatchWhereItWasSeenToRunLongAfterTheStop(Duration later, MachineState shown) {
        MachineId id = running("token0001");
        vast.provider.stop(id);
        Instant stopped = vast.time.wall();
        vast.pass(Duration.ofMinutes(2));
        vast.cloud.start(id);
        vast.pass(Duration.between(vast.time.wall(), stopped.plus(later)));

        vast.provider.list();
        vast.simulator.machine(id).preempt("outbid");

        assertThat(read(id).state()).isEqualTo(shown);
    }

    @Test
    void believesNoOldMarkOfAHibernationEither() {
        MachineId id = running("token0001");
        vast.provider.hibernate(id);
        vast.pass(Duration.ofMinutes(2));
        vast.cloud.start(id);
        vast.pass(Duration.ofMinutes(15));
        assertThat(read(id).state()).isEqualTo(MachineState.RUNNING);

        vast.simulator.machine(id).preempt("outbid");

        assertThat(read(id).state()).isEqualTo(MachineState.FAILED);
    }

    /** Its list is a minute old; meanwhile the owner stopped it from another process, or others bid more. */
    @Test
    void bidsByWhatIsSoNowAndNotByAnOldList() {
        try (SimulatedVast patient =
                new SimulatedVast(options -> options.listMaxAge(Duration.ofHours(1)), Duration.ofSeconds(20))) {
            MachineId id = patient.rentSpot("token0001");
            patient.pass(Duration.ofMinutes(3));
            patient.simulator.machine(id).preempt("outbid");
            patient.provider.list();
            try (VastProvider another =
                    VastProvider.create(TestVast.options(patient.simulator.url(), patient.time, new ArrayList<>())
                            .build())) {
                another.stop(id);
            }

            patient.provider
                    .watchSpot(new VastSpotWatch.Listener() {}, HourlyRate.ofUsd("0.50"))
                    .look();

            assertThat(patient.simulator.requests(Call.BID)).isZero();
            assertThat(patient.provider.read(id).orElseThrow().state()).isEqualTo(MachineState.STOPPED);
        }
    }

    @Test
    void leavesTheMarkOfAMachineThatIsStoppedLong() {
        MachineId id = running("token0001");
        vast.provider.hibernate(id);
        vast.pass(Duration.ofHours(1));

        look(watch(HourlyRate.ofUsd("0.50")));

        assertThat(read(id).state()).isEqualTo(MachineState.HIBERNATING);
        assertThat(told).isEmpty();
    }

    private VastSpotWatch watch(@Nullable HourlyRate bidAtMost) {
        return vast.provider.watchSpot(
                new VastSpotWatch.Listener() {
                    @Override
                    public void outbid(MachineId id, @Nullable HourlyRate lowestBid) {
                        told.add("outbid " + id + " " + usd(lowestBid));
                    }

                    @Override
                    public void wokeByItself(MachineId id, @Nullable HourlyRate rate) {
                        told.add("woke " + id + " " + usd(rate));
                    }

                    @Override
                    public void resumed(MachineId id, @Nullable HourlyRate rate) {
                        told.add("resumed " + id + " " + usd(rate));
                    }
                },
                bidAtMost);
    }

    private static String usd(@Nullable HourlyRate rate) {
        return rate == null ? "?" : rate.usdPerHour().toPlainString();
    }

    private void look(VastSpotWatch watch) {
        watch.look();
        vast.pass(Duration.ofMinutes(1));
    }

    private MachineId running(String token) {
        MachineId id = vast.rentSpot(token);
        vast.pass(Duration.ofMinutes(3));
        assertThat(read(id).state()).isEqualTo(MachineState.RUNNING);
        return id;
    }

    private MachineId outbid(String token) {
        MachineId id = running(token);
        vast.simulator.machine(id).preempt("outbid");
        return id;
    }

    private Machine read(MachineId id) {
        return vast.provider.read(id).orElseThrow();
    }
}
