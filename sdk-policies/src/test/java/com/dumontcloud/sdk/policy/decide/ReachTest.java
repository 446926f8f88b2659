package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the made-up histories get everywhere, and that the oracle notices when a guard is gone: a property nobody can break proves nothing. */
class ReachTest {

    private static final int HISTORIES = 4000;

    @Test
    void everyTransitionOfTheScopeIsReachedOften() {
        Map<String, Integer> reached = new TreeMap<>();
        for (long seed = 1; seed <= HISTORIES; seed++) {
            Liveness liveness = Liveness.NEVER_SEEN;
            Activity activity = Activity.INDETERMINATE;
            Operation.Phase phase = null;
            for (Trace.Entry entry : Playback.of(Histories.of(seed)).entries()) {
                if (entry.liveness() != liveness) {
                    liveness = entry.liveness();
                    reached.merge("liveness " + liveness, 1, Integer::sum);
                }
                if (entry.activity() != activity) {
                    activity = entry.activity();
                    reached.merge("activity " + activity, 1, Integer::sum);
                }
                if (entry.phase() != null && entry.phase() != phase) {
                    reached.merge("phase " + entry.phase(), 1, Integer::sum);
                }
                phase = entry.phase();
                count(entry, reached);
            }
        }

        System.out.println("reached in " + HISTORIES + " histories: " + reached);
        Stream.of(
                        "liveness HEALTHY",
                        "liveness LATE",
                        "liveness SUSPECT",
                        "liveness ORPHANED",
                        "activity ACTIVE",
                        "activity IDLE",
                        "activity WARNED",
                        "activity DUE",
                        "activity INDETERMINATE",
                        "phase INTENDED",
                        "phase QUIESCING",
                        "phase EXECUTING",
                        "phase CONFIRMING",
                        "phase NEEDS_HUMAN",
                        "intent IDLE",
                        "intent ORPHAN",
                        "intent FINISHED",
                        "intent PERSON",
                        "old heartbeat",
                        "ended CONFIRMED",
                        "ended REFUSED",
                        "ended KEPT_ALIVE",
                        "ended NO_LONGER_DUE",
                        "ended SUPERSEDED",
                        "ended IN_USE_AGAIN",
                        "ended AGENT_SILENT",
                        "ended REBOOTED")
                .forEach(what ->
                        assertThat(reached.getOrDefault(what, 0)).as(what).isGreaterThanOrEqualTo(10));
    }

    private static void count(Trace.Entry entry, Map<String, Integer> reached) {
        if (!entry.counted() && entry.event() instanceof Event.HeartbeatAccepted) {
            reached.merge("old heartbeat", 1, Integer::sum);
        }
        for (Effect effect : entry.effects()) {
            if (effect instanceof Effect.Claim claim) {
                reached.merge("intent " + claim.operation().cause(), 1, Integer::sum);
            } else if (effect instanceof Effect.OperationEnded ended) {
                reached.merge("ended " + ended.reason().code(), 1, Integer::sum);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_RUNNING", "KEPT_ALIVE", "CONTRADICTED"})
    void theOracleNoticesThatAGuardIsGone(BuiltInGuard guard) {
        boolean noticed = false;
        for (long seed = 1; seed <= HISTORIES && !noticed; seed++) {
            History history = Histories.of(seed);
            LifecyclePolicyEngine engine = LifecyclePolicyEngine.builder(
                            history.world().preset().settings())
                    .without(guard)
                    .build();
            noticed = !Oracle.judge(history, Playback.of(engine, history)).isEmpty();
        }

        assertThat(noticed).isTrue();
    }
}
