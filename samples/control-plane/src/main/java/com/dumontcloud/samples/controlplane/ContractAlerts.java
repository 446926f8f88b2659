package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.vast.VastContractWatch;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people whose host rents it out no longer, while there is time to copy what is on it.
 *
 * @param monitor by whose notifier and events they are told
 */
record ContractAlerts(FleetMonitor monitor) implements VastContractWatch.Listener {

    private static final Logger log = LoggerFactory.getLogger(ContractAlerts.class);

    @Override
    public void ends(MachineId id, Instant end) {
        tell(id, Effect.Severity.WARNING, reason(Reason.Code.HOST_LEAVES, end));
    }

    @Override
    public void ended(MachineId id, Instant end) {
        tell(id, Effect.Severity.CRITICAL, reason(Reason.Code.HOST_LEFT, end));
    }

    private static Reason reason(Reason.Code code, Instant end) {
        return Reason.of(code, end, end.plus(VastContractWatch.DELETED_AFTER));
    }

    private void tell(MachineId id, Effect.Severity severity, Reason reason) {
        log.warn("Machine {}: {}", id, reason.text());
        monitor.alert(id, severity, reason);
    }
}
