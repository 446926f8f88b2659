package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to one machine: the only thing that ever changes what the engine thinks of it. Immutable. */
public sealed interface Event {

    /**
     * The machine was registered by hand.
     *
     * @param profile what is known of it
     */
    record Registered(MachineProfile profile) implements Event {}

    /** Somebody claimed a machine that a provider merely listed. */
    record Claimed() implements Event {}

    /**
     * A heartbeat was accepted.
     *
     * @param evidence what it says
     */
    record HeartbeatAccepted(Evidence evidence) implements Event {}

    /** Something with a valid token and id arrived that could not be counted as a heartbeat: a sign of life, no more. */
    record Contact() implements Event {}

    /**
     * The provider was read, by a list or for this machine alone.
     *
     * @param machine what it shows
     */
    record ProviderRead(Machine machine) implements Event {}

    /** The provider says that the machine is gone. */
    record ProviderLost() implements Event {}

    /**
     * The provider gave its own view; {@link Witness#UNKNOWN} where it could not, so that the question does not stay open.
     *
     * @param witness what it says
     */
    record WitnessHeard(Witness witness) implements Event {}

    /**
     * People asked that the machine be left alone.
     *
     * @param until until when; at most {@link KeepAlive#LONGEST} from now is granted
     * @param scope against what
     */
    record KeptAlive(Instant until, KeepAlive.Scope scope) implements Event {}

    /** People took their keep-alive back. */
    record KeepAliveRevoked() implements Event {}

    /**
     * A notifier took a notice to people.
     *
     * @param noticeId which
     */
    record NoticeAccepted(String noticeId) implements Event {}

    /**
     * The owner wants it stopped, parked or woken. Needs no warning; overrides what the engine intended.
     *
     * @param kind what
     */
    record Commanded(Operation.Kind kind) implements Event {}

    /**
     * The runner took an operation up; what it read of the provider arrived just before. All guards are checked again.
     *
     * @param operationId which
     * @param problem why the provider could not be read; absent when it was, or when there is none
     */
    record OperationClaimed(String operationId, @Nullable String problem) implements Event {}

    /**
     * The provider answered to an operation.
     *
     * @param operationId which
     * @param receipt what it said
     */
    record ProviderAnswered(String operationId, ActionReceipt receipt) implements Event {}

    /** Time passed. */
    record Ticked() implements Event {}
}
