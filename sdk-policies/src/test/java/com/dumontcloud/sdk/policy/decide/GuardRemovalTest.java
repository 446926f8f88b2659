package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.ProtectedHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each guard is the only thing that stands between some machine and an action: with it nothing is done, without it something is. */
class GuardRemovalTest {

    private static final Duration A_WEEK_AND_A_DAY = Duration.ofDays(8);

    private static final Map<BuiltInGuard, Function<LifecyclePolicyEngine, Scenario>> SAVED_BY =
            new EnumMap<>(BuiltInGuard.class);

    static {
        SAVED_BY.put(BuiltInGuard.UNCLAIMED, engine -> idleFor(Scenario.found(engine)));
        SAVED_BY.put(
                BuiltInGuard.NOT_RUNNING,
                engine -> idleFor(Scenario.rented(engine).providerShows(MachineState.UNKNOWN)));
        SAVED_BY.put(
                BuiltInGuard.KEPT_ALIVE,
                engine -> idleFor(Scenario.rented(engine).keptAlive(Duration.ofHours(9), KeepAlive.Scope.IDLE)));
        SAVED_BY.put(
                BuiltInGuard.EXEMPT,
                engine -> idleFor(Scenario.rented(engine)
                        .tell(new Event.Exempted(
                                new Exemption("a demonstration", Scenario.START.plus(Duration.ofHours(9)))))));
        SAVED_BY.put(
                BuiltInGuard.LEASED,
                engine -> idleFor(Scenario.rented(engine)
                        .leased(new OwnerLease(
                                "train-7", Scenario.START.plus(Duration.ofHours(9)), Duration.ofHours(3), true))));
        SAVED_BY.put(
                BuiltInGuard.PROTECTED_HOURS,
                engine -> idleFor(Scenario.rented(engine)
                        .tell(new Event.HoursProtected(ProtectedHours.of(new ProtectedHours.Window(
                                EnumSet.allOf(DayOfWeek.class), LocalTime.MIN, LocalTime.MIN, ZoneOffset.UTC))))));
        SAVED_BY.put(BuiltInGuard.OBSERVED_ONLY, engine -> idleFor(Scenario.of(engine, production())));
        SAVED_BY.put(BuiltInGuard.STALE_EVIDENCE, engine -> {
            Scenario machine = Scenario.unmanaged(engine).runnerSleeps().hears(Beat.idle(), Duration.ofMinutes(30));
            String operation = machine.operationId();
            machine.passesUnseen(Duration.ofSeconds(75));
            return machine.tell(new Event.OperationClaimed(operation, null));
        });
        SAVED_BY.put(
                BuiltInGuard.CONTRADICTED,
                engine -> Scenario.rented(engine)
                        .witnessSays(Witness.BUSY)
                        .hears(Beat.working())
                        .passes(Duration.ofHours(3)));
        SAVED_BY.put(
                BuiltInGuard.MEASURED,
                engine -> Scenario.rented(engine).witnessSays(Witness.IDLE).passes(Duration.ofHours(25)));
        SAVED_BY.put(
                BuiltInGuard.DISK_NOT_KEPT,
                engine -> idleFor(Scenario.rented(engine).keepsNoDisk()));
        SAVED_BY.put(
                BuiltInGuard.LEGALLY_HELD,
                engine -> idleFor(Scenario.rented(engine)
                        .keepsNoDisk()
                        .takesSnapshots()
                        .tell(new Event.LegalHoldSet("a lawsuit"))));
        SAVED_BY.put(
                BuiltInGuard.DELETING_NOT_ALLOWED,
                engine -> forgotten(Scenario.rented(engine, labelled("kept"))).passesQuickly(A_WEEK_AND_A_DAY));
        SAVED_BY.put(
                BuiltInGuard.NOT_STOPPED,
                engine -> forgotten(Scenario.rented(engine, labelled("forgotten")))
                        .providerShows(MachineState.UNKNOWN)
                        .passesQuickly(A_WEEK_AND_A_DAY));
        SAVED_BY.put(
                BuiltInGuard.UNANNOUNCED,
                engine -> forgotten(Scenario.rented(engine, labelled("forgotten")))
                        .notifierFails()
                        .passesQuickly(A_WEEK_AND_A_DAY));
        SAVED_BY.put(BuiltInGuard.RESTARTING, in(FleetMode.RESTARTING));
        SAVED_BY.put(BuiltInGuard.SILENCE_PAUSED, in(FleetMode.SILENCE_PAUSED));
        SAVED_BY.put(BuiltInGuard.PROVIDER_BLIND, in(FleetMode.PROVIDER_BLIND));
        SAVED_BY.put(BuiltInGuard.CLOCK_SUSPECT, in(FleetMode.CLOCK_SUSPECT));
        SAVED_BY.put(BuiltInGuard.STORE_FAILED, in(FleetMode.STORE_FAILED));
        SAVED_BY.put(BuiltInGuard.FROZEN, in(FleetMode.FROZEN));
        SAVED_BY.put(
                BuiltInGuard.OUT_OF_TURN,
                engine -> idleFor(Scenario.rented(engine).waitsForItsTurn(true)));
    }

    @ParameterizedTest
    @EnumSource(BuiltInGuard.class)
    void nothingElseWouldHaveSavedTheMachine(BuiltInGuard guard) {
        LifecycleSettings deletes = Preset.BALANCED.settings().toBuilder()
                .orphanDeleteAfter(Duration.ofDays(7))
                .allowDelete(true)
                .build();
        var settings = PolicyAssignment.fleet(Preset.BALANCED.settings())
                .label("tier", "forgotten", deletes)
                .label("tier", "kept", deletes.toBuilder().allowDelete(false).build())
                .label(
                        "tier",
                        "production",
                        Preset.BALANCED.settings().toBuilder().observeOnly(true).build())
                .build();
        Function<LifecyclePolicyEngine, Scenario> machine = SAVED_BY.get(guard);
        LifecyclePolicyEngine whole = LifecyclePolicyEngine.builder(settings).build();
        LifecyclePolicyEngine without =
                LifecyclePolicyEngine.builder(settings).without(guard).build();

        assertThat(isActedOn(machine.apply(whole))).isFalse();
        assertThat(isActedOn(machine.apply(without))).isTrue();
    }

    private static boolean isActedOn(Scenario machine) {
        Operation.Phase phase = machine.phase();
        boolean parkedForSilence = machine.machine().forgottenSinceNanos().isPresent();
        return machine.executions() > (parkedForSilence ? 1 : 0)
                || phase == Operation.Phase.QUIESCING
                || phase == Operation.Phase.EXECUTING;
    }

    private static Function<LifecyclePolicyEngine, Scenario> in(FleetMode mode) {
        return engine -> idleFor(Scenario.rented(engine).enters(mode));
    }

    /** Silent for long enough to be parked, and copied since. */
    private static Scenario forgotten(Scenario machine) {
        machine.takesSnapshots().witnessSays(Witness.IDLE).hears(Beat.working()).passesQuickly(Duration.ofHours(3));
        return machine.newestSnapshot(machine.now().wall());
    }

    private static MachineProfile labelled(String tier) {
        return new MachineProfile(
                Beat.MACHINE, "m-1", "cloud", null, GpuSpec.of("RTX 4090", 1), null, null, Map.of("tier", tier));
    }

    private static Scenario idleFor(Scenario machine) {
        return machine.hears(Beat.idle(), Duration.ofMinutes(31));
    }

    static MachineProfile profile() {
        return new MachineProfile(Beat.MACHINE, "m-1", "cloud", null, GpuSpec.of("RTX 4090", 1), null, null, Map.of());
    }

    private static MachineProfile production() {
        return new MachineProfile(
                Beat.MACHINE, "m-1", null, null, GpuSpec.of("RTX 4090", 1), null, null, Map.of("tier", "production"));
    }
}
