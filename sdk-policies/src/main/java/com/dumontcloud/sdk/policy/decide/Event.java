package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.ProtectedHours;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    /** The machine is gone: its provider's whole lists lack it. */
    record ProviderLost() implements Event {}

    /** Asked for this machine alone, the provider says that there is none. */
    record ProviderMissed() implements Event {}

    /**
     * The provider gave its own view; {@link Witness#UNKNOWN} where it could not, so that the question does not stay open.
     *
     * @param witness what it says
     */
    record WitnessHeard(Witness witness) implements Event {}

    /**
     * The provider said what it takes to get the machine running again once it is stopped.
     *
     * @param risk what it said
     */
    record WakeRiskHeard(WakeRisk risk) implements Event {}

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
     * Somebody exempted the machine, in place of any exemption before.
     *
     * @param exemption for how long and why; at most {@link Exemption#LONGEST} from now is granted
     */
    record Exempted(Exemption exemption) implements Event {}

    /** People took the exemption back. */
    record ExemptionRevoked() implements Event {}

    /**
     * People said when the machine is to be left alone, in place of what they said before.
     *
     * @param hours the hours
     */
    record HoursProtected(ProtectedHours hours) implements Event {}

    /**
     * Somebody forbade, or allowed again, that the machine and its copies be deleted.
     *
     * @param reason why it is forbidden; absent where it is allowed again
     */
    record LegalHoldSet(@Nullable String reason) implements Event {}

    /** Other settings may be in force from now on. */
    record Reconfigured() implements Event {}

    /**
     * A notifier took a notice to people.
     *
     * @param noticeId which
     */
    record NoticeAccepted(String noticeId) implements Event {}

    /**
     * The owner wants it stopped, parked, woken or given back. Needs no warning; overrides what the engine intended.
     *
     * @param kind what
     * @param dataLoss whether they accept that data are lost by it
     */
    record Commanded(Operation.Kind kind, DataLoss dataLoss) implements Event {

        /** A command of somebody who does not want to lose anything. */
        public Commanded(Operation.Kind kind) {
            this(kind, DataLoss.REFUSED);
        }
    }

    /**
     * A person wants the agent on the machine to do something that changes nothing about its power.
     *
     * @param type the word for it, as in {@link com.dumontcloud.sdk.core.model.AgentCommand#type()}
     * @param args what that needs, by name
     */
    record ErrandAsked(String type, Map<String, String> args) implements Event {

        /** Copies the arguments. */
        public ErrandAsked {
            args = Map.copyOf(args);
        }
    }

    /**
     * A person looked at what an operation could not settle, and says how it ended.
     *
     * @param operationId which
     * @param done whether it happened; else it is given up
     * @param note their words, for people; possibly empty
     */
    record Resolved(String operationId, boolean done, String note) implements Event {}

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

    /**
     * The provider answered to the rental of a replacement.
     *
     * @param operationId which operation asked
     * @param receipt what it said
     */
    record ReplacementRented(String operationId, RentalReceipt receipt) implements Event {}

    /**
     * A replacement was looked at.
     *
     * @param operationId which operation asked for it
     * @param machine which machine it is
     * @param state what it is shown as
     * @param used whether it was ever shown as running or heard: then there may be data on it
     * @param heard whether something on it reports
     * @param leaving whether it is being given back
     */
    record ReplacementSeen(
            String operationId, MachineId machine, MachineState state, boolean used, boolean heard, boolean leaving)
            implements Event {}

    /**
     * A replacement was looked for, and a whole list of its provider lacks it.
     *
     * @param operationId which operation asked for it
     * @param showsWithin how long after it was rented a machine may be missing in lists
     */
    record ReplacementMissed(String operationId, Duration showsWithin) implements Event {}

    /** A person lets a machine that was replaced work again, beside the one that took its place. */
    record Readmitted() implements Event {}

    /**
     * The snapshot that an operation waits for was taken, by the word of its store alone.
     *
     * @param operationId which operation
     * @param asked to which of its questions this is the answer
     * @param snapshot what the store calls it
     */
    record SnapshotTaken(String operationId, int asked, SnapshotRef snapshot) implements Event {}

    /**
     * The newest snapshot of the machine was read back.
     *
     * @param operationId which operation waits for that
     * @param asked to which of its questions this is the answer
     * @param proof what was read
     */
    record SnapshotVerified(String operationId, int asked, SnapshotProof proof) implements Event {}

    /**
     * No snapshot was taken, or none could be read back.
     *
     * @param operationId which operation waits for that
     * @param asked to which of its questions this is the answer
     * @param problem why
     */
    record SnapshotFailed(String operationId, int asked, String problem) implements Event {}

    /**
     * The process that took or read back a snapshot has ended since: what came of it is not known, and nothing is trusted.
     *
     * @param operationId which operation waits for that
     */
    record SnapshotInterrupted(String operationId) implements Event {}

    /**
     * Time passed that the engine did not observe: it was down, or paused. Nobody knows what happened on the machine meanwhile,
     * unless its own clocks tell.
     *
     * @param length for how long, beside the time that was observed
     */
    record Unwatched(Duration length) implements Event {}

    /** Time passed. */
    record Ticked() implements Event {}
}
