package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.ConditionCodec;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.JournalReplay;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Books;
import com.dumontcloud.sdk.policy.fleet.FleetStore.BudgetSpent;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Image;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineChanged;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineSeen;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import com.dumontcloud.sdk.policy.fleet.FleetStore.ModeSet;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StoredMachine;
import com.dumontcloud.sdk.policy.fleet.FleetStore.TokenIssued;
import java.math.BigDecimal;
import java.time.Duration;
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

    /**
     * Closes the store and opens it again, for one that outlives its process. {@link #store()} is the new one from here on. By
     * default nothing happens, as for a store in memory.
     */
    protected void reopen() {}

    /** Returns whether the store keeps a journal. Default: no. */
    protected boolean keepsJournal() {
        return false;
    }

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
    void keepsTheNewestValueOfEachMark() {
        LeaderLease lease = store().lease("test");
        store().append(lease, List.of(new Marked("one", "a"), new Marked("two", "b")));

        store().append(lease, List.of(new Marked("one", "c")));
        reopen();

        assertThat(store().load().marks())
                .containsEntry("one", "c")
                .containsEntry("two", "b")
                .hasSize(2);
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
    void keepsTheNewestWordOnEachMode() {
        LeaderLease lease = store().lease("test");
        ModeSet frozen = new ModeSet(FleetMode.FROZEN, true, "moving house \u2603", START.plusNanos(1));
        store().append(lease, List.of(new ModeSet(FleetMode.FROZEN, false, "", START), frozen));
        assertThat(store().load().modes()).containsExactly(frozen);

        ModeSet lifted = new ModeSet(FleetMode.FROZEN, false, "", START.plusSeconds(9));
        store().append(lease, List.of(lifted));

        assertThat(store().load().modes()).containsExactly(lifted);
    }

    @Test
    void keepsWhatWasSpentOfABudgetForAsLongAsItCounts() {
        LeaderLease lease = store().lease("test");
        BudgetSpent first = new BudgetSpent("cloud", Cause.IDLE, 10, 1_000);
        BudgetSpent second = new BudgetSpent("cloud", Cause.IDLE, 10, 2_000);
        BudgetSpent other = new BudgetSpent("", Cause.NO_EVIDENCE, 20, 3_000);
        store().append(lease, List.of(registered(ONE, 10), first, second));
        store().append(lease, List.of(registered(TWO, 999), other));
        assertThat(store().load().spent()).containsExactly(first, second, other);

        store().append(lease, List.of(registered(TWO, 1_000)));
        assertThat(store().load().spent()).endsWith(second, other);
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
    void keepsEverythingBeyondItsEnd() {
        LeaderLease lease = store().lease("test");
        MachineChanged last = registered(ONE, 20);
        store().append(lease, List.of(registered(TWO, 10), last, new TokenIssued(ONE, "aa")));
        Image before = store().load();

        reopen();

        Image after = store().load();
        assertThat(after.tokenHashes()).isEqualTo(before.tokenHashes());
        assertThat(after.observedNanos()).isEqualTo(20);
        assertThat(after.machines())
                .extracting(StoredMachine::books)
                .containsExactlyElementsOf(
                        before.machines().stream().map(StoredMachine::books).toList());
        assertThat(after.machines())
                .extracting(stored -> ConditionCodec.encode(stored.condition()))
                .containsExactlyElementsOf(before.machines().stream()
                        .map(stored -> ConditionCodec.encode(stored.condition()))
                        .toList());
    }

    @Test
    void givesLargerFencingTokensAfterItsEndThanBefore() {
        LeaderLease before = store().lease("before");

        reopen();

        LeaderLease after = store().lease("after");
        assertThat(after.fencingToken()).isGreaterThan(before.fencingToken());
        assertThatThrownBy(() -> store().append(before, List.of())).isInstanceOf(StaleLeaseException.class);
    }

    @Test
    void takesWhatWasMerelySeenForTheNewest() {
        LeaderLease lease = store().lease("test");
        MachineChanged first = registered(ONE, 10);
        MachineChanged later = changed(first.next(), new Event.Contact(), at(30));
        store().append(lease, List.of(first));

        store().append(lease, List.of(new MachineSeen(later.next(), later.books(), 30)));

        StoredMachine newest = store().load().machines().get(0);
        assertThat(newest.condition().silentSinceNanos()).isEqualTo(30);
        assertThat(newest.books()).isEqualTo(later.books());
        assertThat(store().load().observedNanos()).isEqualTo(30);
    }

    @Test
    void keepsInItsJournalWhatChangedAndNotWhatWasMerelySeen() {
        assumeTrue(keepsJournal());
        LeaderLease lease = store().lease("test");
        MachineChanged first = registered(ONE, 10);
        MachineChanged contact = changed(first.next(), new Event.Contact(), at(20_000_000));
        MachineChanged kept =
                changed(first.next(), new Event.KeptAlive(START.plusSeconds(60), KeepAlive.Scope.IDLE), at(30_000_000));
        store().append(lease, List.of(first, registered(TWO, 11)));
        store().append(lease, List.of(new MachineSeen(contact.next(), contact.books(), 20_000_000), kept));

        reopen();

        List<JournalEntry> whole = store().journal(ONE, START, START.plusSeconds(1));
        assertThat(whole).extracting(JournalEntry::event).containsExactly(first.event(), kept.event());
        assertThat(whole).extracting(JournalEntry::at).containsExactly(first.at(), kept.at());
        assertThat(JournalReplay.differences(engine, whole)).isEmpty();
        assertThat(store().journal(ONE, START, START.plusMillis(30))).hasSize(1);
        assertThat(store().journal(ONE, START.plusMillis(30), START.plusMillis(31)))
                .hasSize(1);
        assertThat(store().journal(MachineId.of("nobody"), START, START.plusSeconds(1)))
                .isEmpty();
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
        Surroundings around = new Surroundings(1);
        Decision decision = engine.decide(before, event, now, around);
        BigDecimal billed = new BigDecimal("0.123456789012345678").add(BigDecimal.valueOf(now.observedNanos()));
        Account account = new Account(
                billed,
                BigDecimal.ONE,
                BigDecimal.TEN,
                BigDecimal.ZERO,
                BigDecimal.ONE,
                Duration.ofNanos(3_600_000_000_001L),
                Duration.ofSeconds(7),
                Duration.ofNanos(13));
        HeartbeatCounts heartbeats = now.observedNanos() == 10
                ? HeartbeatCounts.NONE
                : new HeartbeatCounts(3_000_000_000L, 7, 1.1, 1.7e9, 12.3, 11, START, now.wall(), now.observedNanos());
        return new MachineChanged(before, event, now, around, decision, new Books(account, heartbeats, now.wall()));
    }

    private static Moment at(long observedNanos) {
        return new Moment(observedNanos, observedNanos, START.plusNanos(observedNanos));
    }
}
