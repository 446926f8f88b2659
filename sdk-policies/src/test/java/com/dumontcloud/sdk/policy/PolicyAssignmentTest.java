package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyAssignmentTest {

    private static final LifecycleSettings FLEET = Preset.BALANCED.settings();
    private static final LifecycleSettings WATCHED =
            FLEET.toBuilder().observeOnly(true).build();
    private static final LifecycleSettings SAVER = Preset.SAVER.settings();

    private final PolicyAssignment assignment = PolicyAssignment.fleet(FLEET)
            .label("tier", "production", WATCHED)
            .label("team", "research", SAVER)
            .machine(MachineId.of("mine"), Preset.REACTIVE.settings())
            .build();

    @Test
    void theFleetsSettingsHoldWhereNoRuleFits() {
        assertThat(assignment.settingsOf(machine("m-1", Map.of()))).isSameAs(FLEET);
        assertThat(assignment.settingsOf(machine("m-1", Map.of("team", "Research"))))
                .isSameAs(FLEET);
        assertThat(assignment.settingsOf(machine("m-1", Map.of("research", "team"))))
                .isSameAs(FLEET);
    }

    @Test
    void theFirstLabelRuleThatFitsHolds() {
        assertThat(assignment.settingsOf(machine("m-1", Map.of("team", "research"))))
                .isSameAs(SAVER);
        assertThat(assignment.settingsOf(machine("m-1", Map.of("team", "research", "tier", "production"))))
                .isSameAs(WATCHED);
    }

    @Test
    void aMachinesOwnSettingsHoldOverItsLabels() {
        assertThat(assignment.settingsOf(machine("mine", Map.of("tier", "production"))))
                .isSameAs(assignment.settingsOf(machine("mine", Map.of())))
                .isEqualTo(Preset.REACTIVE.settings());
    }

    @Test
    void settingsWithTheSameValuesAreTheSame() {
        assertThat(WATCHED)
                .isNotEqualTo(FLEET)
                .isEqualTo(FLEET.toBuilder().observeOnly(true).build());
        assertThat(WATCHED.toBuilder().observeOnly(false).build())
                .isEqualTo(FLEET)
                .hasSameHashCodeAs(FLEET);
    }

    private static MachineProfile machine(String id, Map<String, String> labels) {
        return new MachineProfile(MachineId.of(id), id, "cloud", null, null, null, null, labels);
    }
}
