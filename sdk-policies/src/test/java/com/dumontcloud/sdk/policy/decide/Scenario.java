package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Means;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One machine, its engine and the world around them on virtual time: a test tells what happens and asks what followed.
 *
 * <p>The world answers at once: the runner claims, the provider carries out, a notifier accepts, and the witness says what it was
 * told to. Each of those can be made to stay silent. Time is ticked every second, as the real engine's is.
 */
final class Scenario {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Far from 0, so that nothing leans on an origin. */
    private static final long ORIGIN = Duration.ofDays(40).toNanos();

    private Map<String, String> labels;
    private LifecyclePolicyEngine engine;
    private final List<Happened> happened = new ArrayList<>();
    private final Map<String, List<SnapshotProof>> readBack = new HashMap<>();
    private final Deque<Effect> toDo = new ArrayDeque<>();
    private MachineCondition machine;
    private Duration elapsed = Duration.ZERO;
    private Duration wallJump = Duration.ZERO;
    private Decision last;

    private MachineState shown = MachineState.RUNNING;
    private Witness witness = Witness.UNKNOWN;
    private @Nullable WakeRisk wakeRisk;
    private int scope = 10;
    private Duration leastInterval = Duration.ZERO;
    private final Map<FleetMode, Reason> modes = new EnumMap<>(FleetMode.class);
    private @Nullable String stateWords;
    private @Nullable HourlyRate billed;
    private Means means = Means.USUAL;
    private Snapshots snapshots = Snapshots.SOUND;
    private @Nullable Instant newestSnapshot;
    private MachineId snapshotOf = Beat.MACHINE;
    private boolean outOfTurn;
    private boolean managed;
    private boolean claims = true;
    private boolean notifies = true;
    private boolean obeys = true;
    private @Nullable ActionReceipt receipt = ActionReceipt.accepted();

    private Scenario(LifecyclePolicyEngine engine, MachineProfile profile, boolean claimed) {
        this.engine = engine;
        this.labels = profile.labels();
        this.machine = engine.begin(profile, claimed, now());
        this.last = new Decision(machine, List.of(), true);
    }

    /** A machine of a provider, claimed, running, one of ten. */
    static Scenario rented(Preset preset) {
        return rented(LifecyclePolicyEngine.of(preset.settings()));
    }

    static Scenario rented(LifecycleSettings settings) {
        return rented(LifecyclePolicyEngine.of(settings));
    }

    static Scenario rented(LifecyclePolicyEngine engine) {
        Scenario scenario = new Scenario(engine, profile("cloud"), true);
        scenario.managed = true;
        return scenario.providerShows(MachineState.RUNNING);
    }

    /** A machine of a provider that was never seen to run. */
    static Scenario starting(LifecycleSettings settings) {
        Scenario scenario = new Scenario(LifecyclePolicyEngine.of(settings), profile("cloud"), true);
        scenario.managed = true;
        return scenario.providerShows(MachineState.STARTING);
    }

    static Scenario rented(LifecyclePolicyEngine engine, MachineProfile profile) {
        Scenario scenario = new Scenario(engine, profile, true);
        scenario.managed = true;
        return scenario.providerShows(MachineState.RUNNING);
    }

    /** A machine that its provider lists and nobody claimed. */
    static Scenario found(LifecyclePolicyEngine engine) {
        Scenario scenario = new Scenario(engine, profile("cloud"), false);
        scenario.managed = true;
        return scenario.providerShows(MachineState.RUNNING);
    }

    /** A machine that was registered by hand. */
    static Scenario unmanaged(Preset preset) {
        return unmanaged(LifecyclePolicyEngine.of(preset.settings()));
    }

    static Scenario unmanaged(LifecyclePolicyEngine engine) {
        return new Scenario(engine, profile(null), true);
    }

    static Scenario withoutGpu(Preset preset) {
        MachineProfile cpuOnly =
                new MachineProfile(Beat.MACHINE, "m-1", null, null, GpuSpec.none(), null, null, Map.of());
        return new Scenario(LifecyclePolicyEngine.of(preset.settings()), cpuOnly, true);
    }

    static Scenario of(LifecyclePolicyEngine engine, MachineProfile profile) {
        return new Scenario(engine, profile, true);
    }

    private static MachineProfile profile(@Nullable String provider) {
        return new MachineProfile(
                Beat.MACHINE,
                "m-1",
                provider,
                null,
                GpuSpec.of("RTX 4090", 1),
                HourlyRate.ofUsd("0.40"),
                null,
                Map.of());
    }

    Scenario inScopeOf(int machines) {
        scope = machines;
        return this;
    }

    /** So many machines report that none may be told a shorter interval. */
    Scenario pacedTo(Duration least) {
        leastInterval = least;
        return this;
    }

    Scenario enters(FleetMode mode) {
        modes.put(mode, Reason.of(Reason.Code.FROZEN, mode.text()));
        return this;
    }

    Scenario leaves(FleetMode mode) {
        modes.remove(mode);
        return this;
    }

    /** Others of its scope go first. */
    Scenario waitsForItsTurn(boolean waits) {
        outOfTurn = waits;
        return this;
    }

    /** What becomes of snapshots. */
    enum Snapshots {
        SOUND,
        FAIL,
        /** Taken, and not to be read back. */
        CORRUPT,
        /** Neither an answer nor a failure. */
        HANG
    }

    Scenario takesSnapshots() {
        means = new Means(means.keepsDisk(), true, means.startTimeout());
        return this;
    }

    Scenario keepsNoDisk() {
        means = new Means(false, means.takesSnapshots(), means.startTimeout());
        return this;
    }

    Scenario snapshots(Snapshots become) {
        snapshots = become;
        return this;
    }

    /** Somebody took a snapshot at this time; absent for nobody ever did. */
    Scenario newestSnapshot(@Nullable Instant taken) {
        newestSnapshot = taken;
        return this;
    }

    /** Whatever is taken turns out to be of another machine. */
    Scenario snapshotsOf(String other) {
        snapshotOf = MachineId.of(other);
        return this;
    }

    Scenario commanded(Operation.Kind kind, DataLoss dataLoss) {
        return tell(new Event.Commanded(kind, dataLoss));
    }

    /** The provider's lists lack it, often enough. */
    Scenario isGoneFromLists() {
        return tell(new Event.ProviderLost());
    }

    Scenario witnessSays(Witness says) {
        witness = says;
        return this;
    }

    Scenario refusesToWake(double probability) {
        wakeRisk = new WakeRisk(probability, Duration.ofSeconds(30));
        return this;
    }

    Scenario runnerSleeps() {
        claims = false;
        return this;
    }

    Scenario runnerWakes() {
        claims = true;
        return this;
    }

    Scenario notifierFails() {
        notifies = false;
        return this;
    }

    Scenario notifierWorks() {
        notifies = true;
        return this;
    }

    /** The provider says yes and does nothing. */
    Scenario providerIgnores() {
        obeys = false;
        return this;
    }

    Scenario providerObeys() {
        obeys = true;
        return this;
    }

    Scenario providerAnswers(ActionReceipt.Outcome outcome) {
        receipt = new ActionReceipt(outcome, "as told");
        return this;
    }

    /** No answer comes, not even that it was lost. */
    Scenario providerHangs() {
        receipt = null;
        return this;
    }

    Scenario providerShows(MachineState state) {
        shown = state;
        return tell(new Event.ProviderRead(machineShown()));
    }

    /** The provider shows this, and these are its words on it. */
    Scenario providerShows(MachineState state, String words) {
        stateWords = words;
        return providerShows(state);
    }

    /** From now on the provider bills this. */
    Scenario providerBills(String usdPerHour) {
        billed = HourlyRate.ofUsd(usdPerHour);
        return this;
    }

    /** From here on its label says this. */
    Scenario leased(OwnerLease lease) {
        return labelled(lease.label().value());
    }

    Scenario labelled(@Nullable String lease) {
        labelsTo(lease);
        return tell(new Event.ProviderRead(machineShown()));
    }

    /** Its label says this, and nobody has looked since. */
    Scenario labelsTo(@Nullable String lease) {
        labels = lease == null ? Map.of() : Map.of(MachineProvider.LEASE_LABEL, lease);
        return this;
    }

    Scenario wallJumps(Duration by) {
        wallJump = wallJump.plus(by);
        return this;
    }

    Scenario keptAlive(Duration length, KeepAlive.Scope covers) {
        return tell(new Event.KeptAlive(now().wall().plus(length), covers));
    }

    Scenario reconfigured(LifecycleSettings settings) {
        engine = engine.with(PolicyAssignment.fleet(settings).build());
        return tell(new Event.Reconfigured());
    }

    Scenario commanded(Operation.Kind kind) {
        return tell(new Event.Commanded(kind));
    }

    Scenario hears(Beat beat) {
        return tell(beat.event(now().wall()));
    }

    /** Hears one now and one after every told interval, until this long has passed. */
    Scenario hears(Beat beat, Duration length) {
        hears(beat);
        Duration end = elapsed.plus(length);
        Duration told = Duration.ofNanos(machine.settings().toldNanos());
        while (elapsed.plus(told).compareTo(end) <= 0) {
            passes(told);
            hears(beat);
        }
        return passes(end.minus(elapsed));
    }

    Scenario passes(Duration length) {
        Duration end = elapsed.plus(length);
        while (elapsed.compareTo(end) < 0) {
            Duration left = end.minus(elapsed);
            elapsed = elapsed.plus(left.compareTo(TICK) < 0 ? left : TICK);
            tell(new Event.Ticked());
        }
        return this;
    }

    /** The same, but ticked only when the engine asked for it, and at the end. */
    Scenario passesQuickly(Duration length) {
        Duration end = elapsed.plus(length);
        while (elapsed.compareTo(end) < 0) {
            Duration due = Duration.ofNanos(
                    Math.max(1, Math.min(machine.nextDueNanos(), Long.MAX_VALUE - 1) - now().observedNanos()));
            Duration left = end.minus(elapsed);
            elapsed = elapsed.plus(due.compareTo(left) < 0 ? due : left);
            tell(new Event.Ticked());
        }
        return this;
    }

    /** Time passes in one step, and is ticked only at its end. */
    Scenario passesUnseen(Duration length) {
        elapsed = elapsed.plus(length);
        return this;
    }

    Scenario tell(Event event) {
        apply(event);
        while (!toDo.isEmpty()) {
            answer(toDo.poll());
        }
        return this;
    }

    Explanation explain() {
        return engine.explain(machine, now(), around(), ScopeOutlook.NONE);
    }

    Explanation explain(ScopeOutlook outlook) {
        return engine.explain(machine, now(), around(), outlook);
    }

    private Surroundings around() {
        boolean mayGo = !outOfTurn || machine.operation().isPresent();
        Set<Cause> waits = mayGo ? Set.of() : EnumSet.complementOf(EnumSet.of(Cause.PERSON));
        return new Surroundings(scope, modes, waits, means).paced(leastInterval.toNanos());
    }

    private void apply(Event event) {
        last = engine.decide(machine, event, now(), around());
        machine = last.next();
        for (Effect effect : last.effects()) {
            happened.add(new Happened(elapsed, effect));
            toDo.add(effect);
        }
    }

    private void answer(Effect effect) {
        if (effect instanceof Effect.Claim claim && claims) {
            if (managed) {
                apply(read());
            }
            apply(new Event.OperationClaimed(claim.operation().id(), null));
        } else if (effect instanceof Effect.Execute execute) {
            if (obeys && (receipt == null || receipt.outcome() != ActionReceipt.Outcome.REFUSED)) {
                shown = execute.operation().target();
            }
            if (receipt != null) {
                apply(new Event.ProviderAnswered(execute.operation().id(), receipt));
            }
        } else if (effect instanceof Effect.TakeSnapshot take && snapshots != Snapshots.HANG) {
            apply(taken(take.operation()));
        } else if (effect instanceof Effect.VerifySnapshot verify && snapshots != Snapshots.HANG) {
            apply(verified(verify.operation()));
        } else if (effect instanceof Effect.ReadProvider) {
            apply(read());
        } else if (effect instanceof Effect.AskWitness) {
            apply(new Event.WitnessHeard(witness));
        } else if (effect instanceof Effect.AskWakeRisk && wakeRisk != null) {
            apply(new Event.WakeRiskHeard(wakeRisk));
        } else if (effect instanceof Effect.Notice notice && notifies) {
            apply(new Event.NoticeAccepted(notice.noticeId()));
        }
    }

    private Event taken(Operation operation) {
        int asked = operation.snapshot().asked();
        if (snapshots == Snapshots.FAIL) {
            return new Event.SnapshotFailed(operation.id(), asked, "as told");
        }
        newestSnapshot = now().wall();
        return new Event.SnapshotTaken(operation.id(), asked, new SnapshotRef(snapshotOf, "s-" + asked));
    }

    private Event verified(Operation operation) {
        int asked = operation.snapshot().asked();
        if (newestSnapshot == null || snapshots != Snapshots.SOUND) {
            return new Event.SnapshotFailed(
                    operation.id(), asked, newestSnapshot == null ? "there is none" : "as told");
        }
        SnapshotRef ref = new SnapshotRef(snapshotOf, "s-" + asked);
        SnapshotProof proof = new SnapshotProof(ref, newestSnapshot, now().wall(), 1, "sha256:00");
        readBack.computeIfAbsent(operation.id(), any -> new ArrayList<>()).add(proof);
        return new Event.SnapshotVerified(operation.id(), asked, proof);
    }

    private Event read() {
        return shown == MachineState.DELETED ? new Event.ProviderMissed() : new Event.ProviderRead(machineShown());
    }

    private Machine machineShown() {
        return Machine.builder(Beat.MACHINE, "cloud", shown)
                .labels(labels)
                .stateReason(stateWords)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .billedRate(billed)
                .gpu(GpuSpec.of("RTX 4090", 1))
                .build();
    }

    Moment now() {
        return new Moment(
                ORIGIN + elapsed.toNanos(),
                ORIGIN + elapsed.toNanos(),
                START.plus(elapsed).plus(wallJump));
    }

    MachineCondition machine() {
        return machine;
    }

    Liveness liveness() {
        return machine.liveness();
    }

    Activity activity() {
        return machine.activity();
    }

    boolean counted() {
        return last.counted();
    }

    @Nullable
    Duration hibernateIn() {
        return machine.hibernateIn(now().observedNanos()).orElse(null);
    }

    Operation.@Nullable Phase phase() {
        return machine.operation().map(Operation::phase).orElse(null);
    }

    /** Returns what this reporter's reply carries now. */
    Optional<AgentCommand> commandFor(String reporter) {
        return machine().commandFor(reporter, now().observedNanos());
    }

    /** Returns what a person wants of this reporter, if its reply carries that now. */
    Optional<AgentCommand> errandFor(String reporter) {
        return machine().errandFor(reporter);
    }

    String operationId() {
        return machine.operation().orElseThrow().id();
    }

    Duration elapsed() {
        return elapsed;
    }

    /** How often the provider was asked to change anything. */
    long executions() {
        return count(effect -> effect instanceof Effect.Execute);
    }

    long intents() {
        return times(effect -> effect instanceof Effect.Claim).size();
    }

    /** Returns what was taken up, the oldest first, as it was then. */
    List<Operation> operationsClaimed() {
        return happened.stream()
                .map(Happened::effect)
                .filter(Effect.Claim.class::isInstance)
                .map(effect -> ((Effect.Claim) effect).operation())
                .toList();
    }

    List<Reason.Code> alerts() {
        List<Reason.Code> codes = new ArrayList<>();
        for (Happened one : happened) {
            if (one.effect() instanceof Effect.Alert alert) {
                codes.add(alert.reason().code());
            }
        }
        return codes;
    }

    List<Reason.Code> endings() {
        List<Reason.Code> codes = new ArrayList<>();
        for (Happened one : happened) {
            if (one.effect() instanceof Effect.OperationEnded ended) {
                codes.add(ended.reason().code());
            }
        }
        return codes;
    }

    /** How what people wanted of the agent ended. */
    List<Reason.Code> errandEndings() {
        return happened.stream()
                .map(Happened::effect)
                .filter(Effect.ErrandEnded.class::isInstance)
                .map(effect -> ((Effect.ErrandEnded) effect).reason().code())
                .toList();
    }

    List<Happened> happened() {
        return happened;
    }

    /** What the store of snapshots said when it was asked for this operation. */
    List<SnapshotProof> readBack(String operationId) {
        return readBack.getOrDefault(operationId, List.of());
    }

    /** What the runner was asked for, in its order. */
    List<String> order() {
        return happened.stream()
                .map(Happened::effect)
                .filter(effect -> effect instanceof Effect.Claim
                        || effect instanceof Effect.TakeSnapshot
                        || effect instanceof Effect.VerifySnapshot
                        || effect instanceof Effect.Execute)
                .map(effect -> effect.getClass().getSimpleName())
                .toList();
    }

    /** What the provider was asked for. */
    List<Operation> executed() {
        return happened.stream()
                .map(Happened::effect)
                .filter(effect -> effect instanceof Effect.Execute)
                .map(effect -> ((Effect.Execute) effect).operation())
                .toList();
    }

    long count(Predicate<Effect> what) {
        return times(what).size();
    }

    List<Duration> times(Predicate<Effect> what) {
        return happened.stream()
                .filter(one -> what.test(one.effect()))
                .map(Happened::at)
                .toList();
    }

    /** What was done about the machine, and when. */
    record Happened(Duration at, Effect effect) {}
}
