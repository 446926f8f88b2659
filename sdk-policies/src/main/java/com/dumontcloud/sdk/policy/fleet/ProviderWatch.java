package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the account of one provider: finds what is there, and what is there no longer (lifecycle rules T19 and T20). A list
 * that failed or is not whole proves nothing about what it does not show. Thread-safe, one list at a time.
 */
final class ProviderWatch {

    private static final Logger log = LoggerFactory.getLogger(ProviderWatch.class);

    private static final int LISTS_UNTIL_GONE = 3;

    /** How many whole lists have to lack a machine that was to be given back until that is taken for done. */
    private static final int LISTS_UNTIL_RELEASED = 2;

    private static final Duration SPAN_UNTIL_GONE = Duration.ofMinutes(10);

    private static final int MOST_READ_ALONE = 5;

    private final MachineProvider provider;
    private final Fleet fleet;
    private final Map<MachineId, Missing> missing = new HashMap<>();

    /** Those that a list has shown. That one lacks any other proves nothing before so much time that it would have been shown. */
    private final Set<MachineId> everListed = new HashSet<>();

    ProviderWatch(MachineProvider provider, Fleet fleet) {
        this.provider = provider;
        this.fleet = fleet;
    }

    synchronized void look() {
        long asked = fleet.mono();
        long askedObserved = fleet.now().observedNanos();
        Listing listing;
        try {
            listing = provider.list();
        } catch (DumontException failure) {
            log.warn("The machines of {} could not be listed", provider.name(), failure);
            return;
        }
        if (listing.complete() || !listing.machines().isEmpty()) {
            fleet.providerAnswered();
        }
        Set<MachineId> listed = new HashSet<>();
        for (Machine shown : listing.machines()) {
            listed.add(shown.id());
            missing.remove(shown.id());
        }
        everListed.addAll(listed);
        fleet.readInList(listing.machines(), asked);
        if (listing.complete()) {
            Moment now = fleet.now();
            List<MachineCondition> lacking = fleet.conditions().stream()
                    .filter(ProviderWatch::isExpectedInLists)
                    .filter(machine -> !listed.contains(machine.id()))
                    .toList();
            readAlone(lacking);
            lacking.forEach(machine -> missed(machine, askedObserved, now));
            everListed.removeIf(id -> !listed.contains(id) && !missing.containsKey(id));
        }
    }

    /**
     * Each, once: from when it is not found its cost is not certain. Where a list lacks many that list is the likelier fault, and nobody
     * should wait behind reading them all.
     */
    private void readAlone(List<MachineCondition> lacking) {
        List<MachineCondition> newlyLacking = lacking.stream()
                .filter(machine -> !missing.containsKey(machine.id()))
                .toList();
        if (newlyLacking.size() <= MOST_READ_ALONE) {
            newlyLacking.forEach(machine -> fleet.readSoon(machine.id()));
        }
    }

    private void missed(MachineCondition machine, long askedObserved, Moment now) {
        MachineId id = machine.id();
        Missing times = missing.getOrDefault(id, Missing.NEVER).oneMore(now, isToldToGo(machine, askedObserved));
        Duration missingFor = now.since(times.sinceNanos);
        boolean isReleased = times.sinceTold >= LISTS_UNTIL_RELEASED
                && (everListed.contains(id) || missingFor.compareTo(showsWithin()) >= 0);
        boolean isLost = times.lists >= LISTS_UNTIL_GONE && missingFor.compareTo(SPAN_UNTIL_GONE) >= 0;
        if (isReleased || isLost) {
            missing.remove(id);
            fleet.tell(id, new Event.ProviderLost());
        } else {
            missing.put(id, times);
        }
    }

    private Duration showsWithin() {
        return provider.capabilities().rentalShowsWithin();
    }

    /** Whether its provider had answered that it gives it back before it was asked for this list. */
    private static boolean isToldToGo(MachineCondition machine, long askedObserved) {
        return machine.operation()
                .filter(Operation::releases)
                .filter(open -> open.phase() == Phase.CONFIRMING || open.phase() == Phase.NEEDS_HUMAN)
                .filter(open -> open.attempts() > 0 && askedObserved >= open.sinceNanos())
                .isPresent();
    }

    private static boolean isExpectedInLists(MachineCondition machine) {
        return machine.profile().isManaged() && machine.power() != MachineState.DELETED;
    }

    /**
     * How long a machine has been missing.
     *
     * @param lists in how many whole lists in a row
     * @param sinceTold in how many of them it was to be given back already
     * @param sinceNanos observed time of the first
     */
    private record Missing(int lists, int sinceTold, long sinceNanos) {

        static final Missing NEVER = new Missing(0, 0, 0);

        Missing oneMore(Moment now, boolean toldToGo) {
            return new Missing(lists + 1, toldToGo ? sinceTold + 1 : 0, lists == 0 ? now.observedNanos() : sinceNanos);
        }
    }
}
