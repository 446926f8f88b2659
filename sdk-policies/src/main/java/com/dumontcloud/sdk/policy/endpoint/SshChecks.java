package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Diagnosis.Case;
import com.dumontcloud.sdk.core.model.Diagnosis.Check;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SSH does not connect: does the machine run, what is its address, and may something on the way be in the way. */
final class SshChecks {

    private static final String RUNNING = "running";
    private static final String ADDRESS = "address";
    private static final String FIREWALL = "firewall";

    private final FleetMonitor monitor;
    private final MachineCondition machine;

    SshChecks(FleetMonitor monitor, MachineReport report) {
        this.monitor = monitor;
        this.machine = report.condition();
    }

    /** Asks the provider, and waits for it. */
    Case all() {
        SshAddress address = null;
        String problem = "the provider does not say where to log in to it now";
        try {
            address = monitor.read(machine.id()).map(Machine::ssh).orElse(null);
        } catch (DumontException unreadable) {
            problem = "the provider could not be asked for its address: " + unreadable.getMessage();
        }
        return new Case("ssh_does_not_connect", List.of(running(), address(address, problem), firewall(address)));
    }

    private Check running() {
        MachineState state = machine.shownState();
        if (machine.isAssumedRunning()) {
            return Check.unknown(
                    RUNNING, "nobody shows whether it runs; it is taken to", "Look at the machine where it was rented");
        } else if (state == MachineState.RUNNING) {
            return Check.ok(RUNNING, "it is running");
        } else if (state == MachineState.STARTING) {
            return Check.problem(RUNNING, "it is starting", "Wait until it runs: half a minute is usual");
        }
        return Check.problem(
                RUNNING, "it is " + state.text(), "Start it: POST /api/v1/instances/" + machine.id() + "/start");
    }

    private static Check address(@Nullable SshAddress address, String problem) {
        return address == null
                ? Check.unknown(
                        ADDRESS, problem, "Look at the machine at its provider; an address may change with a start")
                : new Check(
                        ADDRESS,
                        Check.OK,
                        "it answers at " + address.host() + ", port " + address.port(),
                        "Connect by this and nothing older: " + address.command());
    }

    /** What lies between a person and the machine cannot be seen from here; whether the machine has a network can. */
    private Check firewall(@Nullable SshAddress address) {
        boolean reports = machine.liveness() == Liveness.HEALTHY;
        return Check.unknown(
                FIREWALL,
                reports
                        ? "its agent reports, so that it is up and has a network; what lies between you and it cannot be"
                                + " seen from here"
                        : "what lies between you and it cannot be seen from here",
                address == null
                        ? "See whether your network lets you out to other ports than 80 and 443"
                        : "See whether your network lets you out: nc -vz " + address.host() + " " + address.port());
    }
}
