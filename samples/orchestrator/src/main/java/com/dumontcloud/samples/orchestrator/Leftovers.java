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
import java.util.List;
import java.util.Optional;

/**
 * Ends what may be left of a run: machines of a process that died, and those of which it is not known whether they were rented.
 * Their leases would end them too; but only some time later, and at the cost of this run.
 */
final class Leftovers {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration GIVE_UP = Duration.ofMinutes(30);

    private final World world;
    private final Logbook book;
    private final Duration ttl;
    private final Says says;

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
     * Gives back every machine of this run, waits until a whole list shows none that would show any, and books what they cost at most.
     * For calls while the run holds no machine.
     *
     * @throws DumontException {@code TIMEOUT} if that could not be seen within 30 minutes
     */
    void settle() throws InterruptedException {
        Logbook.Rental open = book.open().orElse(null);
        if (open == null) {
            return;
        }
        Instant begun = world.time().wall();
        boolean seen = open.machine() != null;
        Instant shown =
                (seen ? open.at() : begun).plus(world.provider().capabilities().rentalShowsWithin());
        if (open.machine() != null) {
            giveBack(List.of(MachineId.of(open.machine())));
        }
        while (true) {
            Optional<List<Machine>> left = left();
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
            left.ifPresent(
                    machines -> giveBack(machines.stream().map(Machine::id).toList()));
            world.pauses().pass(LOOK_AGAIN);
        }
    }

    /** Nobody ends a machine before its lease runs out; after that, its absence does not say that it never was. */
    private boolean mayHaveEnded(Logbook.Rental open, Instant now) {
        return !now.isBefore(open.at().plus(ttl));
    }

    /** Returns the machines of this run; empty where that cannot be told now. */
    private Optional<List<Machine>> left() {
        try {
            Listing all = world.provider().list();
            List<Machine> ours = all.machines().stream().filter(this::isOurs).toList();
            return ours.isEmpty() && !all.complete() ? Optional.empty() : Optional.of(ours);
        } catch (DumontException failure) {
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
