package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Plays a history to an engine, with a world around it that answers by its rules, and writes down what comes out. */
final class Playback {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final LifecyclePolicyEngine engine;
    private final History history;
    private final boolean everySecond;
    private final long origin;
    private final Trace trace = new Trace();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparingLong(Later::second).thenComparingLong(Later::order));

    private MachineCondition machine;
    private MachineState shown = MachineState.UNKNOWN;
    private Witness witness = Witness.UNKNOWN;
    private Duration wallJump = Duration.ZERO;
    private long order;

    private Playback(LifecyclePolicyEngine engine, History history, boolean everySecond, long origin) {
        this.engine = engine;
        this.history = history;
        this.everySecond = everySecond;
        this.origin = origin;
        GpuSpec gpu = GpuSpec.of("RTX 4090", 1);
        MachineProfile profile =
                new MachineProfile(Beat.MACHINE, "m-1", history.world().managed() ? "cloud" : null, gpu, null, null);
        this.machine = engine.begin(profile, true, moment(0));
    }

    /** Ticks only when the engine said that something is due. */
    static Trace of(History history) {
        return of(LifecyclePolicyEngine.of(history.world().preset().settings()), history);
    }

    static Trace of(LifecyclePolicyEngine engine, History history) {
        return new Playback(engine, history, false, 5_000_000_000_000L).play();
    }

    static Trace tickedEverySecond(History history) {
        LifecyclePolicyEngine engine =
                LifecyclePolicyEngine.of(history.world().preset().settings());
        return new Playback(engine, history, true, 5_000_000_000_000L).play();
    }

    static Trace shifted(History history, long origin) {
        LifecyclePolicyEngine engine =
                LifecyclePolicyEngine.of(history.world().preset().settings());
        return new Playback(engine, history, false, origin).play();
    }

    private Trace play() {
        List<Step> steps = new ArrayList<>(history.steps());
        int next = 0;
        long end = history.world().length();
        for (long second = 0; second <= end; ) {
            if (everySecond || second == 0 || machine.nextDueNanos() <= nanos(second)) {
                tell(second, new Event.Ticked());
            }
            while (!later.isEmpty() && later.peek().second() <= second) {
                later.poll().action().run();
            }
            while (next < steps.size() && steps.get(next).second() <= second) {
                happens(steps.get(next++));
                while (!later.isEmpty() && later.peek().second() <= second) {
                    later.poll().action().run();
                }
            }
            second = everySecond
                    ? second + 1
                    : following(second, next < steps.size() ? steps.get(next).second() : end);
        }
        return trace;
    }

    private long following(long second, long nextStep) {
        long soonest = Math.max(second + 1, nextStep);
        if (!later.isEmpty()) {
            soonest = Math.min(soonest, Math.max(second + 1, later.peek().second()));
        }
        if (machine.nextDueNanos() != Long.MAX_VALUE) {
            long due = -Math.floorDiv(origin - machine.nextDueNanos(), 1_000_000_000L);
            soonest = Math.min(soonest, Math.max(second + 1, due));
        }
        return soonest;
    }

    private void happens(Step step) {
        long at = step.second();
        if (step instanceof Step.Heard heard) {
            tell(at, heard.beat().event(moment(at).wall()));
        } else if (step instanceof Step.Touched) {
            tell(at, new Event.Contact());
        } else if (step instanceof Step.Shown newly) {
            shown = newly.state();
            tell(at, read());
        } else if (step instanceof Step.Viewed viewed) {
            witness = viewed.witness();
        } else if (step instanceof Step.Kept kept) {
            tell(at, new Event.KeptAlive(moment(at).wall().plus(kept.length()), kept.scope()));
        } else if (step instanceof Step.Revoked) {
            tell(at, new Event.KeepAliveRevoked());
        } else if (step instanceof Step.Ordered ordered) {
            tell(at, new Event.Commanded(ordered.kind()));
        } else if (step instanceof Step.Jumped jumped) {
            wallJump = wallJump.plus(jumped.by());
        }
    }

    private void tell(long second, Event event) {
        Decision decision = engine.decide(
                machine, event, moment(second), new Surroundings(history.world().scope()));
        machine = decision.next();
        trace.add(new Trace.Entry(
                second,
                event,
                decision.counted(),
                decision.effects(),
                machine.liveness(),
                machine.activity(),
                machine.shownState(),
                machine.operation().map(Operation::phase).orElse(null),
                machine.hibernateIn(nanos(second)).map(left -> planned()).orElse(null),
                machine.pending().map(Reason::code).orElse(null)));
        for (Effect effect : decision.effects()) {
            answer(second, effect);
        }
    }

    private long planned() {
        return machine.plannedNanos == null ? -1 : (machine.plannedNanos - origin) / 1_000_000_000L;
    }

    private void answer(long second, Effect effect) {
        History.World world = history.world();
        if (effect instanceof Effect.Claim claim) {
            after(second + world.claimAfter(), at -> {
                if (world.managed()) {
                    tell(at, read());
                }
                tell(at, new Event.OperationClaimed(claim.operation().id(), null));
            });
        } else if (effect instanceof Effect.Execute execute) {
            if (world.obeys() && world.receipt() != ActionReceipt.Outcome.REFUSED) {
                shown = execute.operation().kind().target();
            }
            after(
                    second + world.answerAfter(),
                    at -> tell(
                            at,
                            new Event.ProviderAnswered(
                                    execute.operation().id(), new ActionReceipt(world.receipt(), "so it is"))));
        } else if (effect instanceof Effect.ReadProvider) {
            after(second + 1, at -> tell(at, read()));
        } else if (effect instanceof Effect.AskWitness) {
            after(second + 1, at -> tell(at, new Event.WitnessHeard(witness)));
        } else if (effect instanceof Effect.Notice notice && world.noticeAfter() >= 0) {
            after(second + world.noticeAfter(), at -> tell(at, new Event.NoticeAccepted(notice.noticeId())));
        }
    }

    private void after(long second, java.util.function.LongConsumer action) {
        later.add(new Later(second, order++, () -> action.accept(second)));
    }

    private Event read() {
        return new Event.ProviderRead(Machine.builder(Beat.MACHINE, "cloud", shown)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .build());
    }

    private Moment moment(long second) {
        return new Moment(
                nanos(second), nanos(second), START.plusSeconds(second).plus(wallJump));
    }

    private long nanos(long second) {
        return origin + second * 1_000_000_000L;
    }

    private record Later(long second, long order, Runnable action) {}
}
