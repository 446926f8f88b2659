package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import java.time.Instant;
import java.util.HashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosterTest {

    private static final Moment START = new Moment(0, 0, Instant.parse("2026-01-05T00:00:00Z"));

    @ParameterizedTest
    @CsvSource({"1,100", "5000,100", "5050,99", "10000,50", "20000,25"})
    void keepsFewerHeartbeatsOfEachMachineOfALargeFleet(int machines, int kept) {
        LifecycleSettings settings = Preset.BALANCED.settings();
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(settings);
        Roster roster = new Roster(new Scopes(() -> settings), new Spending(new HashMap<>()));
        for (int i = 0; i < machines; i++) {
            MachineProfile profile = MachineProfile.unmanaged(MachineId.of("m-" + i), null, null);
            roster.put(new WatchedMachine(engine.begin(profile, true, START), new Ledger(START), START), START);
        }

        assertThat(roster.recentKept()).isEqualTo(kept);
    }
}
