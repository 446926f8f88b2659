package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends what may be left of a run: machines of a process that died, and those of which it is not known whether they were rented.
 * Their leases would end them too; but only some time later, and at the cost of this run.
 */
final class Leftovers {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration GIVE_UP = Duration.ofMinutes(30);

    /** Something between may answer once as if the token were wrong; one that is wrong is wrong again. */
    private static final int MOST_STRANGERS = 3;

    private final World world;
    private final Logbook book;
    private final Duration ttl;
    private final Says says;
    private int strangers;

    Leftovers(World world, Logbook book, Duration ttl, Says says) {
        this.world = world;
        this.book = book;
        this.ttl = ttl;
        this.says = says;
    }

    /** Returns the stem of the owner's name by which the machines of a run are known. */
    static String owner(Logbook book) {
        return "run-" + book.run();
    }

    /**
     * Gives back every machine of this run, waits until a whole list shows none that would show any, and the one that the logbook
     * names is not found by itself either, and books what they cost at most. For calls while the run holds no machine.
     *
     * @throws DumontException {@code TIMEOUT} if that could not be seen within 30 minutes, {@code UNAUTHENTICATED} if the
     *     provider knows the token no more
     */
    void settle() throws InterruptedException {
        Logbook.Rental open = book.open().orElse(null);
        if (open == null) {
            return;
        }
        Instant begun = world.time().wall();
        MachineId named = open.machine() == null ? null : MachineId.of(open.machine());
        Instant asked = named == null ? begun : open.at();
        Instant shown = asked.plus(world.provider().capabilities().rentalShowsWithin());
        boolean seen = named != null;
        if (named != null) {
            giveBack(List.of(named));
        }
        while (true) {
            Optional<List<MachineId>> left = left(named);
            seen |= left.filter(machines -> !machines.isEmpty()).isPresent();
            Instant now = world.time().wall();
            if (left.filter(List::isEmpty).isPresent() && !now.isBefore(shown)) {
                book.settle(seen || mayHaveEnded(open, now) ? open.spentUsd(now) : BigDecimal.ZERO);
                return;
            }
            if (Duration.between(begun, now).compareTo(GIVE_UP) > 0) {
                throw new DumontException(
                        Kind.TIMEOUT,
                        "what is left of run " + book.run() + " could not be given back within " + GIVE_UP
                                + "; look at the machines of "
                                + world.provider().name());
            }
            left.ifPresent(this::giveBack);
            world.pauses().pass(LOOK_AGAIN);
        }
    }

    /** Nobody ends a machine before its lease runs out; after that, its absence does not say that it never was. */
    private boolean mayHaveEnded(Logbook.Rental open, Instant now) {
        return !now.isBefore(open.at().plus(ttl));
    }

    /** Returns the machines of this run, also the one named where no list shows it; empty where that cannot be told now. */
    private Optional<List<MachineId>> left(@Nullable MachineId named) {
        try {
            Listing all = world.provider().list();
            Set<MachineId> ours = all.machines().stream()
                    .filter(this::isOurs)
                    .map(Machine::id)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (named != null && world.provider().read(named).isPresent()) {
                ours.add(named);
            }
            strangers = 0;
            return ours.isEmpty() && !all.complete() ? Optional.empty() : Optional.of(List.copyOf(ours));
        } catch (DumontException failure) {
            strangers = failure.kind() == Kind.UNAUTHENTICATED ? strangers + 1 : 0;
            if (strangers == MOST_STRANGERS) {
                throw new DumontException(
                        failure.kind(),
                        "machines of run " + book.run() + " may be left at "
                                + world.provider().name() + ", which does not let this program in: "
                                + failure.getMessage(),
                        failure);
            }
            says.line("the machines cannot be listed: " + failure.getMessage());
            return Optional.empty();
        }
    }

    private boolean isOurs(Machine machine) {
        String label = machine.labels().get(MachineProvider.LEASE_LABEL);
        return label != null
                && OwnerLease.parse(label)
                        .filter(lease -> lease.owner().startsWith(owner(book) + "-"))
                        .isPresent();
    }

    private void giveBack(List<MachineId> machines) {
        world.provider()
                .destroyAll(machines)
                .forEach((id, receipt) ->
                        says.line("machine " + id + " was left behind and is given back: " + receipt.outcome()));
    }
}
