package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetOverrides.LabelChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which settings hold for which machine, and what machines may cost. The settings are those of the machine itself where it has any,
 * else those of the first label rule that fits it, else the fleet's; and over them what its owner wants otherwise.
 *
 * <pre>{@code
 * PolicyAssignment.fleet(Preset.BALANCED.settings())
 *         .label("tier", "production", Preset.BALANCED.settings().toBuilder().observeOnly(true).build())
 *         .label("team", "research", Preset.SAVER.settings())
 *         .build()
 * }</pre>
 *
 * <p>Immutable.
 */
public final class PolicyAssignment {

    private final LifecycleSettings fleet;
    private final List<LabelRule> labels;
    private final Map<MachineId, LifecycleSettings> machines;
    private final Map<MachineId, MachineOverrides> overrides;
    private final List<SpendCap> caps;

    /** What overrides came to: settings are compared at each heartbeat, and by identity where that is possible. */
    private final Map<MachineId, Overridden> overridden = new ConcurrentHashMap<>();

    private PolicyAssignment(Builder builder) {
        this.fleet = builder.fleet;
        this.labels = List.copyOf(builder.labels);
        this.machines = Map.copyOf(builder.machines);
        this.overrides = Map.copyOf(builder.overrides);
        this.caps = List.copyOf(builder.caps.values());
    }

    /** Returns a builder of an assignment under which these settings hold wherever no rule says otherwise. */
    public static Builder fleet(LifecycleSettings settings) {
        return new Builder(settings);
    }

    /** Returns the settings that hold for a machine. */
    public LifecycleSettings settingsOf(MachineProfile machine) {
        LifecycleSettings assigned = assignedTo(machine);
        MachineOverrides wanted = overrides.get(machine.id());
        if (wanted == null) {
            return assigned;
        }
        Overridden known = overridden.get(machine.id());
        if (known == null || !known.assigned.equals(assigned)) {
            known = new Overridden(assigned, wanted.over(assigned));
            overridden.put(machine.id(), known);
        }
        return known.settings;
    }

    /** Returns what the owner of a machine wants otherwise than assigned. */
    public MachineOverrides overridesOf(MachineId machine) {
        return overrides.getOrDefault(machine, MachineOverrides.NONE);
    }

    private LifecycleSettings assignedTo(MachineProfile machine) {
        LifecycleSettings own = machines.get(machine.id());
        if (own != null) {
            return own;
        }
        for (LabelRule rule : labels) {
            if (rule.value.equals(machine.labels().get(rule.key))) {
                return rule.settings;
            }
        }
        return fleet;
    }

    /** Returns the settings that hold wherever no rule says otherwise. */
    public LifecycleSettings fleet() {
        return fleet;
    }

    /** Returns the caps on what machines may cost. */
    public List<SpendCap> caps() {
        return caps;
    }

    /** Returns a builder that starts from this assignment. */
    public Builder toBuilder() {
        Builder builder = new Builder(fleet);
        builder.labels.addAll(labels);
        builder.machines.putAll(machines);
        builder.overrides.putAll(overrides);
        caps.forEach(builder::cap);
        return builder;
    }

    /**
     * Returns this assignment with other settings for the fleet, and other rules and caps where any are given.
     *
     * @param allowDelete what the rules that stay are to say of that too; absent where they stay as they are
     */
    PolicyAssignment with(
            LifecycleSettings otherFleet,
            @Nullable List<LabelChoice> choices,
            @Nullable Boolean allowDelete,
            @Nullable List<SpendCap> otherCaps) {
        Builder builder = new Builder(otherFleet);
        if (choices == null) {
            labels.forEach(rule -> builder.label(rule.key, rule.value, allowing(rule.settings, allowDelete)));
        } else {
            choices.forEach(
                    choice -> builder.label(choice.key(), choice.value(), choice.settings(otherFleet, allowDelete)));
        }
        machines.forEach((id, settings) -> builder.machine(id, allowing(settings, allowDelete)));
        builder.overrides.putAll(overrides);
        (otherCaps == null ? caps : otherCaps).forEach(builder::cap);
        return builder.build();
    }

    private static LifecycleSettings allowing(LifecycleSettings settings, @Nullable Boolean allowDelete) {
        return allowDelete == null || settings.allowDelete() == allowDelete
                ? settings
                : settings.toBuilder().allowDelete(allowDelete).build();
    }

    private record Overridden(LifecycleSettings assigned, LifecycleSettings settings) {}

    private record LabelRule(String key, String value, LifecycleSettings settings) {}

    /** Collects rules. Not thread-safe. */
    public static final class Builder {

        private final LifecycleSettings fleet;
        private final List<LabelRule> labels = new ArrayList<>();
        private final Map<MachineId, LifecycleSettings> machines = new LinkedHashMap<>();
        private final Map<MachineId, MachineOverrides> overrides = new LinkedHashMap<>();
        private final Map<String, SpendCap> caps = new LinkedHashMap<>();

        private Builder(LifecycleSettings fleet) {
            this.fleet = Objects.requireNonNull(fleet, "fleet");
        }

        /** Sets the settings of machines with this label. Of several rules that fit a machine the first one added holds. */
        public Builder label(String key, String value, LifecycleSettings settings) {
            labels.add(new LabelRule(
                    Objects.requireNonNull(key, "key"),
                    Objects.requireNonNull(value, "value"),
                    Objects.requireNonNull(settings, "settings")));
            return this;
        }

        /** Sets the settings of one machine, in place of any set for it before. */
        public Builder machine(MachineId id, LifecycleSettings settings) {
            machines.put(Objects.requireNonNull(id, "id"), Objects.requireNonNull(settings, "settings"));
            return this;
        }

        /** Sets what the owner of a machine wants otherwise than assigned, in place of any set for it before. */
        public Builder overrides(MachineId id, MachineOverrides wanted) {
            overrides.put(Objects.requireNonNull(id, "id"), Objects.requireNonNull(wanted, "wanted"));
            return this;
        }

        /** Sets a cap on what machines may cost, in place of any for the same machines and period. */
        public Builder cap(SpendCap cap) {
            caps.put(cap.key(), cap);
            return this;
        }

        /** Returns the assignment. */
        public PolicyAssignment build() {
            return new PolicyAssignment(this);
        }
    }
}
