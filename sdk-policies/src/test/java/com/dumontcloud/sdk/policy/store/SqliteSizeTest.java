package com.dumontcloud.sdk.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Books;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineChanged;
import com.dumontcloud.sdk.policy.fleet.HeartbeatCounts;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in a store grows for ever. */
class SqliteSizeTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final MachineId ID = MachineId.of("gpu-1");

    @TempDir
    Path directory;

    private FleetStore store;
    private LeaderLease lease;

    @BeforeEach
    void open() {
        store = SqliteFleetStore.open(directory, Duration.ofDays(5), 2_000_000);
        lease = store.lease("test");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsEveryHeartbeatOfAnHourThenMeans() {
        for (int second = 0; second < 4 * 3600; second += 30) {
            heard(ID, second, second < 7200 ? 20 : 40);
        }

        List<HeartbeatSample> hour =
                store.history(ID, null, START.plusSeconds(3 * 3600 + 600), START.plusSeconds(4 * 3600));
        assertThat(hour).hasSize(100).allSatisfy(one -> assertThat(one.beats()).isOne());
        List<HeartbeatSample> before = store.history(ID, null, START, START.plusSeconds(2 * 3600));
        assertThat(before).hasSize(24).allSatisfy(one -> {
            assertThat(one.beats()).isEqualTo(10);
            assertThat(one.gpus().utilizationPercent()).isEqualTo(20);
            assertThat(one.gpuPeakPercent()).isEqualTo(20);
            assertThat(one.gpus().memoryUsedMib()).isNull();
        });
        long all = store.history(ID, null, START, START.plusSeconds(5 * 3600)).stream()
                .mapToLong(HeartbeatSample::beats)
                .sum();
        assertThat(all).isEqualTo(480);
    }

    /** Somebody says in each second of an hour that it moved as many bytes as fit into a number. */
    @Test
    void noNumberThatAMachineSaysEndsTheHistory() {
        HostReading host = new HostReading(null, null, null, null, Long.MAX_VALUE, null, (1L << 53) - 1, null);
        List<HeartbeatSample> hour = new ArrayList<>();
        for (int second = 0; second < 3600; second++) {
            hour.add(new HeartbeatSample(ID, null, START.plusSeconds(second), 1, GpuTotals.UNKNOWN, null, host));
        }
        store.remember(hour);
        for (int hours = 2; hours < 100; hours++) {
            heard(ID, hours * 3600, 20);
        }

        assertThat(store.history(ID, null, START, START.plusSeconds(3600)))
                .singleElement()
                .satisfies(one -> assertThat(one.host().diskReadBytes()).isEqualTo(3600L << 50));
        assertThat(store.history(ID, null, START.plusSeconds(99 * 3600), START.plusSeconds(100 * 3600)))
                .hasSize(1);
    }

    /** In 5 minutes ten heartbeats: means of what is a state, sums of what moved, and nothing of what none said. */
    @Test
    void makesMeansOfStatesAndSumsOfWhatMovedForEachGpuOfItsOwn() {
        for (int second = 0; second < 4 * 3600; second += 30) {
            Instant at = START.plusSeconds(second);
            HostReading host = new HostReading(second % 60 == 0 ? 10.0 : 30.0, null, null, null, 100L, null, 7L, null);
            store.remember(List.of(
                    new HeartbeatSample(ID, null, at, 1, new GpuTotals(50.0, 10.0, 24.0, 60.0, 200.0), 90.0, host),
                    new HeartbeatSample(ID, 3, at, 1, GpuTotals.ofUtilization(40), 80.0, HostReading.UNKNOWN)));
        }

        assertThat(store.history(ID, null, START, START.plusSeconds(300)))
                .singleElement()
                .satisfies(mean -> {
                    assertThat(mean.gpu()).isNull();
                    assertThat(mean.beats()).isEqualTo(10);
                    assertThat(mean.gpus()).isEqualTo(new GpuTotals(50.0, 10.0, 24.0, 60.0, 200.0));
                    assertThat(mean.gpuPeakPercent()).isEqualTo(90);
                    assertThat(mean.host()).isEqualTo(new HostReading(20.0, null, null, null, 1000L, null, 70L, null));
                });
        assertThat(store.history(ID, 3, START, START.plusSeconds(300)))
                .singleElement()
                .satisfies(mean -> {
                    assertThat(mean.gpu()).isEqualTo(3);
                    assertThat(mean.gpus()).isEqualTo(GpuTotals.ofUtilization(40));
                    assertThat(mean.host()).isEqualTo(HostReading.UNKNOWN);
                });
        assertThat(store.history(ID, 0, START, START.plusSeconds(300))).isEmpty();
    }

    @Test
    void saysNothingOfAMachineItNeverHeard() {
        heard(ID, 0, 1);

        assertThat(store.history(MachineId.of("other"), null, START, START.plusSeconds(60)))
                .isEmpty();
    }

    @Test
    void stopsGrowingInAMonth() throws IOException {
        List<Long> sizes = new ArrayList<>();
        for (int day = 0; day < 48; day++) {
            for (int second = 0; second < 86_400; second += 600) {
                List<HeartbeatSample> beats = new ArrayList<>();
                for (int machine = 0; machine < 3; machine++) {
                    Instant at = START.plusSeconds(day * 86_400L + second);
                    beats.add(sample(
                            MachineId.of("m-" + machine), at, new GpuTotals(50.0, 1000.0, null, null, null), 60.0));
                }
                store.remember(beats);
            }
            sizes.add(sizeOf("history.db"));
        }

        assertThat(sizes.get(47)).isCloseTo(sizes.get(33), Percentage.withPercentage(5));
        assertThat(sizes.get(33)).isGreaterThan(sizes.get(1));
    }

    @Test
    void forgetsTheOldestOfTheJournalBySize() throws IOException {
        write(6000, Duration.ofSeconds(1));
        close();
        long first = sizeOf("fleet.db");
        open();
        write(6000, Duration.ofSeconds(1));
        close();

        assertThat(sizeOf("fleet.db")).isCloseTo(first, within(first / 4)).isLessThan(4_000_000);
        open();
        assertThat(store.journal(ID, START, START.plus(Duration.ofDays(30)))).hasSizeBetween(1000, 6000);
    }

    @Test
    void forgetsWhatIsTooOldOfTheJournal() {
        write(800, Duration.ofHours(1));

        List<Instant> kept = store.journal(ID, START, START.plus(Duration.ofDays(60))).stream()
                .map(entry -> entry.at().wall())
                .toList();

        Instant newest = kept.get(kept.size() - 1);
        assertThat(newest).isEqualTo(START.plus(Duration.ofHours(799)));
        assertThat(kept.get(0)).isBetween(newest.minus(Duration.ofDays(5 + 22)), newest.minus(Duration.ofDays(5)));
    }

    /** I15: for an hour the wall clock is two years ahead. */
    @Test
    void aClockThatIsWrongForAWhileCostsNeitherTheJournalNorTheHistory() {
        Duration years = Duration.ofDays(730);
        write(800, Duration.ofMinutes(1), 300, 360, years);
        assertThat(store.journal(ID, START, START.plus(Duration.ofDays(1)))).hasSize(740);

        for (int hour = 0; hour < 200; hour++) {
            heard(ID, hour * 3600, 20);
            if (hour == 90) {
                store.remember(List.of(sample(ID, START.plus(years), GpuTotals.ofUtilization(20), 20)));
            }
        }
        assertThat(store.history(ID, null, START, START.plus(Duration.ofDays(9))))
                .hasSize(200);
        assertThat(store.history(ID, null, START.plusSeconds(95 * 3600), START.plusSeconds(96 * 3600)))
                .singleElement()
                .satisfies(one -> assertThat(one.at()).isEqualTo(START.plusSeconds(95 * 3600)));
    }

    private void heard(MachineId id, int second, double percent) {
        store.remember(List.of(sample(id, START.plusSeconds(second), GpuTotals.ofUtilization(percent), percent)));
    }

    private static HeartbeatSample sample(MachineId id, Instant at, GpuTotals gpus, double peak) {
        return new HeartbeatSample(id, null, at, 1, gpus, peak, HostReading.UNKNOWN);
    }

    private void write(int changes, Duration apart) {
        write(changes, apart, changes, changes, Duration.ZERO);
    }

    /** From one change to another the wall clock is wrong by so much. */
    private void write(int changes, Duration apart, int wrongFrom, int wrongTo, Duration wrongBy) {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
        Surroundings around = new Surroundings(1);
        MachineCondition condition =
                engine.begin(MachineProfile.unmanaged(ID, null, null), true, new Moment(0, 0, START));
        List<Change> group = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            Duration at = apart.multipliedBy(i);
            Instant wall = START.plus(at).plus(i >= wrongFrom && i < wrongTo ? wrongBy : Duration.ZERO);
            Moment now = new Moment(at.toNanos(), at.toNanos(), wall);
            Event event = new Event.KeptAlive(now.wall().plusSeconds(60), KeepAlive.Scope.IDLE);
            Decision decision = engine.decide(condition, event, now, around);
            group.add(new MachineChanged(
                    condition,
                    event,
                    now,
                    around,
                    decision,
                    new Books(Account.ZERO, HeartbeatCounts.NONE, now.wall())));
            condition = decision.next();
            if (group.size() == 100) {
                store.append(lease, group);
                group.clear();
            }
        }
    }

    private long sizeOf(String file) throws IOException {
        return Files.size(directory.resolve(file));
    }
}
