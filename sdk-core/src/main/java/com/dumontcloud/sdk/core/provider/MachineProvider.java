package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whoever rents the machines out: reads what is there, changes their power, and rents more.
 *
 * <p>Implementations are thread-safe. Every call may block, has a deadline of its own, and throws {@link DumontException} when
 * it cannot tell. A failed or partial answer is never read as "no machines". No call repeats a change by itself: whether one
 * whose answer was lost took effect is settled by reading.
 */
public interface MachineProvider {

    /** The label under which a machine carries the {@link OwnerLease} of the program that rented it. */
    String LEASE_LABEL = "dumont-lease";

    /** The label under which a machine carries the {@linkplain RentalRequest#token() token} it was rented with. */
    String RENTAL_LABEL = "dumont-rental";

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

    /**
     * Parks a machine: {@linkplain #stop stops} it, and where the provider can keep such a mark, leaves one on it, so that every process
     * reads it as {@link com.dumontcloud.sdk.core.model.MachineState#HIBERNATING} and not as stopped by somebody. A mark that cannot be
     * left does not keep it running. The default stops it.
     */
    default ActionReceipt hibernate(MachineId id) {
        return stop(id);
    }

    /** Restarts a running machine. */
    ActionReceipt reboot(MachineId id);

    /** Gives the machine back for good, its disk included. Destroying one that is gone already is accepted. */
    ActionReceipt destroy(MachineId id);

    /**
     * Searches what can be rented now.
     *
     * @return offers that {@linkplain OfferQuery#fits fit}, the cheapest first, at most as many as asked for; empty where there
     *     are none
     * @throws DumontException {@link Kind#INVALID_REQUEST} if this provider {@linkplain ProviderCapabilities#rents() rents} none
     *     out; any kind if it cannot tell
     */
    default List<Offer> searchOffers(OfferQuery query) {
        throw new DumontException(Kind.INVALID_REQUEST, name() + " offers no machines; choose another provider");
    }

    /**
     * Rents a machine, which costs money from now until it is destroyed. Not repeatable: a second call with the same token may
     * rent a second machine. Where the answer was lost, {@link #findRented} settles whether there is one.
     *
     * @throws DumontException where nothing was rented: {@link Kind#NOT_FOUND} or {@link Kind#UNAVAILABLE} if the offer is gone,
     *     {@link Kind#INSUFFICIENT_CREDIT}, {@link Kind#INVALID_REQUEST} if this provider cannot do what is asked; and a kind
     *     that {@linkplain Kind#leavesOutcomeUnknown() leaves the outcome unknown} where it may have been
     */
    default RentalReceipt rent(RentalRequest request) {
        throw new DumontException(Kind.INVALID_REQUEST, name() + " rents out no machines; choose another provider");
    }

    /**
     * Finds the machine that was rented with this token, past any cache. One that is not found within {@link
     * ProviderCapabilities#rentalShowsWithin()} of the call to rent it was not rented.
     *
     * @return the machine, or empty where a complete list lacks it
     * @throws DumontException if the list is not complete and lacks it, so that nothing is known
     */
    default Optional<Machine> findRented(String token) {
        return findRented(token, Set.of());
    }

    /**
     * Finds the machine that was rented with this token in the place of others, past any cache: as {@link #findRented(String)}.
     *
     * @param givenBack machines of this token that are not wanted, though the provider may show them for a while yet
     */
    default Optional<Machine> findRented(String token, Set<MachineId> givenBack) {
        Listing listing = list();
        Optional<Machine> found = listing.machines().stream()
                .filter(machine -> token.equals(machine.labels().get(RENTAL_LABEL)))
                .filter(machine -> !givenBack.contains(machine.id()))
                .findFirst();
        if (found.isEmpty() && !listing.complete()) {
            throw new DumontException(
                    Kind.INVALID_ANSWER,
                    "search of rental " + token + " at " + name() + ": the list is not complete; list again");
        }
        return found;
    }

    /**
     * Sets one label of a machine in place of any before, and leaves its other labels as they are. From then on every read shows
     * it, to any process, until it is set again. Two who set labels of one machine at once may undo each other.
     *
     * @throws DumontException {@link Kind#NOT_FOUND} if there is no such machine, {@link Kind#INVALID_REQUEST} if this provider
     *     {@linkplain ProviderCapabilities#labels() cannot}
     */
    default ActionReceipt setLabel(MachineId id, Label label) {
        throw new DumontException(Kind.INVALID_REQUEST, "label of " + id + ": " + name() + " sets no labels");
    }

    /** Returns what the account has left to spend, and how fast it goes; empty, the default, where this provider does not tell. */
    default Optional<Credit> credit() {
        return Optional.empty();
    }

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

    /**
     * Gives several machines back for good, their disks included. The default calls {@link #destroy} one by one and goes on past
     * failures; providers with a bulk call override it.
     *
     * @return a receipt for each id, in the order given; one whose call threw reads refused or unknown
     */
    default Map<MachineId, ActionReceipt> destroyAll(Collection<MachineId> ids) {
        Map<MachineId, ActionReceipt> receipts = new LinkedHashMap<>();
        for (MachineId id : ids) {
            receipts.put(id, ActionReceipt.of(() -> destroy(id)));
        }
        return receipts;
    }
}
