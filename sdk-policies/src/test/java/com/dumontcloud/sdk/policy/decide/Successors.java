package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.decide.History.Successor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A market on which a made-up machine is replaced: what is rented there comes up, or does not, as its world says. */
final class Successors {

    static final Duration SHOWS_WITHIN = Duration.ofSeconds(120);

    private static final long GOES_WITHIN = 30;

    private final @Nullable Successor kind;
    private final List<Rented> rented = new ArrayList<>();
    private int asked;

    Successors(@Nullable Successor kind) {
        this.kind = kind;
    }

    List<Rented> rented() {
        return rented;
    }

    Event rent(Effect.Rent rent, long second) {
        Outcome outcome = kind == null
                ? Outcome.REFUSED
                : kind.receipts().get(asked++ % kind.receipts().size());
        boolean exists = outcome == Outcome.UNKNOWN ? kind != null && kind.lostOnesExist() : outcome != Outcome.REFUSED;
        boolean byPerson = rent.operation().cause() == Cause.PERSON;
        Rented machine =
                new Rented(rent.token(), MachineId.of("new-" + rented.size()), second, byPerson, kind, outcome);
        if (exists) {
            rented.add(machine);
        }
        boolean isNamed = outcome == Outcome.ACCEPTED || outcome == Outcome.QUEUED;
        RentalReceipt receipt = new RentalReceipt(
                outcome,
                isNamed ? machine.id : null,
                outcome == Outcome.REFUSED ? DumontException.Kind.UNAVAILABLE : null,
                "so it is");
        return new Event.ReplacementRented(rent.operation().id(), receipt);
    }

    Event look(Effect.ReadReplacement look, long second) {
        String operation = look.operation().id();
        for (Rented one : rented) {
            if (one.token.equals(look.token())) {
                one.known |= one.isUsed(second);
                return new Event.ReplacementSeen(
                        operation,
                        one.id,
                        one.state(second),
                        one.isUsed(second),
                        one.isHeard(second),
                        one.leavesAt <= second && second < one.goneAt());
            }
        }
        return new Event.ReplacementMissed(operation, SHOWS_WITHIN);
    }

    /** Its own machine watches over it too: what ran by then stays. */
    void discard(MachineId id, long second) {
        for (Rented one : rented) {
            if (one.id.equals(id)) {
                one.discardedThoughKnownToHaveRun |= one.known;
                one.leavesAt = one.isUsed(second) ? one.leavesAt : Math.min(one.leavesAt, second);
            }
        }
    }

    /** One machine of the market. */
    static final class Rented {

        final String token;
        final MachineId id;
        final long since;
        final boolean byPerson;
        private final long upAt;
        private final long heardAt;
        private final boolean isQueued;
        private long leavesAt = Long.MAX_VALUE - GOES_WITHIN;
        private boolean known;
        boolean discardedThoughKnownToHaveRun;

        Rented(String token, MachineId id, long since, boolean byPerson, @Nullable Successor kind, Outcome outcome) {
            this.token = token;
            this.id = id;
            this.since = since;
            this.byPerson = byPerson;
            this.isQueued = outcome == Outcome.QUEUED;
            boolean comesUp = kind != null && kind.upAfter() >= 0;
            this.upAt = comesUp ? since + kind.upAfter() : Long.MAX_VALUE;
            this.heardAt = comesUp && kind.heardAfter() >= 0 ? upAt + kind.heardAfter() : Long.MAX_VALUE;
        }

        long goneAt() {
            return leavesAt + GOES_WITHIN;
        }

        boolean isUsed(long second) {
            return upAt <= second && upAt < leavesAt;
        }

        boolean isHeard(long second) {
            return heardAt <= second && heardAt < leavesAt;
        }

        MachineState state(long second) {
            if (goneAt() <= second) {
                return MachineState.DELETED;
            } else if (isUsed(second)) {
                return MachineState.RUNNING;
            }
            return isQueued ? MachineState.STOPPED : MachineState.STARTING;
        }
    }
}
