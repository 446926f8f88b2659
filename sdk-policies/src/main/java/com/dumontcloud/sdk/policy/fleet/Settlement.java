package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides, writes down, and only then lets anything follow. That a machine was merely seen again follows at once, and is written
 * with the next change of it or soon after, by the {@link Backlog}. While a change of a machine is being written whatever else
 * happens to it waits; other machines do not, and what they change is written in the same go. Thread-safe; waits for nothing but
 * the store.
 */
final class Settlement {

    private final Object lock;
    private final ObservedClock clock;
    private final Scribe scribe;
    private final Roster roster;
    private final Ongoing ongoing;
    private final Backlog backlog;
    private final Consequences consequences;
    private final TokenRegistry tokens;

    Settlement(
            Object lock,
            ObservedClock clock,
            Scribe scribe,
            Roster roster,
            Ongoing ongoing,
            Backlog backlog,
            Consequences consequences,
            TokenRegistry tokens) {
        this.lock = lock;
        this.clock = clock;
        this.scribe = scribe;
        this.roster = roster;
        this.ongoing = ongoing;
        this.backlog = backlog;
        this.consequences = consequences;
        this.tokens = tokens;
    }

    /**
     * Settles one question as soon as nothing of the machine that matters is being written any more.
     *
     * @param answer under the lock, what came of it
     * @return what was answered; empty where there was nothing to decide
     */
    <T> Optional<T> settle(Question question, Function<Plan, T> answer) {
        try {
            return settle(question, answer, true);
        } finally {
            consequences.tell();
        }
    }

    private <T> Optional<T> settle(Question question, Function<Plan, T> answer, boolean mayDecideAgain) {
        Plan plan;
        List<Change> changes;
        synchronized (lock) {
            plan = takeUpInTurn(question).orElse(null);
            if (plan == null) {
                return Optional.empty();
            } else if (!isToBeWritten(plan)) {
                stand(plan);
                return Optional.of(answer.apply(plan));
            }
            changes = plan.changes();
            ongoing.begin(question.id(), Ongoing.Kind.CHANGE);
        }
        RuntimeException failure = scribe.tryToWrite(changes);
        synchronized (lock) {
            if (stands(plan, failure) || failure == null) {
                return Optional.of(answer.apply(plan));
            }
        }
        if (mayDecideAgain && plan.intendsAnew() && !scribe.isFenced()) {
            return settle(question, answer, false); // Now it is known that the store fails, and nothing is intended.
        }
        throw failure;
    }

    /**
     * Settles many at once.
     *
     * @param questions under the lock, what is to be settled
     * @return those that were left out because they were being written at the moment
     */
    List<MachineId> settleAll(Function<Moment, List<Question>> questions) {
        return settleAll(questions, false);
    }

    /**
     * Settles many at once.
     *
     * @param questions under the lock, what is to be settled
     * @param isOnRecord whether what happened is written down already, so that what follows for each machine may be written later
     * @return those that were left out because they were being written at the moment
     */
    List<MachineId> settleAll(Function<Moment, List<Question>> questions, boolean isOnRecord) {
        try {
            return decideAll(questions, isOnRecord);
        } finally {
            consequences.tell();
        }
    }

    private List<MachineId> decideAll(Function<Moment, List<Question>> questions, boolean isOnRecord) {
        List<MachineId> leftOut = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        synchronized (lock) {
            for (Question question : questions.apply(clock.now())) {
                Plan plan = takeUp(question).orElse(null);
                if (plan != null && isToBeWritten(plan) && !(isOnRecord && plan.standsUnwritten())) {
                    changes.addAll(plan.changes());
                    ongoing.begin(plan.id(), Ongoing.Kind.CHANGE);
                    plans.add(plan);
                } else if (plan != null) {
                    stand(plan);
                } else if (ongoing.has(question.id())) {
                    leftOut.add(question.id());
                }
            }
        }
        if (plans.isEmpty()) {
            return leftOut;
        }
        RuntimeException failure = scribe.tryToWrite(changes);
        boolean allStand = true;
        synchronized (lock) {
            for (Plan plan : plans) {
                allStand &= stands(plan, failure);
            }
        }
        if (failure != null && !allStand) {
            throw failure;
        }
        return leftOut;
    }

    private Optional<Plan> takeUpInTurn(Question question) {
        boolean interrupted = false;
        try {
            while (true) {
                Optional<Plan> plan = takeUp(question);
                if (plan.isPresent() || !ongoing.has(question.id())) {
                    return plan;
                }
                try {
                    lock.wait();
                } catch (InterruptedException toldAfter) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Decides, unless what is being written of the machine comes first. */
    private Optional<Plan> takeUp(Question question) {
        Ongoing.Kind writing = ongoing.of(question.id());
        if (writing == Ongoing.Kind.CHANGE) {
            return Optional.empty();
        }
        Optional<Plan> plan =
                question.decide().apply(clock.now()).filter(taken -> writing == null || !taken.isChange());
        plan.ifPresent(roster::reserve);
        return plan;
    }

    private boolean isToBeWritten(Plan plan) {
        return plan.isChange() && !(scribe.isFailing() && plan.standsUnwritten());
    }

    /** Lets a plan stand that was not written: a mere sight, or what nobody can undo though the store fails. */
    private void stand(Plan plan) {
        if (!plan.decision().counted()) {
            return;
        }
        backlog.take(plan);
        become(plan);
        if (plan.isChange()) {
            consequences.follow(plan);
        }
    }

    private void become(Plan plan) {
        roster.become(plan);
        plan.tokenHash().ifPresent(hash -> tokens.put(plan.id(), hash));
    }

    /** Lets a plan stand that the store took, or that is so whether or not it did. Returns whether it stands. */
    private boolean stands(Plan plan, @Nullable RuntimeException failure) {
        ongoing.end(plan.id());
        if (failure == null) {
            backlog.drop(plan.machine());
            become(plan);
            plan.machine().write(plan.now());
            consequences.follow(plan);
            return true;
        } else if (plan.standsUnwritten() && !scribe.isFenced()) {
            stand(plan);
            return true;
        }
        roster.takeBack(plan);
        backlog.tryAgain();
        return false;
    }
}
