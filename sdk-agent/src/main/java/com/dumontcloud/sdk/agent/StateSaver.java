package com.dumontcloud.sdk.agent;

/**
 * Saves what a program would lose when its machine is parked.
 *
 * <pre>{@code
 * options.beforeHibernate(context -> model.save(checkpoint));
 * }</pre>
 *
 * <p>Called on a thread of the reporter when the control plane is about to park the machine, at most once for each time it is
 * parked, also when other commands are being carried out. It is not interrupted when its time is up, since half a save is
 * worse than a late one, but from then on the machine may be stopped at any moment.
 */
@FunctionalInterface
public interface StateSaver {

    /**
     * Saves.
     *
     * @param context tells how long there is ({@link CommandContext#timeLeft()}, mostly 60 s) and takes progress
     * @throws Exception if it failed; the message goes to the control plane, which does not hibernate the machine but tries again
     *     later; only the owner's word to stop it stands
     */
    void save(CommandContext context) throws Exception;
}
