package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Reason;
import org.jspecify.annotations.Nullable;

/** Something that a decision wants done. Whoever carries it out reports back with an {@link Event}. Immutable. */
public sealed interface Effect {

    /**
     * People should know.
     *
     * @param severity how urgently
     * @param reason what happened
     */
    record Alert(Severity severity, Reason reason) implements Effect {}

    /**
     * People must be told before something may be done: answered by {@link Event.NoticeAccepted}.
     *
     * @param noticeId names it in the answer
     * @param reason what they are told
     */
    record Notice(String noticeId, Reason reason) implements Effect {}

    /** What it takes to wake the machine may matter soon: answered by {@link Event.WakeRiskHeard}, or not at all. */
    record AskWakeRisk() implements Effect {}

    /** The provider's own view is needed: answered by {@link Event.WitnessHeard}. */
    record AskWitness() implements Effect {}

    /**
     * The operation is to be taken up: the provider read afresh, answered by {@link Event.ProviderRead} where it shows
     * something and then {@link Event.OperationClaimed}.
     *
     * @param operation the open operation
     */
    record Claim(Operation operation) implements Effect {}

    /**
     * The provider is to be asked for the change: answered by {@link Event.ProviderAnswered}.
     *
     * @param operation the open operation
     */
    record Execute(Operation operation) implements Effect {}

    /**
     * A new snapshot is to be taken: answered by {@link Event.SnapshotTaken} or {@link Event.SnapshotFailed}.
     *
     * @param operation the open operation
     */
    record TakeSnapshot(Operation operation) implements Effect {}

    /**
     * The newest snapshot is to be found and read back: answered by {@link Event.SnapshotVerified} or
     * {@link Event.SnapshotFailed}.
     *
     * @param operation the open operation
     */
    record VerifySnapshot(Operation operation) implements Effect {}

    /**
     * Another machine is to be rented in the place of this one, which is kept down at its provider first: answered by {@link
     * Event.ReplacementRented}.
     *
     * @param operation the open operation
     * @param token names the rental
     */
    record Rent(Operation operation, String token) implements Effect {}

    /** The machine is on though another one takes its place: it is to be stopped, its disk kept. */
    record KeepDown() implements Effect {}

    /**
     * What became of the replacement is to be read: answered by {@link Event.ReplacementSeen} or {@link Event.ReplacementMissed}, or
     * not at all.
     *
     * @param operation the open operation
     * @param token names the rental
     * @param machine which machine it is; absent while only its token is known
     */
    record ReadReplacement(
            Operation operation, String token, @Nullable MachineId machine) implements Effect {}

    /**
     * A replacement that never ran is to be given back; what comes of it is read.
     *
     * @param operation the open operation
     * @param machine which machine
     */
    record DiscardReplacement(Operation operation, MachineId machine) implements Effect {}

    /** The provider is to be read: answered by {@link Event.ProviderRead} or {@link Event.ProviderMissed}, or not at all. */
    record ReadProvider() implements Effect {}

    /**
     * An operation is over.
     *
     * @param operation as it last stood
     * @param outcome how it ended
     * @param reason why it ended so
     */
    record OperationEnded(Operation operation, Operation.Outcome outcome, Reason reason) implements Effect {}

    /**
     * What a person wanted of the machine's agent is over.
     *
     * @param errand as it last stood
     * @param outcome whether it was done
     * @param reason why it ended so
     */
    record ErrandEnded(Errand errand, Operation.Outcome outcome, Reason reason) implements Effect {}

    /** How urgently people should know. */
    enum Severity {
        /** Worth a look in time. */
        WARNING,
        /** Worth being woken for: it costs money or data. */
        CRITICAL
    }
}
