package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import com.dumontcloud.sdk.policy.fleet.FleetStore.Books;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Image;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineChanged;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StoredMachine;
import com.dumontcloud.sdk.policy.fleet.FleetStore.TokenIssued;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the monitor relies on in every {@link FleetStore}, as tests to be run on yours.
 *
 * <p>Extend it in your tests, with {@code dumont-sdk-policies} of classifier {@code tests}, JUnit 6 and AssertJ on the class
 * path. Each test takes a fresh, empty store.
 */
public abstract class FleetStoreContract {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final MachineId ONE = MachineId.of("gpu-1");
    private static final MachineId TWO = MachineId.of("gpu-2");

    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());

    /** Returns the store under test, the same one for as long as one test runs. */
    protected abstract FleetStore store();

    @Test
    void isEmptyAtFirst() {
        Image image = store().load();

        assertThat(image.machines()).isEmpty();
        assertThat(image.tokenHashes()).isEmpty();
        assertThat(image.observedNanos()).isZero();
    }

    @Test
    void givesBackTheNewestOfEachMachineInTheOrderInWhichTheyCame() {
        LeaderLease lease = store().lease("test");
        store().append(lease, List.of(registered(TWO, 10), registered(ONE, 20)));
        MachineChanged kept = keptAlive(TWO, 30);

        store().append(lease, List.of(kept));

        Image image = store().load();
        assertThat(image.machines())
                .extracting(stored -> stored.condition().id())
                .containsExactly(TWO, ONE);
        StoredMachine newest = image.machines().get(0);
        assertThat(newest.condition().keepAlive()).isEqualTo(kept.next().keepAlive());
        assertThat(newest.condition().isClaimed()).isTrue();
        assertThat(newest.books()).isEqualTo(kept.books());
        assertThat(image.observedNanos()).isEqualTo(30);
    }

    @Test
    void remembersTheLatestObservedTimeWhateverTheOrder() {
        LeaderLease lease = store().lease("test");

        store().append(lease, List.of(registered(ONE, 20), registered(TWO, 10)));

        assertThat(store().load().observedNanos()).isEqualTo(20);
    }

    @Test
    void keepsTheNewestHashOfEachMachinesToken() {
        LeaderLease lease = store().lease("test");
        store().append(lease, List.of(new TokenIssued(ONE, "aa"), new TokenIssued(TWO, "bb")));

        store().append(lease, List.of(new TokenIssued(ONE, "cc")));

        assertThat(store().load().tokenHashes())
                .containsEntry(ONE, "cc")
                .containsEntry(TWO, "bb")
                .hasSize(2);
    }

    @Test
    void givesEveryLeaseALargerFencingToken() {
        LeaderLease first = store().lease("first");
        LeaderLease second = store().lease("second");

        assertThat(first.holder()).isEqualTo("first");
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void letsAStaleLeaseWriteNothingAtAll() {
        LeaderLease stale = store().lease("first");
        LeaderLease current = store().lease("second");

        assertThatThrownBy(() -> store().append(stale, List.of(registered(ONE, 1))))
                .isInstanceOf(StaleLeaseException.class)
                .hasMessageContaining("first");
        assertThatThrownBy(() -> store().append(stale, List.of(new TokenIssued(ONE, "aa"))))
                .isInstanceOf(StaleLeaseException.class);

        assertThat(store().load().machines()).isEmpty();
        assertThat(store().load().tokenHashes()).isEmpty();
        store().append(current, List.of(registered(ONE, 1)));
        assertThat(store().load().machines()).hasSize(1);
    }

    @Test
    void checksTheLeaseWithoutAChangeToWrite() {
        LeaderLease stale = store().lease("first");
        store().append(stale, List.of());
        LeaderLease current = store().lease("second");

        assertThatThrownBy(() -> store().append(stale, List.of())).isInstanceOf(StaleLeaseException.class);
        store().append(current, List.of());
    }

    @Test
    void givesImagesThatLaterChangesDoNotTouch() {
        LeaderLease lease = store().lease("test");
        store().append(lease, List.of(registered(ONE, 1)));
        Image before = store().load();

        store().append(lease, List.of(registered(TWO, 2), new TokenIssued(TWO, "bb")));

        assertThat(before.machines()).hasSize(1);
        assertThat(before.tokenHashes()).isEmpty();
    }

    @Test
    void keepsWhatManyThreadsWrite() throws Exception {
        LeaderLease lease = store().lease("test");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int number = thread;
                work.add(pool.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        MachineId id = MachineId.of("m-" + number + "-" + i);
                        store().append(lease, List.of(registered(id, i), new TokenIssued(id, "hash-" + id)));
                    }
                }));
            }
            for (Future<?> done : work) {
                done.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(store().load().machines()).hasSize(400);
        assertThat(store().load().tokenHashes()).hasSize(400);
    }

    @Test
    void canBeClosedTwice() {
        store().close();
        store().close();
    }

    private MachineChanged registered(MachineId id, long observedNanos) {
        MachineProfile profile = MachineProfile.unmanaged(id, "rig", null);
        Moment now = at(observedNanos);
        return changed(engine.begin(profile, true, now), new Event.Registered(profile), now);
    }

    private MachineChanged keptAlive(MachineId id, long observedNanos) {
        MachineCondition before = store().load().machines().stream()
                .map(StoredMachine::condition)
                .filter(condition -> condition.id().equals(id))
                .findFirst()
                .orElseThrow();
        return changed(before, new Event.KeptAlive(START.plusSeconds(60), KeepAlive.Scope.IDLE), at(observedNanos));
    }

    private MachineChanged changed(MachineCondition before, Event event, Moment now) {
        Decision decision = engine.decide(before, event, now, new Surroundings(1));
        BigDecimal billed = new BigDecimal("0.123456789012345678").add(BigDecimal.valueOf(now.observedNanos()));
        Account account = new Account(billed, BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.ONE);
        return new MachineChanged(
                decision.next(), event, decision.effects(), new Books(account, now.wall()), now.observedNanos());
    }

    private static Moment at(long observedNanos) {
        return new Moment(observedNanos, observedNanos, START.plusNanos(observedNanos));
    }
}
