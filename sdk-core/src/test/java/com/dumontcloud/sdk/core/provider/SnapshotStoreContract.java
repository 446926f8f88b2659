package com.dumontcloud.sdk.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What the engine relies on in every {@link SnapshotStore} before it gives a machine back for good, as tests to be run on yours.
 *
 * <p>Extend it in your tests, with {@code dumont-sdk-core} of classifier {@code tests}, JUnit 6 and AssertJ on the class path.
 * Each test takes a fresh store and at most two machines.
 */
public abstract class SnapshotStoreContract {

    /** Returns the store under test, the same one for as long as one test runs. */
    protected abstract SnapshotStore store();

    /** Returns a machine with data that can be copied, another one each time. */
    protected abstract MachineId machineWithData();

    /** Returns a machine that cannot be copied: gone, or never there. Default: one that nobody rented. */
    protected MachineId machineWithoutData() {
        return MachineId.of("nobody");
    }

    /** Damages what is kept of a machine, so that restoring it would not give back what was copied. */
    protected abstract void damage(MachineId machine);

    /** Returns a store of the same kind whose place cannot be reached. */
    protected abstract SnapshotStore unreachable();

    /** Returns the clock by which the engine tells when a machine was last active. Default: this computer's. */
    protected Instant now() {
        return Instant.now();
    }

    /** Lets time pass: sleeps where the store is real, advances the clock where it is simulated. */
    protected abstract void pass(Duration time);

    /** Returns within how much real time every call must come back. Default: 10 minutes. */
    protected Duration deadline() {
        return Duration.ofMinutes(10);
    }

    @Test
    void provesWhatItTook() {
        MachineId machine = machineWithData();
        Instant asked = now();

        SnapshotRef taken = within(() -> store().take(machine));
        pass(Duration.ofSeconds(1));
        Instant askedToVerify = now();
        SnapshotProof proof = within(() -> store().verify(taken));

        assertThat(taken.machine()).isEqualTo(machine);
        assertThat(proof.snapshot()).isEqualTo(taken);
        assertThat(proof.createdAt()).as("it holds nothing older than the call").isAfterOrEqualTo(asked);
        assertThat(proof.verifiedAt()).as("it was read back now").isBetween(askedToVerify, now());
        assertThat(proof.bytes()).isPositive();
        assertThat(proof.digest()).isNotBlank();
    }

    @Test
    void readsBackEachTimeItIsAsked() {
        MachineId machine = machineWithData();
        SnapshotRef taken = within(() -> store().take(machine));
        SnapshotProof first = within(() -> store().verify(taken));
        pass(Duration.ofSeconds(1));
        Instant asked = now();

        SnapshotProof second = within(() -> store().verify(taken));

        assertThat(second.verifiedAt()).isAfterOrEqualTo(asked);
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    @Test
    void listsTheOneTakenLast() {
        MachineId machine = machineWithData();
        assertThat(within(() -> store().newest(machine))).isEmpty();

        SnapshotRef first = within(() -> store().take(machine));
        assertThat(within(() -> store().newest(machine))).contains(first);
        pass(Duration.ofSeconds(1));
        SnapshotRef second = within(() -> store().take(machine));

        assertThat(second).as("nothing changed, and yet it is another one").isNotEqualTo(first);
        assertThat(within(() -> store().newest(machine))).contains(second);
        assertThat(within(() -> store().verify(first)).snapshot()).isEqualTo(first);
    }

    @Test
    void keepsMachinesApart() {
        MachineId one = machineWithData();
        MachineId other = machineWithData();

        SnapshotRef taken = within(() -> store().take(one));

        assertThat(within(() -> store().newest(one))).contains(taken);
        assertThat(within(() -> store().newest(other))).isEmpty();
    }

    @Test
    void doesNotProveWhatIsDamaged() {
        MachineId machine = machineWithData();
        SnapshotRef taken = within(() -> store().take(machine));
        assertThat(within(() -> store().verify(taken))).isNotNull();

        damage(machine);

        failureOf(() -> store().verify(taken));
    }

    @Test
    void doesNotProveWhatIsNotThere() {
        failureOf(() -> store().verify(new SnapshotRef(machineWithData(), "no-such-snapshot")));
    }

    @Test
    void takesNoSnapshotOfNothing() {
        failureOf(() -> store().take(machineWithoutData()));

        assertThat(within(() -> store().newest(machineWithoutData()))).isEmpty();
    }

    @Test
    void saysThatItCannotTellWhereItsPlaceCannotBeReached() {
        MachineId machine = machineWithData();
        SnapshotRef taken = within(() -> store().take(machine));
        SnapshotStore broken = unreachable();

        failureOf(() -> broken.take(machine));
        failureOf(() -> broken.newest(machine));
        failureOf(() -> broken.verify(taken));
    }

    private void failureOf(Supplier<?> call) {
        DumontException failure = within(() -> catchThrowableOfType(DumontException.class, call::get));
        assertThat(failure).as("nothing is said where nothing is known").isNotNull();
    }

    private <T> T within(Supplier<T> call) {
        return assertTimeoutPreemptively(deadline(), call::get);
    }
}
