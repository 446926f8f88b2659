package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Reason;

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

    /** The provider is to be read: answered by {@link Event.ProviderRead} or {@link Event.ProviderLost}, or not at all. */
    record ReadProvider() implements Effect {}

    /**
     * An operation is over.
     *
     * @param operation as it last stood
     * @param outcome how it ended
     * @param reason why it ended so
     */
    record OperationEnded(Operation operation, Operation.Outcome outcome, Reason reason) implements Effect {}

    /** How urgently people should know. */
    enum Severity {
        /** Worth a look in time. */
        WARNING,
        /** Worth being woken for: it costs money or data. */
        CRITICAL
    }
}
