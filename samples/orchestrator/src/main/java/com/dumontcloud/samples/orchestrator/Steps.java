package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.time.TimeSource;

/** The steps that one machine does: from the last checkpoint until all are done, or the machine is lost. */
final class Steps {

    private static final int MOST_TRIES = 3;

    private final Plan plan;
    private final RentedMachine machine;
    private final Logbook book;
    private final Work work;
    private final Says says;
    private final Patience patience;
    private final TimeSource time;

    Steps(Plan plan, RentedMachine machine, Logbook book, Work work, Says says, Patience patience, TimeSource time) {
        this.plan = plan;
        this.machine = machine;
        this.book = book;
        this.work = work;
        this.says = says;
        this.patience = patience;
        this.time = time;
    }

    /** Returns whether the machine did what it could: all steps, or as many as time and money allowed. */
    boolean run() throws InterruptedException {
        if (!machine.awaitRunning()) {
            return isOver("it did not start");
        }
        checkpoint(book.stepsDone());
        for (int step = book.stepsDone() + 1; step <= plan.steps(); step++) {
            if (!doStep(step)) {
                return isOver("step " + step + " failed on it");
            }
            if (step % plan.checkpointEvery() == 0 || step == plan.steps()) {
                if (!machine.stillRuns()) {
                    return isOver("it was lost");
                }
                checkpoint(step);
                says.line("step " + step + " of " + plan.steps() + ", " + Training.usd(book.spentUsd(time.wall()))
                        + " of " + plan.budgetUsd() + " USD");
            }
            boolean isPauseDue = plan.pauseEvery() > 0 && step % plan.pauseEvery() == 0 && step < plan.steps();
            if (isPauseDue && !machine.parkFor(plan.pause())) {
                return isOver("it could not be woken");
            }
        }
        return true;
    }

    private void checkpoint(int step) {
        book.checkpoint(
                step, RentedMachine.rate(machine.lease()), machine.lease().spentUsd(), time.wall());
    }

    private boolean doStep(int step) throws InterruptedException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (patience.isStopped() || !machine.lease().isInForce()) {
                return false;
            }
            if (work.step(machine.lease().machine(), step)) {
                return !patience.isStopped();
            }
        }
        return false;
    }

    /** Says why the machine is given up, unless nobody can blame it. */
    private boolean isOver(String why) {
        if (patience.isStopped()) {
            return true;
        }
        if (!machine.lease().isInForce()) {
            says.line("machine " + machine.lease().machine() + " is let go: its lease is over");
            return true;
        }
        says.line("machine " + machine.lease().machine() + ": " + why + "; on with another from step "
                + (book.stepsDone() + 1));
        return false;
    }
}
