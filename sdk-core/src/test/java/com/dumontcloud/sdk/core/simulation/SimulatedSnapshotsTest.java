package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedSnapshotsTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final HourlyRate RATE = HourlyRate.ofUsd("0.40");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final SimulatedSnapshots snapshots = SimulatedSnapshots.of(cloud);
    private final MachineId gpu = cloud.rent("gpu-1", RATE, RATE).id();

    @Test
    void oneThatFailsKeepsNothingAndTheNextOneIsSound() {
        snapshots.next(SnapshotFault.FAILS);

        assertThat(failure(() -> snapshots.take(gpu))).isEqualTo(Kind.SERVER);
        assertThat(snapshots.newest(gpu)).isEmpty();

        SnapshotRef taken = snapshots.take(gpu);
        assertThat(snapshots.verify(taken).createdAt()).isEqualTo(START);
        assertThat(snapshots.takes()).isEqualTo(2);
    }

    @Test
    void aSlowOneIsListedOnlyOnceItIsWhole() {
        snapshots.next(SnapshotFault.SLOW);
        assertThat(failure(() -> snapshots.take(gpu))).isEqualTo(Kind.TIMEOUT);

        time.advance(Duration.ofMinutes(30).minusNanos(1));
        assertThat(snapshots.newest(gpu)).isEmpty();

        time.advance(Duration.ofNanos(1));
        SnapshotProof proof = snapshots.verify(snapshots.newest(gpu).orElseThrow());
        assertThat(proof.createdAt()).isEqualTo(START);
        assertThat(proof.verifiedAt()).isEqualTo(START.plus(Duration.ofMinutes(30)));
    }

    @ParameterizedTest
    @EnumSource(names = {"CORRUPT", "EMPTY"})
    void whatIsDamagedOrEmptyIsListedAndProvesNothing(SnapshotFault fault) {
        snapshots.next(fault);

        SnapshotRef taken = snapshots.take(gpu);

        assertThat(snapshots.newest(gpu)).contains(taken);
        assertThat(failure(() -> snapshots.verify(taken))).isEqualTo(Kind.INVALID_ANSWER);
        assertThat(snapshots.verifications()).isOne();
    }

    @Test
    void aStaleOneProvesThatItIsOld() {
        snapshots.next(SnapshotFault.STALE);

        assertThat(snapshots.verify(snapshots.take(gpu)).createdAt()).isEqualTo(START.minus(Duration.ofHours(1)));
    }

    @Test
    void oneOfAnotherMachineProvesThatItIsAnothers() {
        snapshots.next(SnapshotFault.WRONG_MACHINE);

        SnapshotRef taken = snapshots.take(gpu);

        assertThat(snapshots.newest(gpu)).contains(taken);
        assertThat(snapshots.verify(taken).snapshot().machine()).isNotEqualTo(gpu);
    }

    @Test
    void whereTheListIsBrokenWhatIsKnownByNameCanStillBeRead() {
        SnapshotRef taken = snapshots.take(gpu);
        snapshots.listBroken(true);

        assertThat(failure(() -> snapshots.newest(gpu))).isEqualTo(Kind.SERVER);
        assertThat(snapshots.verify(taken).snapshot()).isEqualTo(taken);

        snapshots.listBroken(false);
        assertThat(snapshots.newest(gpu)).contains(taken);
    }

    @Test
    void aStoppedMachineCanBeCopiedForAsLongAsItsDiskIsKept() {
        cloud.stop(gpu);
        assertThat(failure(() -> snapshots.take(gpu))).isEqualTo(Kind.CONFLICT);
        time.advance(Duration.ofSeconds(10));
        assertThat(snapshots.take(gpu).machine()).isEqualTo(gpu);

        SimulatedCloud forgetful = SimulatedCloud.builder(time)
                .capabilities(ProviderCapabilities.builder().keepsDisk(false).build())
                .build();
        MachineId lost = forgetful.rent("gpu-2", RATE, RATE).id();
        forgetful.stop(lost);
        time.advance(Duration.ofSeconds(10));
        assertThat(failure(() -> SimulatedSnapshots.of(forgetful).take(lost))).isEqualTo(Kind.CONFLICT);
    }

    @Test
    void aSnapshotOutlivesItsMachine() {
        SnapshotRef taken = snapshots.take(gpu);
        cloud.destroy(gpu);
        time.advance(Duration.ofSeconds(5));

        assertThat(failure(() -> snapshots.take(gpu))).isEqualTo(Kind.CONFLICT);
        assertThat(snapshots.newest(gpu)).contains(taken);
        assertThat(snapshots.verify(taken).bytes()).isPositive();
    }

    private static Kind failure(Supplier<?> call) {
        return catchThrowableOfType(DumontException.class, call::get).kind();
    }
}
