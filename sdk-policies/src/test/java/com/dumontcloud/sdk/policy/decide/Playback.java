package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays a history to an engine, with a world around it that answers by its rules, and writes down what comes out. */
final class Playback {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private LifecyclePolicyEngine engine;
    private final History history;
    private final Manner manner;
    private final Random random;
    private final Trace trace = new Trace();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparingLong(Later::second).thenComparingLong(Later::order));

    private final Answers answers;
    private MachineCondition machine;
    private MachineState shown = MachineState.UNKNOWN;
    private Witness witness = Witness.UNKNOWN;
    private Duration wallJump = Duration.ZERO;
    private final Copies copies;
    private final Successors successors;
    private @Nullable Label lease;
    private @Nullable Reason overspent;
    private long order;
    private Memory memory = (before, event, now, around, decision) -> decision.next();

    private Playback(LifecyclePolicyEngine engine, History history, Manner manner) {
        this.engine = engine;
        this.history = history;
        this.manner = manner;
        this.random = history.chance(-2);
        this.answers = new Answers(history.world());
        this.copies = new Copies();
        this.successors = new Successors(history.world().place().successor());
        GpuSpec gpu = GpuSpec.of("RTX 4090", 1);
        String provider = history.world().managed() ? "cloud" : null;
        MachineProfile profile =
                new MachineProfile(Beat.MACHINE, "m-1", provider, null, gpu, HourlyRate.ofUsd("0.40"), null, Map.of());
        this.machine = engine.begin(profile, history.world().claimed(), moment(0));
    }

    /** Ticks only when the engine said that something is due. */
    static Trace of(History history) {
        return of(history, Manner.PLAIN);
    }

    static Trace of(LifecyclePolicyEngine engine, History history) {
        return new Playback(engine, history, Manner.PLAIN).play();
    }

    static Trace of(History history, Manner manner) {
        return new Playback(engineOf(history), history, manner).play();
    }

    static Trace tickedEverySecond(History history) {
        return of(history, Manner.PLAIN.ticking(1));
    }

    static Trace shifted(History history, long origin) {
        return of(history, Manner.PLAIN.from(origin));
    }

    /** Every condition is written down and read again between two decisions, and so is every event. */
    static Trace keptBetweenDecisions(History history) {
        return remembered(history, (before, event, now, around, decision) -> {
            ConditionCodec.decodeEvent(ConditionCodec.encode(event));
            ConditionCodec.decodeEffects(ConditionCodec.encode(decision.effects()));
            return ConditionCodec.decodeCondition(ConditionCodec.encode(decision.next()));
        });
    }

    static Trace remembered(History history, Memory memory) {
        Playback playback = new Playback(engineOf(history), history, Manner.PLAIN);
        playback.memory = memory;
        return playback.play();
    }

    private static LifecyclePolicyEngine engineOf(History history) {
        return LifecyclePolicyEngine.of(history.world().settings());
    }

    private Trace play() {
        List<Step> steps = history.steps();
        int next = 0;
        long end = history.world().length();
        for (long second = 0; second <= end && !trace.isEndless(); ) {
            if (history.world().ticksFirst()) {
                tick(second);
            }
            settle(second);
            while (next < steps.size() && steps.get(next).second() <= second) {
                happens(steps.get(next++));
                settle(second);
            }
            if (!history.world().ticksFirst()) {
                tick(second);
                settle(second);
            }
            second = following(second, next < steps.size() ? steps.get(next).second() : end);
        }
        trace.rented(successors.rented());
        return trace;
    }

    private void tick(long second) {
        boolean due = second == 0 || machine.nextDueNanos() <= nanos(second);
        if (due || (manner.ticks() > 0 && random.nextDouble() < manner.ticks())) {
            tell(second, new Event.Ticked());
        }
    }

    /** What was asked for is answered. */
    private void settle(long second) {
        while (!later.isEmpty() && later.peek().second() <= second && !trace.isEndless()) {
            later.poll().action().run();
        }
    }

    private long following(long second, long nextStep) {
        if (manner.ticks() == 1) {
            return second + 1;
        }
        long soonest = nextStep;
        if (!later.isEmpty()) {
            soonest = Math.min(soonest, later.peek().second());
        }
        if (machine.nextDueNanos() != Long.MAX_VALUE) {
            long due = -Math.floorDiv(manner.origin() - machine.nextDueNanos(), 1_000_000_000L);
            soonest = Math.min(soonest, due);
        }
        if (manner.ticks() > 0) {
            soonest = Math.min(soonest, second + 1 + random.nextInt(600));
        }
        return Math.max(second + 1, soonest);
    }

    private void happens(Step step) {
        long at = step.second();
        if (step instanceof Step.Heard heard) {
            tell(at, step, answers.on(heard, manner.wording()).event(moment(at).wall()));
        } else if (step instanceof Step.Touched) {
            tell(at, step, new Event.Contact());
        } else if (step instanceof Step.Shown newly) {
            shown = newly.state();
            tell(at, step, read());
        } else if (step instanceof Step.Viewed viewed) {
            witness = viewed.witness();
        } else if (step instanceof Step.Kept kept) {
            tell(at, step, new Event.KeptAlive(moment(at).wall().plus(kept.length()), kept.scope()));
        } else if (step instanceof Step.Revoked) {
            tell(at, step, new Event.KeepAliveRevoked());
        } else if (step instanceof Step.Exempt exempt) {
            Instant until = moment(at).wall().plus(exempt.length());
            tell(at, step, new Event.Exempted(new Exemption("made up", until)));
        } else if (step instanceof Step.Unexempt) {
            tell(at, step, new Event.ExemptionRevoked());
        } else if (step instanceof Step.Protected protect) {
            tell(at, step, new Event.HoursProtected(protect.hours()));
        } else if (step instanceof Step.Configured configured) {
            LifecycleSettings other = configured.settings(history.world().settings());
            engine = engine.with(PolicyAssignment.fleet(other).build());
            tell(at, step, new Event.Reconfigured());
        } else if (step instanceof Step.Claimed) {
            tell(at, step, new Event.Claimed());
        } else if (step instanceof Step.Ordered ordered) {
            tell(at, step, new Event.Commanded(ordered.kind(), ordered.dataLoss()));
        } else if (step instanceof Step.Leased leased) {
            Instant until = START.plusSeconds(leased.until());
            Duration renewedEvery = Duration.ofSeconds(leased.renewedEvery());
            lease = new OwnerLease("train-7", until, renewedEvery, leased.scratch()).label();
            tell(at, step, read());
        } else if (step instanceof Step.Held held) {
            tell(at, step, new Event.LegalHoldSet(held.forbidden() ? "a lawsuit" : null));
        } else if (step instanceof Step.Capped capped) {
            overspent = capped.reached() ? Reason.of(Reason.Code.SPEND_CAP, "the fleet", "10", "ever") : null;
            tell(at, step, new Event.Ticked());
        } else if (step instanceof Step.Copied) {
            copies.made(moment(at).wall());
        } else if (step instanceof Step.Copies newly) {
            copies.become(newly.become());
        } else if (step instanceof Step.Jumped jumped) {
            wallJump = wallJump.plus(jumped.by());
        }
    }

    private void tell(long second, Event event) {
        tell(second, null, event);
    }

    private void tell(long second, @Nullable Step step, Event event) {
        Surroundings around = around();
        Decision decision = engine.decide(machine, event, moment(second), around);
        machine = memory.after(machine, event, moment(second), around, decision);
        AgentCommand reply = event instanceof Event.HeartbeatAccepted heartbeat
                ? machine.commandFor(heartbeat.evidence().reporter().id(), nanos(second))
                        .orElse(null)
                : null;
        if (decision.counted() && event instanceof Event.HeartbeatAccepted heartbeat) {
            answers.counted(heartbeat.evidence(), reply, second);
        }
        trace.add(new Trace.Entry(
                second,
                step,
                event,
                decision.counted(),
                decision.effects(),
                machine.liveness(),
                machine.activity(),
                machine.shownState(),
                machine.operation().map(Operation::phase).orElse(null),
                machine.hibernateIn(nanos(second)).map(left -> planned()).orElse(null),
                machine.pending().map(Reason::code).orElse(null),
                reply));
        for (Effect effect : decision.effects()) {
            answer(second, effect);
        }
    }

    private Surroundings around() {
        return new Surroundings(
                history.world().scope(),
                Map.of(),
                Set.of(),
                history.world().place().means(),
                0,
                0,
                overspent);
    }

    private long planned() {
        return machine.plannedNanos == null ? -1 : (machine.plannedNanos - manner.origin()) / 1_000_000_000L;
    }

    private void answer(long second, Effect effect) {
        History.World world = history.world();
        if (effect instanceof Effect.Claim claim) {
            after(second + world.claimAfter(), at -> {
                String problem = world.managed() && isUnreadable(at) ? "SERVER: out of order" : null;
                if (world.managed() && problem == null) {
                    tell(at, read());
                }
                tell(at, new Event.OperationClaimed(claim.operation().id(), problem));
            });
        } else if (effect instanceof Effect.Execute execute) {
            if (world.obeys() && world.receipt() != ActionReceipt.Outcome.REFUSED) {
                shown = execute.operation().target();
            }
            after(
                    second + world.answerAfter(),
                    at -> tell(
                            at,
                            new Event.ProviderAnswered(
                                    execute.operation().id(), new ActionReceipt(world.receipt(), "so it is"))));
        } else if (effect instanceof Effect.TakeSnapshot take) {
            after(
                    second + 20,
                    at -> copies.take(take.operation(), moment(at).wall()).ifPresent(event -> tell(at, event)));
        } else if (effect instanceof Effect.VerifySnapshot verify) {
            after(
                    second + 15,
                    at -> copies.readBack(verify.operation(), moment(at).wall()).ifPresent(event -> tell(at, event)));
        } else if (effect instanceof Effect.Rent rent) {
            Event answer = successors.rent(rent, second);
            after(second + world.answerAfter(), at -> tell(at, answer));
        } else if (effect instanceof Effect.ReadReplacement look) {
            after(second + 1, at -> tell(at, successors.look(look, at)));
        } else if (effect instanceof Effect.DiscardReplacement discard) {
            successors.discard(discard.machine(), second);
        } else if (effect instanceof Effect.KeepDown) {
            shown = world.obeys() ? MachineState.STOPPED : shown;
        } else if (effect instanceof Effect.ReadProvider) {
            after(second + 1, at -> {
                if (!isUnreadable(at)) {
                    tell(at, read());
                }
            });
        } else if (effect instanceof Effect.AskWitness) {
            after(second + 1, at -> tell(at, new Event.WitnessHeard(witness)));
        } else if (effect instanceof Effect.Notice notice && world.noticeAfter() >= 0) {
            after(second + world.noticeAfter(), at -> tell(at, new Event.NoticeAccepted(notice.noticeId())));
        }
    }

    private void after(long second, java.util.function.LongConsumer action) {
        later.add(new Later(second, order++, () -> action.accept(second)));
    }

    private boolean isUnreadable(long second) {
        return history.steps().stream()
                .anyMatch(step -> step instanceof Step.Unreadable unreadable
                        && second >= unreadable.second()
                        && second < unreadable.second() + unreadable.length());
    }

    private Event read() {
        return new Event.ProviderRead(Machine.builder(Beat.MACHINE, "cloud", shown)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .labels(lease == null ? Map.of() : Map.of(lease.name(), lease.value()))
                .build());
    }

    private Moment moment(long second) {
        return new Moment(
                nanos(second), nanos(second), START.plusSeconds(second).plus(wallJump));
    }

    private long nanos(long second) {
        return manner.origin() + second * 1_000_000_000L;
    }

    /**
     * How a history is told, which must make no difference.
     *
     * @param origin where monotonic time begins
     * @param wording in which of many ways heartbeats say the same
     * @param ticks the share of moments at which the engine is called though nothing is due; 1 for every second
     */
    record Manner(long origin, long wording, double ticks) {

        static final Manner PLAIN = new Manner(5_000_000_000_000L, 0, 0);

        Manner from(long other) {
            return new Manner(other, wording, ticks);
        }

        Manner worded(long other) {
            return new Manner(origin, other, ticks);
        }

        Manner ticking(double share) {
            return new Manner(origin, wording, share);
        }
    }

    /** What of a decision is still known at the next one. */
    @FunctionalInterface
    interface Memory {
        MachineCondition after(
                MachineCondition before, Event event, Moment now, Surroundings around, Decision decision);
    }

    private record Later(long second, long order, Runnable action) {}
}
