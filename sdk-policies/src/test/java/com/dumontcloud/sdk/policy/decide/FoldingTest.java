package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(900)
class FoldingTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());

    @Test
    void foldsAHeartbeatThatSaysTheSameLater() {
        MachineCondition first = heard(fresh(), Beat.idle().numbered(1), 0);

        Decision second = decided(first, Beat.idle().numbered(2), 30);

        assertThat(second.isMerelyLater(first)).isTrue();
        assertThat(decided(second.next(), Beat.idle().numbered(3), 60).isMerelyLater(second.next()))
                .isTrue();
    }

    @Test
    void foldsABusyMachineThatGoesOnWorking() {
        MachineCondition first = heard(fresh(), Beat.working(), 0);

        assertThat(decided(first, Beat.gpuAt(70), 30).isMerelyLater(first)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void foldsNothingThatChanged(String what, Beat then) {
        MachineCondition first = heard(fresh(), Beat.idle().boot("a").processes(0), 0);

        assertThat(decided(first, then, 30).isMerelyLater(first)).as(what).isFalse();
    }

    static List<Object[]> changes() {
        List<Object[]> changes = new ArrayList<>();
        changes.add(new Object[] {"it is used", Beat.working()});
        changes.add(new Object[] {"nothing is known of its use", Beat.silentOnUse()});
        changes.add(new Object[] {"its memory moved", Beat.idle().boot("a").vram(500)});
        changes.add(new Object[] {"it was rebooted", Beat.idle().boot("b")});
        changes.add(new Object[] {"another reporter speaks", Beat.idle().from("other", "agent", null)});
        changes.add(new Object[] {"its reporter was restarted", Beat.idle().from("agent", "agent", "s2")});
        changes.add(new Object[] {"processes use it", Beat.idle().boot("a").processes(1)});
        changes.add(new Object[] {"somebody is on it", Beat.idle().boot("a").sessions(1)});
        changes.add(new Object[] {"its reporter leaves", Beat.idle().goodbye(Goodbye.STOPPED)});
        return changes;
    }

    @Test
    void foldsNoKeepAliveAndNoOperation() {
        MachineCondition first = heard(fresh(), Beat.idle(), 0);

        Decision kept = decided(first, new Event.KeptAlive(START.plusSeconds(900), KeepAlive.Scope.IDLE), 5);
        Decision ordered = decided(first, new Event.Commanded(Operation.Kind.STOP), 5);

        assertThat(kept.isMerelyLater(first)).isFalse();
        assertThat(ordered.isMerelyLater(first)).isFalse();
    }

    @Test
    void foldsNoFieldThatItDoesNotKnow() {
        List<String> names = Forms.fieldsOf(MachineCondition.class).stream()
                .map(java.lang.reflect.Field::getName)
                .toList();

        assertThat(names).containsAll(Folding.TIMES);
    }

    /**
     * Whenever the process ends and however much of what was not written yet is lost with it: the one that goes on does nothing to
     * the machine earlier than the one that ended would have done.
     */
    @Test
    void actsNoEarlierForACrash() {
        AtomicInteger lossy = new AtomicInteger();
        ForAll.histories(ForAll.COUNT, Histories::ofItsOwn, history -> {
            Random random = new Random(history.steps().size());
            long crash = moment(history, random);
            Trace before = Playback.of(history);
            Crash memory = new Crash(crash, random);
            Trace after = Playback.remembered(history, memory);
            if (memory.lost > 0) {
                lossy.incrementAndGet();
            }
            Long planned = firstActionFrom(before, crash);
            Long done = firstActionFrom(after, crash);
            boolean noEarlier = done == null || (planned != null && done >= planned);
            return ForAll.unless(noEarlier, "CRASH: acts at " + done + " s instead of " + planned);
        });
        assertThat(lossy.get()).as("crashes that lost something").isGreaterThan(ForAll.COUNT / 5);
    }

    /** Nothing that was asked of a provider is asked again for a crash, nor anything that was not written before. */
    @Test
    void asksForNothingTwiceForACrash() {
        ForAll.histories(ForAll.COUNT, Histories::of, history -> {
            Random random = new Random(history.steps().size());
            Trace after = Playback.remembered(
                    history,
                    new Crash((long) (random.nextDouble() * history.world().length()), random));
            List<String> asked = new ArrayList<>();
            for (Trace.Entry entry : after.entries()) {
                for (Effect effect : entry.effects()) {
                    if (effect instanceof Effect.Execute execute) {
                        asked.add(execute.operation().id() + " "
                                + execute.operation().attempts());
                    }
                }
            }
            return ForAll.unless(asked.stream().distinct().count() == asked.size(), "I9: asked twice: " + asked);
        });
    }

    /** Just after a heartbeat, mostly one that nothing follows for a while: that is when losing it matters most. */
    private static long moment(History history, Random random) {
        List<Long> last = new ArrayList<>();
        for (int i = 0; i < history.steps().size(); i++) {
            long second = history.steps().get(i).second();
            long next =
                    i + 1 < history.steps().size() ? history.steps().get(i + 1).second() : Long.MAX_VALUE;
            if (history.steps().get(i) instanceof Step.Heard && (next - second > 180 || random.nextInt(30) == 0)) {
                last.add(second);
            }
        }
        return last.isEmpty() ? 0 : last.get(random.nextInt(last.size()));
    }

    private static Long firstActionFrom(Trace trace, long second) {
        for (Trace.Entry entry : trace.entries()) {
            if (entry.second() >= second
                    && entry.effects().stream().anyMatch(effect -> effect instanceof Effect.Claim)) {
                return entry.second();
            }
        }
        return null;
    }

    /** Forgets, at one second, some of what was not written yet, and goes on as another process does. */
    private static final class Crash implements Playback.Memory {

        private final long crash;
        private final Random random;
        private final List<MachineCondition> folded = new ArrayList<>();
        private MachineCondition durable;
        private boolean crashed;
        private int lost;

        Crash(long crash, Random random) {
            this.crash = crash;
            this.random = random;
        }

        @Override
        public MachineCondition after(
                MachineCondition before, Event event, Moment now, Surroundings around, Decision decision) {
            if (durable == null) {
                durable = before;
            }
            if (decision.counted() && decision.isMerelyLater(before)) {
                folded.add(decision.next());
            } else if (decision.counted()) {
                durable = decision.next();
                folded.clear();
            }
            boolean isNow = now.observedNanos() / SECOND - 5000 >= crash && event instanceof Event.HeartbeatAccepted;
            if (crashed || !isNow) {
                return decision.next();
            }
            crashed = true;
            int kept = random.nextBoolean() ? 0 : random.nextInt(folded.size() + 1);
            lost = folded.size() - kept;
            MachineCondition left = kept == 0 ? durable : folded.get(kept - 1);
            MachineCondition read = ConditionCodec.decodeCondition(ConditionCodec.encode(left));
            return read.takenUp(now.observedNanos());
        }
    }

    private MachineCondition fresh() {
        MachineProfile profile = MachineProfile.unmanaged(MachineId.of("m-1"), null, null);
        return engine.begin(profile, true, at(0));
    }

    private MachineCondition heard(MachineCondition before, Beat beat, long second) {
        return decided(before, beat, second).next();
    }

    private Decision decided(MachineCondition before, Beat beat, long second) {
        return decided(before, beat.event(at(second).wall()), second);
    }

    private Decision decided(MachineCondition before, Event event, long second) {
        return engine.decide(before, event, at(second), new Surroundings(1));
    }

    private static Moment at(long second) {
        return new Moment(second * SECOND, second * SECOND, START.plusSeconds(second));
    }
}
