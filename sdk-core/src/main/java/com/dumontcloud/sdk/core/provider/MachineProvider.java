package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whoever rents the machines: reads what is there and changes their power.
 *
 * <p>Implementations are thread-safe. Every call may block, has a deadline of its own, and throws {@link DumontException} when
 * it cannot tell. A failed or partial answer is never read as "no machines". No call repeats a change by itself: whether one
 * whose answer was lost took effect is settled by reading.
 */
public interface MachineProvider {

    /** The label under which a machine carries the lease of the program that rented it. */
    String LEASE_LABEL = "dumont-lease";

    /** Returns the provider's name, for example {@code vast}; machines of one name form one scope. */
    String name();

    /** Returns what this provider can do. Does not block; always the same. */
    ProviderCapabilities capabilities();

    /** Returns every machine of the account, and whether the list is known to be whole. */
    Listing list();

    /**
     * Reads one machine now, past any cache: what a guard checks before it acts.
     *
     * @return the machine, or empty when the provider positively says that there is none
     */
    Optional<Machine> read(MachineId id);

    /** Asks the provider's own view of whether the machine is in use, for a machine that does not report itself. */
    Witness witness(MachineId id);

    /** Estimates what it takes to get the machine running again once it is stopped. */
    WakeRisk wakeRisk(MachineId id);

    /** Starts a stopped machine; billing at the running rate resumes. */
    ActionReceipt start(MachineId id);

    /** Stops a machine and keeps its disk, where {@link ProviderCapabilities#keepsDisk()}. */
    ActionReceipt stop(MachineId id);

    /** Restarts a running machine. */
    ActionReceipt reboot(MachineId id);

    /** Gives the machine back for good, its disk included. Destroying one that is gone already is accepted. */
    ActionReceipt destroy(MachineId id);

    /**
     * Stops several machines. The default calls {@link #stop} one by one and goes on past failures; providers with a bulk call
     * override it.
     *
     * @return a receipt for each id, in the order given; one whose call threw reads refused or unknown
     */
    default Map<MachineId, ActionReceipt> stopAll(Collection<MachineId> ids) {
        Map<MachineId, ActionReceipt> receipts = new LinkedHashMap<>();
        for (MachineId id : ids) {
            receipts.put(id, ActionReceipt.of(() -> stop(id)));
        }
        return receipts;
    }
}
