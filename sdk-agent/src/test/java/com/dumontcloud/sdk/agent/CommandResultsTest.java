package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandResultsTest {

    private final CommandResults results = new CommandResults();

    @Test
    void remembersTheNewestThousandOfThoseThatEnded() {
        for (int i = 0; i < 1001; i++) {
            arriveAndEnd("c" + i);
        }

        assertThat(results.isNew("c1")).isFalse();
        assertThat(results.isNew("c0")).isTrue();
    }

    @Test
    void neverForgetsOneThatIsStillBeingCarriedOut() {
        results.isNew("slow");
        for (int i = 0; i < 2000; i++) {
            arriveAndEnd("c" + i);
        }

        assertThat(results.isNew("slow")).isFalse();
    }

    @Test
    void whatTheOtherSideCannotTakeIsForgottenInItsTurnAndNeverToldAgain() {
        for (int i = 0; i < 2000; i++) {
            arriveAndEnd("c" + i);
            results.giveUp(results.next());
        }

        assertThat(results).hasToString("1000 commands remembered, 0 results to tell");
        assertThat(results.isNew("c1999")).isFalse();
        assertThat(results.next()).isEmpty();
    }

    @Test
    void tellsSixteenAtATimeOldestFirst() {
        for (int i = 0; i < 17; i++) {
            arriveAndEnd("c" + i);
        }

        assertThat(results.next()).hasSize(16).first().isEqualTo(done("c0"));
        results.told(results.next());
        assertThat(results.next()).containsExactly(done("c16"));
    }

    @Test
    void takesInNoMoreWhile256AreUntold() {
        for (int i = 0; i < 255; i++) {
            arriveAndEnd("c" + i);
        }
        assertThat(results.isFull()).isFalse();

        arriveAndEnd("c255");
        assertThat(results.isFull()).isTrue();
    }

    @Test
    void keepsWhatHasMovedOnSinceItWasTold() {
        results.isNew("c1");
        results.tell(CommandResult.of("c1", Outcome.UNKNOWN, "hangs"));
        List<CommandResult> sent = results.next();
        results.tell(done("c1"));
        results.told(sent);

        assertThat(results.next()).containsExactly(done("c1"));
    }

    private void arriveAndEnd(String id) {
        assertThat(results.isNew(id)).isTrue();
        results.tell(done(id));
    }

    private static CommandResult done(String id) {
        return CommandResult.of(id, Outcome.DONE, null);
    }
}
