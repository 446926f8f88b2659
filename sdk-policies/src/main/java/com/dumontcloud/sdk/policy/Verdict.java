package com.dumontcloud.sdk.policy;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link LifecyclePolicy} says about one machine at one moment. Immutable. */
public sealed interface Verdict {

    /** Returns the verdict of a policy that has nothing to say. */
    static Verdict abstain() {
        return Abstain.INSTANCE;
    }

    /** Returns a veto against parking for these causes that holds until something happens. */
    static Verdict veto(Reason reason, Set<Cause> causes) {
        return new Veto(reason, causes, null);
    }

    /** Returns a veto against parking for these causes that lifts by itself at a point of observed time. */
    static Verdict vetoUntil(Reason reason, Set<Cause> causes, long untilNanos) {
        return new Veto(reason, causes, untilNanos);
    }

    /** Returns the wish that parking for these causes wait, for as long as this is the answer. */
    static Verdict defer(Reason reason, Set<Cause> causes) {
        return new Defer(reason, causes);
    }

    /** Returns a proposal to park the machine, not before a point of observed time. */
    static Verdict proposePark(Cause cause, Reason reason, long notBeforeNanos) {
        return new Propose(cause, reason, notBeforeNanos);
    }

    /** Nothing to say. */
    enum Abstain implements Verdict {
        /** The one instance. */
        INSTANCE
    }

    /**
     * The machine must not be parked for any of these causes now.
     *
     * @param reason why
     * @param causes against which causes
     * @param untilNanos observed time at which it lifts by itself, so that the machine is looked at then; absent where only an
     *     event lifts it
     */
    record Veto(Reason reason, Set<Cause> causes, @Nullable Long untilNanos) implements Verdict {

        /** Copies the causes. */
        public Veto {
            Objects.requireNonNull(reason, "reason");
            causes = Set.copyOf(causes);
        }
    }

    /**
     * Not now. Nothing speaks against parking the machine as such: it is warned as ever, and what is due waits with its countdown
     * at zero until nobody defers it any more. An operation that nobody was asked to carry out yet waits too. A veto is stronger.
     *
     * @param reason why
     * @param causes for which causes
     */
    record Defer(Reason reason, Set<Cause> causes) implements Verdict {

        /** Copies the causes. */
        public Defer {
            Objects.requireNonNull(reason, "reason");
            causes = Set.copyOf(causes);
        }
    }

    /**
     * The machine should be parked: stopped with its disk kept. Whether and when that happens is the engine's matter: the
     * warning of the cause must have been delivered, and nobody must object.
     *
     * @param cause on what grounds
     * @param reason why, with the numbers
     * @param notBeforeNanos observed time before which it must not happen; people are warned ahead of it
     */
    record Propose(Cause cause, Reason reason, long notBeforeNanos) implements Verdict {

        /** Checks that nothing is missing. */
        public Propose {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
