package com.dumontcloud.benchmarks.store;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/** Many machines that run and never change. */
public final class StandingFleet implements MachineProvider {

    private static final ActionReceipt REFUSED =
            new ActionReceipt(ActionReceipt.Outcome.REFUSED, "nothing changes here");

    private final int machines;

    /** Creates a fleet of machines {@code m-0}, {@code m-1} and so on. */
    public StandingFleet(int machines) {
        this.machines = machines;
    }

    @Override
    public String name() {
        return "standing";
    }

    @Override
    public ProviderCapabilities capabilities() {
        return ProviderCapabilities.builder().build();
    }

    @Override
    public Listing list() {
        return new Listing(
                IntStream.range(0, machines)
                        .mapToObj(i -> machine(MachineId.of("m-" + i)))
                        .toList(),
                true,
                Instant.now());
    }

    @Override
    public Optional<Machine> read(MachineId id) {
        return Optional.of(machine(id));
    }

    @Override
    public Witness witness(MachineId id) {
        return Witness.UNKNOWN;
    }

    @Override
    public WakeRisk wakeRisk(MachineId id) {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public ActionReceipt start(MachineId id) {
        return REFUSED;
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        return REFUSED;
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        return REFUSED;
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        return REFUSED;
    }

    private static Machine machine(MachineId id) {
        return Machine.builder(id, "standing", MachineState.RUNNING)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build();
    }
}
