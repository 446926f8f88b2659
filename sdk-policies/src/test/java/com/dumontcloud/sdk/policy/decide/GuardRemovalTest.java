package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each guard is the only thing that stands between some machine and an action: with it nothing is done, without it something is. */
class GuardRemovalTest {

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
                BuiltInGuard.THIN_EVIDENCE,
                engine -> Scenario.rented(engine).hears(Beat.gpus(Beat.gpu(0, 0.0, 0.0, 5.0)), Duration.ofMinutes(45)));
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
    }

    @ParameterizedTest
    @EnumSource(BuiltInGuard.class)
    void nothingElseWouldHaveSavedTheMachine(BuiltInGuard guard) {
        var settings = Preset.BALANCED.settings();
        Function<LifecyclePolicyEngine, Scenario> machine = SAVED_BY.get(guard);
        LifecyclePolicyEngine whole = LifecyclePolicyEngine.of(settings);
        LifecyclePolicyEngine without =
                LifecyclePolicyEngine.builder(settings).without(guard).build();

        assertThat(isActedOn(machine.apply(whole))).isFalse();
        assertThat(isActedOn(machine.apply(without))).isTrue();
    }

    private static boolean isActedOn(Scenario machine) {
        Operation.Phase phase = machine.phase();
        return machine.executions() > 0 || phase == Operation.Phase.QUIESCING || phase == Operation.Phase.EXECUTING;
    }

    private static Scenario idleFor(Scenario machine) {
        return machine.hears(Beat.idle(), Duration.ofMinutes(31));
    }

    static MachineProfile profile() {
        return new MachineProfile(Beat.MACHINE, "m-1", "cloud", GpuSpec.of("RTX 4090", 1), null, null);
    }
}
