package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.Lease;
import com.dumontcloud.sdk.policy.fleet.LeaseSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A training run: one machine at a time, the cheapest that fits, until all steps are done or the money is. A machine that is lost
 * is given back and replaced by one elsewhere, and the steps since the last checkpoint are done again. Whatever happens, no
 * machine is left when it returns or throws, unless its provider did not obey for half an hour; the exception says so.
 */
final class Training {

    private static final int MOST_TROUBLES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Plan plan;
    private final World world;
    private final FleetMonitor fleet;
    private final Logbook book;
    private final Work work;
    private final Says says;
    private final Patience patience;
    private final Leftovers leftovers;
    private final Set<String> avoidedHosts = new HashSet<>();
    private int troubles;
    private @Nullable Kind lastRefusal;

    /**
     * Creates a run that has not begun.
     *
     * @param fleet runs, over the world's provider and time
     * @param isStopped whether somebody wants it to end now, without its remaining steps
     */
    Training(
            Plan plan, World world, FleetMonitor fleet, Logbook book, Work work, Says says, BooleanSupplier isStopped) {
        this.plan = plan;
        this.world = world;
        this.fleet = fleet;
        this.book = book;
        this.work = work;
        this.says = says;
        this.patience = new Patience(world, isStopped);
        this.leftovers = new Leftovers(world, book, plan.ttl(), says);
    }

    /**
     * Trains, or goes on where the logbook ends.
     *
     * @throws DumontException if no machine could be had, or one could not be given back
     */
    Ending run() throws InterruptedException {
        leftovers.settle();
        while (book.stepsDone() < plan.steps()) {
            if (patience.isStopped()) {
                return Ending.STOPPED;
            }
            BigDecimal budget = plan.budgetOfNext(book.spentUsd(now()));
            if (budget.signum() <= 0) {
                return Ending.BUDGET_SPENT;
            }
            Optional<Lease> rented = rent(budget);
            if (rented.isPresent()) {
                useAndGiveBack(rented.get());
            }
        }
        return Ending.DONE;
    }

    /** Returns the cheapest machine that fits; empty where there is none now, after a wait. */
    private Optional<Lease> rent(BigDecimal budget) throws InterruptedException {
        OfferQuery query = plan.query().toBuilder().excludedHosts(avoidedHosts).build();
        LeaseSpec spec =
                LeaseSpec.builder(query).owner(Leftovers.owner(book)).scratch().build();
        book.asks(plan.maxRate(), now());
        CompletableFuture<Lease> asked = fleet.leaseLater(spec, plan.ttl(), budget);
        try {
            if (patience.untilDone(asked)) {
                Lease lease = asked.join();
                troubles = 0;
                lastRefusal = null;
                book.rented(lease.machine().value(), RentedMachine.rate(lease), lease.spentUsd(), now());
                says.line("rented machine " + lease.machine() + " by " + lease.offer() + ", for " + usd(budget)
                        + " USD at most");
                return Optional.of(lease);
            }
            asked.cancel(false);
            leftovers.settle();
        } catch (CompletionException failed) {
            noMachine(failed.getCause() instanceof DumontException told ? told : broken(failed));
        }
        return Optional.empty();
    }

    private void noMachine(DumontException why) throws InterruptedException {
        says.line("no machine: " + why.getMessage());
        if (why.kind().leavesOutcomeUnknown()) {
            leftovers.settle();
        } else {
            book.settle(BigDecimal.ZERO);
        }
        avoidedHosts.clear();
        boolean isHopeless = why.kind() == Kind.UNAUTHENTICATED || why.kind() == Kind.INVALID_REQUEST;
        if (isHopeless && why.kind() == lastRefusal) {
            throw new DumontException(
                    why.kind(),
                    "no machine can be rented at " + world.provider().name() + ", and waiting does not mend that: "
                            + why.getMessage(),
                    why);
        }
        lastRefusal = why.kind();
        if (++troubles > MOST_TROUBLES) {
            throw why;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << (troubles - 1));
        patience.pass(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
    }

    private void useAndGiveBack(Lease lease) throws InterruptedException {
        try {
            RentedMachine machine = new RentedMachine(lease, world.provider(), fleet, patience, says);
            if (!new Steps(plan, machine, book, work, says, patience, world.time()).run()) {
                Optional.ofNullable(lease.offer().host()).ifPresent(avoidedHosts::add);
            }
        } finally {
            giveBack(lease);
        }
    }

    private void giveBack(Lease lease) throws InterruptedException {
        CompletableFuture<Void> gone = lease.destroy();
        patience.untilSurelyDone(gone);
        try {
            gone.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof DumontException told ? told : broken(failed);
        }
        BigDecimal spent = lease.spentUsd();
        book.settle(spent);
        says.line("machine " + lease.machine() + " is given back; it cost " + usd(spent) + " USD, all together "
                + usd(book.spentUsd(now())) + " of " + plan.budgetUsd() + " USD");
    }

    private Instant now() {
        return world.time().wall();
    }

    static String usd(BigDecimal amount) {
        return amount.setScale(4, RoundingMode.HALF_UP).toPlainString();
    }

    private static DumontException broken(Throwable failure) {
        return new DumontException(Kind.SERVER, "the provider is broken: " + failure, failure);
    }

    /** How a run ended. */
    enum Ending {
        /** Every step is done. */
        DONE,
        /** What is left of the budget rents no machine. */
        BUDGET_SPENT,
        /** Somebody wanted it to end. */
        STOPPED
    }
}
