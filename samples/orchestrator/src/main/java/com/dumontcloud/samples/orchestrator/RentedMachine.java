package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.Lease;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.util.Optional;

/** The machine of a lease: started, parked, woken and looked at. */
final class RentedMachine {

    private static final Duration PARKED_WITHIN = Duration.ofMinutes(10);
    private static final Duration SEEN_WITHIN = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

    private final Lease lease;
    private final MachineProvider provider;
    private final FleetMonitor fleet;
    private final Patience patience;
    private final Says says;

    RentedMachine(Lease lease, MachineProvider provider, FleetMonitor fleet, Patience patience, Says says) {
        this.lease = lease;
        this.provider = provider;
        this.fleet = fleet;
        this.patience = patience;
        this.says = says;
    }

    Lease lease() {
        return lease;
    }

    /** Returns what a running hour costs, as its provider said last; as it was offered before the provider said anything. */
    static HourlyRate rate(Lease lease) {
        return lease.report()
                .map(report -> report.condition().profile().runningRate())
                .orElse(lease.offer().runningRate());
    }

    /** Waits until it runs; returns whether it does. */
    boolean awaitRunning() throws InterruptedException {
        return await(MachineState.RUNNING, provider.capabilities().startTimeout());
    }

    /** Asks the provider now. Who cannot tell for five minutes is taken to have lost it. */
    boolean stillRuns() throws InterruptedException {
        for (int waits = 0; waits * LOOK_AGAIN.toSeconds() < SEEN_WITHIN.toSeconds(); waits++) {
            try {
                Optional<Machine> read = provider.read(lease.machine());
                return read.filter(machine -> machine.state() == MachineState.RUNNING)
                        .isPresent();
            } catch (DumontException failure) {
                says.line("machine " + lease.machine() + " cannot be read: " + failure.getMessage());
            }
            patience.pass(LOOK_AGAIN);
        }
        return false;
    }

    /**
     * Parks it for so long, and wakes it; where it cannot be parked, it is just not used meanwhile.
     *
     * @return whether it runs again
     */
    boolean parkFor(Duration pause) throws InterruptedException {
        says.line("machine " + lease.machine() + " is parked for " + pause.toMinutes() + " min");
        boolean parked = ask(Operation.Kind.HIBERNATE) && await(MachineState.STOPPED, PARKED_WITHIN);
        patience.pass(pause);
        if (!parked && !patience.isStopped() && stillRuns()) {
            return true;
        }
        return ask(Operation.Kind.WAKE) && awaitRunning();
    }

    private boolean ask(Operation.Kind kind) {
        if (!lease.isInForce()) {
            return false;
        }
        try {
            fleet.command(lease.machine(), kind);
            return true;
        } catch (DumontException refused) {
            if (refused.kind() != Kind.CONFLICT && refused.kind() != Kind.NOT_FOUND) {
                throw refused;
            }
            says.line(String.valueOf(refused.getMessage()));
            return false;
        }
    }

    private boolean await(MachineState wanted, Duration atMost) throws InterruptedException {
        return patience.until(() -> is(wanted) || isHopeless(wanted), atMost) && is(wanted);
    }

    private boolean is(MachineState wanted) {
        return condition()
                .filter(machine -> machine.operation().isEmpty() && machine.power() == wanted)
                .isPresent();
    }

    /** No waiting helps: it was lost, or let go, or nobody is about to bring it to the state that is wanted. */
    private boolean isHopeless(MachineState wanted) {
        if (!lease.isInForce()) {
            return true;
        }
        return condition()
                .filter(machine -> switch (machine.power()) {
                    case FAILED, DELETED -> true;
                    case STARTING, STOPPING, UNKNOWN -> isStuck(machine);
                    default -> machine.power() != wanted && (machine.operation().isEmpty() || isStuck(machine));
                })
                .isPresent();
    }

    private static boolean isStuck(MachineCondition machine) {
        return machine.operation()
                .filter(open -> open.phase() == Operation.Phase.NEEDS_HUMAN)
                .isPresent();
    }

    private Optional<MachineCondition> condition() {
        return fleet.machine(lease.machine()).map(MachineReport::condition);
    }
}
