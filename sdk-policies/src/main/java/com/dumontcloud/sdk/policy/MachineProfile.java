package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a machine apart from what it does. Immutable.
 *
 * @param id the machine
 * @param name what people call it
 * @param provider who rents it out; absent for one that was registered by hand
 * @param region where it stands, in the provider's words; absent when nobody said
 * @param gpu its GPUs; absent when nobody said
 * @param runningRate the price of a running hour, where known
 * @param parkedRate the price of a parked hour, where known
 * @param labels what people or programs labelled it with; settings are assigned by them
 * @param setup how it was rented
 */
public record MachineProfile(
        MachineId id,
        String name,
        @Nullable String provider,
        @Nullable String region,
        @Nullable GpuSpec gpu,
        @Nullable HourlyRate runningRate,
        @Nullable HourlyRate parkedRate,
        Map<String, String> labels,
        MachineSetup setup) {

    /** Checks that nothing is missing and copies the labels. */
    public MachineProfile {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        setup = setup == null ? MachineSetup.UNKNOWN : setup; // Of what was written down before there were any.
        labels = Map.copyOf(labels);
    }

    /** Makes the profile of a machine of which nobody said how it was rented. */
    public MachineProfile(
            MachineId id,
            String name,
            @Nullable String provider,
            @Nullable String region,
            @Nullable GpuSpec gpu,
            @Nullable HourlyRate runningRate,
            @Nullable HourlyRate parkedRate,
            Map<String, String> labels) {
        this(id, name, provider, region, gpu, runningRate, parkedRate, labels, MachineSetup.UNKNOWN);
    }

    /** Returns the profile of a machine that was registered by hand. */
    public static MachineProfile unmanaged(MachineId id, @Nullable String name, @Nullable HourlyRate runningRate) {
        return new MachineProfile(
                id, Objects.requireNonNullElse(name, id.value()), null, null, null, runningRate, null, Map.of());
    }

    /** Returns the profile of a machine as its provider shows it. */
    public static MachineProfile of(Machine machine) {
        return new MachineProfile(
                machine.id(),
                machine.name(),
                machine.provider(),
                machine.region(),
                machine.gpu(),
                machine.runningRate(),
                machine.parkedRate(),
                machine.labels(),
                MachineSetup.of(machine));
    }

    /** Returns this profile with what its provider shows now; what the provider does not say is kept. */
    public MachineProfile shownBy(Machine machine) {
        boolean isNamed = !machine.name().equals(machine.id().value());
        MachineProfile shown = new MachineProfile(
                id,
                isNamed ? machine.name() : name,
                machine.provider(),
                machine.region() == null ? region : machine.region(),
                machine.gpu() == null ? gpu : machine.gpu(),
                machine.runningRate() == null ? runningRate : machine.runningRate(),
                machine.parkedRate() == null ? parkedRate : machine.parkedRate(),
                machine.labels(),
                setup.shownBy(machine));
        return shown.equals(this) ? this : shown; // Of the many lists of a long life, one copy.
    }

    /** Returns this profile with what its owner says of it; its provider is kept where the owner names none. */
    public MachineProfile registeredAs(MachineProfile owners) {
        boolean isNamed = !owners.name.equals(id.value());
        return new MachineProfile(
                id,
                isNamed ? owners.name : name,
                owners.provider == null ? provider : owners.provider,
                owners.region == null ? region : owners.region,
                owners.gpu == null ? gpu : owners.gpu,
                owners.runningRate == null ? runningRate : owners.runningRate,
                owners.parkedRate == null ? parkedRate : owners.parkedRate,
                owners.labels.isEmpty() ? labels : owners.labels,
                owners.setup.equals(MachineSetup.UNKNOWN) ? setup : owners.setup);
    }

    /** Returns whether a provider can be asked about it. */
    public boolean isManaged() {
        return provider != null;
    }

    /** Returns whether it is known to have no GPU, so that its processor tells whether it is used. */
    public boolean isWithoutGpu() {
        return gpu != null && gpu.count() == 0;
    }
}
