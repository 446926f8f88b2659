package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.vast.VastSpotWatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people which interruptible machines were outbid, and which run and are billed again without being asked to.
 *
 * @param monitor by whose notifier and events they are told
 */
record SpotAlerts(FleetMonitor monitor) implements VastSpotWatch.Listener {

    private static final Logger log = LoggerFactory.getLogger(SpotAlerts.class);

    @Override
    public void outbid(MachineId id, @Nullable HourlyRate lowestBid) {
        tell(id, Reason.of(Reason.Code.OUTBID, text(lowestBid)));
    }

    @Override
    public void wokeByItself(MachineId id, @Nullable HourlyRate rate) {
        tell(id, Reason.of(Reason.Code.WOKE_BY_ITSELF, text(rate)));
    }

    private void tell(MachineId id, Reason reason) {
        log.warn("Machine {}: {}", id, reason.text());
        monitor.alert(id, Effect.Severity.WARNING, reason);
    }

    private static String text(@Nullable HourlyRate rate) {
        return rate == null ? "a price that is not known" : rate.usdPerHour().toPlainString() + " USD/h";
    }
}
