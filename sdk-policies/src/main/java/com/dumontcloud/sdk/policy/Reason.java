package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something happened, or did not: a stable code and the numbers behind it. Every text is rendered from it, when somebody reads
 * it: of most reasons nobody does. Immutable.
 */
public final class Reason {

    private final Code code;
    private final Object[] values;
    /** The values as people read them; absent until somebody does. */
    private @Nullable List<String> details;

    /**
     * Creates a reason whose values are rendered already.
     *
     * @param code stable across versions; programs branch on it
     * @param details the values that the code's text names, in its order
     */
    public Reason(Code code, List<String> details) {
        this(code, details.toArray());
    }

    private Reason(Code code, Object[] values) {
        this.code = Objects.requireNonNull(code, "code");
        this.values = values;
        if (values.length != code.details) {
            throw new IllegalArgumentException(code + " takes " + code.details + " details, not " + values.length + ": "
                    + Arrays.toString(values));
        }
    }

    /** Returns a reason; durations and instants are rendered as people read them, to the second. */
    public static Reason of(Code code, Object... values) {
        Object[] kept = new Object[values.length];
        for (int i = 0; i < kept.length; i++) {
            Object value = values[i];
            kept[i] = value instanceof Duration || value instanceof Instant ? value : String.valueOf(value);
        }
        return new Reason(code, kept);
    }

    /** Returns the code; programs branch on it. */
    public Code code() {
        return code;
    }

    /** Returns the values that the code's text names, in its order, as people read them. */
    public List<String> details() {
        List<String> rendered = details;
        if (rendered == null) {
            rendered = Arrays.stream(values).map(Reason::render).toList();
            details = rendered;
        }
        return rendered;
    }

    /** Returns the reason as a sentence in English. */
    public String text() {
        return String.format(code.template, details().toArray());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reason reason
                && code == reason.code
                && details().equals(reason.details());
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, details());
    }

    @Override
    public String toString() {
        return code + ": " + text();
    }

    private static String render(Object detail) {
        if (detail instanceof Duration duration) {
            return render(duration);
        }
        return String.valueOf(detail instanceof Instant instant ? instant.truncatedTo(ChronoUnit.SECONDS) : detail);
    }

    private static String render(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 120) {
            return minutes + "min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + "s");
        }
        return minutes / 60 + "h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + "min");
    }

    /** Everything the engine can give as a reason. */
    public enum Code {
        /** Every signal idle for the whole run. */
        UNUSED("every signal idle for %s of the %s allowed", 2),
        /** Unused for as long as pays. */
        WORTH_PARKING(
                "every signal idle for %s of the %s that pay: back within 30 min with %s, parking saves %s USD and"
                        + " costs %s USD",
                5),
        /** Unused, but not worth it however long. */
        NOT_WORTH_PARKING(
                "every signal idle for %s, but parking does not pay: back within 30 min with %s, it saves %s USD and"
                        + " costs %s USD",
                4),
        /** Silent beyond the time allowed. */
        NO_HEARTBEAT("no heartbeat for %s", 1),
        /** Silent for so long that it counts as orphaned. */
        ORPHANED("no heartbeat for %s; nothing on the machine reports", 1),
        /** Nobody knows anything of its use. */
        NO_EVIDENCE("running for %s, and nothing on it was ever heard", 1),
        /** Orphaned and parked for so long that nobody seems to want it. */
        FORGOTTEN("orphaned and parked for %s", 1),
        /** It is going to be given back, and its owner should know. */
        TO_BE_RELEASED("orphaned and parked for %s: given back for good, its disk included, in %s h or later", 2),
        /** Its provider shows that it broke down, or that it was taken away. */
        BROKEN_DOWN("broken, or taken away by its provider, for %s; it says: %s", 2),
        /** It broke down, and its provider goes on billing it as if it ran. */
        BILLED_THOUGH_BROKEN("broken, and billed all the same at %s; its provider says: %s", 2),
        /** Another machine took its place. */
        REPLACED("machine %s has taken its place", 1),
        /** It came up by itself, beside the machine that took its place. */
        UP_THOUGH_REPLACED("it came up by itself, though another machine takes its place; it is turned off again", 0),
        /** A replacement was not rented after all. */
        NOT_RENTED("it was not rented, by its provider's lists", 0),
        /** A replacement is not there any more. */
        REPLACEMENT_GONE("machine %s, which was to take its place, is gone", 1),
        /** A replacement came to nothing. */
        FAILOVER_FAILED("no machine could take its place yet: %s", 1),
        /** All replacements came to nothing. */
        FAILOVER_GIVEN_UP("no machine could take its place in %s tries, and no more is tried; the last: %s", 2),
        /** It healed while it was being replaced, and was turned off for that. */
        FAILOVER_FOR_NOTHING(
                "it came up by itself, was turned off, and no machine took its place: %s; start it again", 1),
        /** A replacement does not do its work, and is not safe to give back. */
        REPLACEMENT_FAILED("machine %s was to take its place, costs money, and does not work after %s", 2),
        /** It was to be given back because nothing could be on it. */
        USED_BY_NOW("it ran or was heard meanwhile, so that there may be data on it", 0),
        /** The program said goodbye. */
        WORK_FINISHED("the program said %s ago that its work is done", 1),
        /** Somebody asked for it. */
        ASKED_FOR("asked for by its owner", 0),
        /** A keep-alive is in force. */
        KEPT_ALIVE("kept alive until %s", 1),
        /** Somebody exempted it. */
        EXEMPT("exempt until %s: %s", 2),
        /** It is within its protected hours. */
        PROTECTED_HOURS("within its protected hours", 0),
        /** Its settings say that it is only to be watched. */
        OBSERVED_ONLY("only watched, by the settings assigned to it", 0),
        /** The program that rented it renews its lease. */
        LEASED("leased to %s until %s, and renewed", 2),
        /** The program that rented it left it behind. */
        LEASE_EXPIRED("the lease of %s ran out at %s, and nobody renewed it", 2),
        /** Its lease may spend no more. */
        LEASE_BUDGET("its lease has spent %s of the %s USD that it may", 2),
        /** Its lease could not be renewed. */
        LEASE_NOT_RENEWED("its lease could not be renewed: %s; it ends at %s", 2),
        /** It could not be given back when its lease was closed. */
        LEASE_NOT_RELEASED("could not be released: %s; its lease ends at %s, and any monitor releases it then", 2),
        /** Other settings were assigned to it. */
        RECONFIGURED("its settings were changed", 0),
        /** The machine came up too recently. */
        JUST_STARTED("up for %s; the first %s count as setup", 2),
        /** The idle run is not covered by enough samples. */
        THIN_EVIDENCE("samples cover %s of an idle run of %s, and enough of its last %s only", 3),
        /** The newest sample is too old to act on. */
        STALE_EVIDENCE("the newest sample is %s old; %s is the limit", 2),
        /** The machine is not known to be running. */
        NOT_RUNNING("the provider shows it %s", 1),
        /** Nobody claimed the machine. */
        UNCLAIMED("listed by the provider, claimed by nobody", 0),
        /** The provider's own view contradicts, or is missing where it is needed. */
        WITNESS("the provider's own view says %s", 1),
        /** The warning has not been out long enough. */
        WARNING_PENDING("its warning has not been delivered for %s yet", 1),
        /** The engine came back to a fleet it knew. */
        RESTARTING("the engine is back since %s; for the first %s it only listens", 2),
        /** Too many machines are silent at once. */
        SILENCE_PAUSED("%s of %s machines are silent; our own view of them may be what is broken", 2),
        /** The provider does not answer. */
        PROVIDER_BLIND("the provider has answered nothing for %s", 1),
        /** The wall clock jumped. */
        CLOCK_SUSPECT("the wall clock jumped %s by %s", 2),
        /** Nobody takes what people are to be told. */
        NOTIFIER_BLIND("no notifier has taken a message since %s", 1),
        /** The store takes nothing. */
        STORE_FAILED("what is decided cannot be written down", 0),
        /** An operator stopped every action. */
        FROZEN("frozen by an operator: %s", 1),
        /** The engine is to change nothing. */
        SHADOW("in shadow: decided, and not carried out", 0),
        /** Others were parked so recently that this one has to wait. */
        OUT_OF_TURN("its turn has not come: a scope is parked a few machines at a time", 0),
        /** The signals turned. */
        IN_USE_AGAIN("in use again", 0),
        /** What spoke for it does so no longer. */
        NO_LONGER_DUE("nothing speaks for it any more", 0),
        /** A program says that it is busy, but nothing moves. */
        STALLED("the program says it is busy, but neither its progress nor a GPU moved for %s", 1),
        /** A policy or a signal that was added threw; it counts for nothing until it is mended. */
        EXTENSION_FAILED("%s failed and is left out: %s", 2),
        /** A reporter was heard again. */
        HEARD_AGAIN("a reporter was heard again", 0),
        /** The machine was rebooted. */
        REBOOTED("the machine was rebooted", 0),
        /** It was to start, and does not. */
        START_FAILED("starting for %s, and the provider allows %s; it says: %s", 3),
        /** The machine's power changed on its own. */
        POWER_CHANGED("the provider shows it %s", 1),
        /** The provider would not do it. */
        REFUSED("the provider refused: %s", 1),
        /** The provider could not be read. */
        UNREADABLE("the provider could not be read: %s", 1),
        /** The provider does not show the target. */
        NOT_CONFIRMED("not confirmed after %s; the provider shows it %s, billed at %s", 3),
        /** Said again by whoever takes the fleet over: an operation waits for a person. */
        STILL_NEEDS_HUMAN("%s has waited for a person for %s; the provider shows it %s, billed at %s", 4),
        /** The agent did not answer its command. */
        AGENT_SILENT("the agent did not answer its command within %s", 1),
        /** The agent answered its command badly. */
        AGENT_FAILED("the agent answered: %s", 1),
        /** A reporter failed to save what its program would lose. */
        NOT_SAVED("%s could not save its work: %s", 2),
        /** Done, and seen to be done. */
        CONFIRMED("the provider shows it %s", 1),
        /** Done by the word of the agent, where no provider can be read. */
        AGENT_DONE("the agent says it is done", 0),
        /** An agent did what a person wanted of it. */
        AGENT_SAYS("the agent says: %s", 1),
        /** What a person wanted of an agent cannot be told it any more. */
        AGENT_GONE("the machine is %s, and its agent with it", 1),
        /** Nobody may delete it, its owner included. */
        LEGAL_HOLD("under a legal hold: %s", 1),
        /** It cannot be stopped without losing its disk, and nobody could copy that before. */
        DISK_NOT_KEPT("its provider keeps no disk, and no snapshot of it can be taken", 0),
        /** No snapshot came to be that could be relied on; it is parked without, since its disk is kept. */
        SNAPSHOT_FAILED("no snapshot of it after %s attempts, the last: %s", 2),
        /** Without a snapshot it can neither be parked nor given back. */
        NOT_SECURED("it cannot be turned off without losing data: %s; it goes on costing %s", 2),
        /** Without a snapshot it is not given back. */
        SNAPSHOT_REQUIRED("no snapshot of it can be relied on: %s", 1),
        /** The newest snapshot is of another machine. */
        SNAPSHOT_OF_ANOTHER("snapshot %s holds the data of machine %s", 2),
        /** The newest snapshot is older than what is on the machine. */
        SNAPSHOT_TOO_OLD("the newest snapshot is of %s, and it was in use until %s", 2),
        /** What is said of a snapshot was not seen now. */
        PROOF_NOT_FRESH("its snapshot was read back at %s, which is not now", 1),
        /** It was given back; this is what is left of it. */
        RELEASED("given back for good; what was on it is in snapshot %s of %s", 2),
        /** It was given back, and nothing is left of it. */
        RELEASED_WITHOUT_COPY("given back for good, and what was on it is lost, as %s accepted", 1),
        /** It is not watched any more; there was nothing to give back. */
        LET_GO("its owner has it watched no more, and no provider of ours rents it out", 0),
        /** Nobody allowed the engine to delete anything. */
        DELETING_NOT_ALLOWED("deleting is not allowed by its settings", 0),
        /** Its owner was not told often and early enough. */
        NOT_ANNOUNCED("its owner has not been told three times that it is given back", 0),
        /** A newer command of the owner took its place. */
        SUPERSEDED("a newer command took its place", 0),
        /** A person said how it ended. */
        RESOLVED("settled by a person as %s: %s", 2),
        /** The answer to a reboot was lost, and the machine runs. */
        REBOOT_UNKNOWN("the answer was lost: it runs, and whether it was rebooted is not known", 0),

        /** A spend cap is reached. */
        SPEND_CAP("the spend cap of %s is reached: %s USD, %s", 3),
        /** A spend cap is close, or reached. */
        SPEND_WARNING("%s %% of the spend cap of %s: %s of %s USD, %s", 5),

        /** What was paid in advance will not last. */
        LOW_CREDIT(
                "the credit at %s is %s USD and lasts %s at the %s USD/h that are spent now; pay in more, or park what is not"
                        + " needed",
                4),
        /** A higher bid took its GPU away. */
        OUTBID("outbid at its provider: its GPU is gone and its disk goes on costing; it would come back for %s", 1),
        /** It is up, and is paid for, though nobody asked for it. */
        WOKE_BY_ITSELF("it runs again by itself, since its old bid is the highest now, and costs %s", 1),
        /** Its host rents it out for a little longer only. */
        HOST_LEAVES(
                "its host rents it out until %s only: it cannot start after that, and is deleted with its disk about %s; copy"
                        + " what is to last",
                2),
        /** Its host does not rent it out any more. */
        HOST_LEFT(
                "its host rented it out until %s: it cannot start again, and is deleted with its disk about %s; copy what is"
                        + " to last, and destroy it",
                2),

        /** What came of a shadow. */
        SHADOW_SUMMARY(
                "since %s machines would have been parked %s times, which would have saved %s USD; %s times one was in use"
                        + " again within %s",
                5),

        /** A decision that was taken again had the same effects and led to another state. */
        REPLAYED_OTHER_STATE(
                "at %s, machine %s, %s: the same is done, and the machine is in another state after it", 3),
        /** A decision that was taken again had other effects. */
        REPLAYED_OTHER_EFFECTS("at %s, machine %s, %s: done was %s, and now would be %s", 5),
        /** What other settings would have cost. */
        WHAT_IF(
                "billed %s USD instead of %s, wasted %s instead of %s; parked %s times instead of %s, and %s times instead of"
                        + " %s in use again within 30 min",
                8),

        /** What an explanation is about. */
        MACHINE("%s is %s, at %s", 3),
        /** Its power, as its provider shows it. */
        POWER_SHOWN("its provider shows it %s, read %s ago", 2),
        /** Its power, where nobody shows it. */
        POWER_ASSUMED("taken to be running: no provider of ours shows it", 0),
        /** The engine or its owner parked it. */
        PARKED("parked for %s", 1),
        /** What turned it off; the reason comes with it. */
        TURNED_OFF("%s for %s, done at %s", 3),
        /** It was to be turned on since; the reason why it was not comes with it. */
        NOT_WOKEN("it was to be woken, and at %s that was given up", 1),
        /** Nothing on it was ever heard. */
        NEVER_HEARD("nothing on it was ever heard", 0),
        /** When it was last heard, and when silence begins to count. */
        LAST_HEARD("%s: last heard %s ago; late after %s, suspect after %s, orphaned after %s", 5),
        /** What its samples say cannot be told. */
        USE_UNKNOWN("its evidence does not say whether it is used", 0),
        /** It is used. */
        IN_USE("in use", 0),
        /** It is not used. */
        NOT_IN_USE("unused, by every signal that is known", 0),

        /** The mean of its busiest GPU. */
        GPU_MEAN("its GPUs work at %s %%; in use from %s %%", 2),
        /** The highest sample of any GPU. */
        GPU_PEAK("its GPUs peak at %s %%; in use from %s %%", 2),
        /** The power of the hungriest GPU. */
        GPU_POWER("its GPUs draw %s %% of what lies between idle and their limit; in use from %s %%", 2),
        /** GPU memory taken or given back. */
        GPU_MEMORY("its GPU memory changed by %s MiB; in use from %s MiB", 2),
        /** Its processors. */
        CPU("its processors work at %s %%; in use from %s %%", 2),
        /** Its network. */
        NETWORK("its network moves %s bytes/s; in use from %s bytes/s", 2),
        /** Its disks. */
        DISK("its disks move %s bytes/s; in use from %s bytes/s", 2),
        /** Terminal input. */
        INPUT("somebody typed %s ago; in use within %s", 2),
        /** The machine's own account. */
        LAST_ACTIVITY("it was last active %s ago, by its own account; in use within %s", 2),
        /** Notebook kernels. */
        JUPYTER("a notebook %s", 1),
        /** The program's word. */
        BUSY("its program says it is busy, and nothing moved for %s; believed for %s", 2),
        /** The program's word. */
        NOT_BUSY("its program says it is not busy", 0),
        /** A signal without a number. */
        SIGNAL_UNKNOWN("%s is not known", 1),
        /** A signal that was added. */
        SIGNAL_ADDED("%s reads %s", 2),

        /** The run of idle samples. */
        IDLE_RUN("idle samples from %s to %s, which is %s; they cover %s of it", 4),
        /** How long it may be unused, by its settings. */
        MAY_BE_UNUSED("may be unused for %s, by its settings", 1),
        /** How long it may be unused where that is derived and its price is not known. */
        MAY_BE_UNUSED_UNPRICED("may be unused for %s: what pays cannot be derived, since its price is not known", 1),
        /** How long pays. */
        PAYS_FROM("parking it pays from %s unused on", 1),
        /** It never pays. */
        PAYS_NEVER("parking it never pays", 0),
        /** The prices that a derived threshold follows from. */
        AT_PRICES("it costs %s USD an hour running and %s USD parked", 2),
        /** The costs that a derived threshold follows from. */
        AT_COSTS(
                "an interruption costs %s USD, a cycle %s of running time and %s to start; a wake is refused with %s",
                4),
        /** What is expected of parking it. */
        AT_STAKE("back within 30 min with %s, by %s gaps of its own; parking saves %s USD and costs %s USD", 4),
        /** A hibernation turned out wrong. */
        BACKED_OFF("not before %s: the hibernation before was wrong", 1),
        /** Processes use its GPUs. */
        LONGER_BESIDE_PROCESSES("%s, since processes use its GPUs", 1),
        /** Somebody has a session open. */
        LONGER_BESIDE_SESSIONS("%s, since somebody has a session open on it", 1),
        /** A warning has to fit in. */
        LONGER_FOR_WARNING("%s, so that a warning fits in", 1),

        /** Its users were told. */
        WARNED("its users were warned at %s, and the warning arrived", 1),
        /** Its users were told, as far as is known. */
        WARNED_UNHEARD("its users were warned at %s; whether the warning arrived is not known yet", 1),
        /** Its owner was told. */
        OWNER_TOLD("its owner was told at %s", 1),
        /** Its owner is being told. */
        OWNER_NOT_TOLD("its owner was to be told at %s, and no notifier has taken the message yet", 1),
        /** Its owner was told that it is given back. */
        OWNER_TOLD_OF_RELEASE("its owner was told %s of %s times that it is given back: %s", 3),
        /** An operation is open. */
        UNDER_WAY("%s for %s: %s since %s", 4),
        /** How long its reporters may save. */
        SAVING_UNTIL("its reporters may save until %s", 1),

        /** What may happen next. */
        NEXT("next it may be parked (%s), at %s", 2),
        /** What may happen next. */
        NEXT_RELEASE("next it may be given back for good, its disk included (%s), at %s", 2),
        /** What may happen next. */
        NEXT_FAILOVER("next another machine may be rented in its place, at %s", 1),
        /** Nothing may happen next. */
        NEXT_NOTHING("nothing leads to parking it, or to giving it back, now", 0),
        /** A condition of that. */
        IF_STILL_UNUSED("if its samples stay idle until then", 0),
        /** A condition of that. */
        IF_UNUSED_FROM_NOW("if it is unused from now on", 0),
        /** A condition of that. */
        IF_SILENT("if nothing on it is heard until then", 0),
        /** A condition of that. */
        IF_WARNED("once its users have been warned for %s", 1),
        /** A condition of that. */
        IF_OWNER_TOLD("once its owner has been told", 0),
        /** A condition of that. */
        IF_OWNER_TOLD_OR_AT("once its owner has been told, or at %s though no notifier took the message", 1),
        /** A condition of that. */
        IF_TOLD_OF_RELEASE("once its owner has been told %s more times that it is given back, next at %s", 2),
        /** A condition of that. */
        IF_COPIED("if its newest snapshot can be read back, and is not older than %s", 1),
        /** A condition of that. */
        IF_NOT_RENEWED("if nobody renews the lease of %s", 1),
        /** A condition of that. */
        IF_LIFTED("once this no longer holds: %s", 1),
        /** The budget of its scope. */
        BUDGET("%s of %s places for %s are taken in any %s; %s wait for one", 5);

        private final String template;
        private final int details;

        Code(String template, int details) {
            this.template = template;
            this.details = details;
        }
    }
}
