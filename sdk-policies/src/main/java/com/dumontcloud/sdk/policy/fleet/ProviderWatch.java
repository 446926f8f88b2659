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
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
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
    private static final Duration SPAN_UNTIL_GONE = Duration.ofMinutes(10);

    private final MachineProvider provider;
    private final Fleet fleet;
    private final Map<MachineId, Missing> missing = new HashMap<>();

    ProviderWatch(MachineProvider provider, Fleet fleet) {
        this.provider = provider;
        this.fleet = fleet;
    }

    synchronized void look() {
        long asked = fleet.mono();
        Listing listing;
        try {
            listing = provider.list();
        } catch (DumontException failure) {
            log.warn("The machines of {} could not be listed", provider.name(), failure);
            return;
        }
        Set<MachineId> listed = new HashSet<>();
        for (Machine shown : listing.machines()) {
            listed.add(shown.id());
            missing.remove(shown.id());
            fleet.readInList(shown, asked);
        }
        if (listing.complete()) {
            Moment now = fleet.now();
            fleet.conditions().stream()
                    .filter(ProviderWatch::isExpectedInLists)
                    .map(MachineCondition::id)
                    .filter(id -> !listed.contains(id))
                    .forEach(id -> missed(id, now));
        }
    }

    private void missed(MachineId id, Moment now) {
        Missing times =
                missing.getOrDefault(id, new Missing(0, now.observedNanos())).oneMore();
        if (times.lists() >= LISTS_UNTIL_GONE && now.since(times.sinceNanos()).compareTo(SPAN_UNTIL_GONE) >= 0) {
            missing.remove(id);
            fleet.tell(id, new Event.ProviderLost());
        } else {
            missing.put(id, times);
        }
    }

    private static boolean isExpectedInLists(MachineCondition machine) {
        return machine.profile().isManaged() && machine.power() != MachineState.DELETED;
    }

    /**
     * How long a machine has been missing.
     *
     * @param lists in how many whole lists in a row
     * @param sinceNanos observed time of the first
     */
    private record Missing(int lists, long sinceNanos) {

        Missing oneMore() {
            return new Missing(lists + 1, sinceNanos);
        }
    }
}
