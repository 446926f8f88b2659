package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SnapshotProof;
import com.dumontcloud.sdk.core.model.SnapshotRef;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Scenario.Happened;
import com.dumontcloud.sdk.policy.decide.Scenario.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * I1, whatever happens: nothing that loses a disk is asked of a provider but on a proof of the same operation that was really read
 * back, or on a person's word; nothing at all under a legal hold; and what the engine gives back on its own account only after three
 * warnings. The judge goes by what was asked for and answered, in its order, and by the snapshots that there were.
 */
@Timeout(120)
class ReleasePropertiesTest {

    private static final int STORIES = 400;
    private static final DataLoss ACCEPTED = DataLoss.acceptedBy("ana");

    private final Map<String, Integer> reached = new TreeMap<>();

    @Test
    void nothingIsLostWithoutAProofOrAPersonsWord() {
        for (long seed = 1; seed <= STORIES; seed++) {
            tell(seed);
        }

        System.out.println("reached in " + STORIES + " stories: " + reached);
        assertThat(reached).containsKeys("destroyed IDLE", "destroyed PERSON", "destroyed FORGOTTEN", "stopped PERSON");
        assertThat(reached.values()).allSatisfy(times -> assertThat(times).isGreaterThanOrEqualTo(5));
    }

    private void tell(long seed) {
        Random random = new Random(seed);
        LifecycleSettings settings = Preset.REACTIVE.settings().toBuilder()
                .saveFor(random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(1))
                .orphanDeleteAfter(Duration.ofDays(4))
                .allowDelete(random.nextInt(4) > 0)
                .snapshotWithin(Duration.ofMinutes(10))
                .build();
        Scenario machine = Scenario.rented(settings).witnessSays(Witness.IDLE);
        boolean keepsDisk = random.nextBoolean();
        boolean takes = random.nextInt(5) > 0;
        machine = keepsDisk ? machine : machine.keepsNoDisk();
        machine = takes ? machine.takesSnapshots() : machine;
        machine.hears(Beat.working());
        List<String> told = new ArrayList<>();
        int seen = 0;
        String hold = null;
        for (int step = 0; step < 14 && machine.machine().power() != MachineState.DELETED; step++) {
            String what = happens(machine, random);
            told.add(what);
            hold = what.equals("held") ? "held" : what.equals("released") ? null : hold;
            List<Happened> all = machine.happened();
            for (; seen < all.size(); seen++) {
                if (all.get(seen).effect() instanceof Effect.Execute execute) {
                    String story = "seed " + seed + ", keeps " + keepsDisk + ": " + told;
                    Instant at = Scenario.START.plus(all.get(seen).at());
                    judge(machine, execute.operation(), at, all.subList(0, seen), keepsDisk, hold, settings, story);
                }
            }
        }
    }

    private void judge(
            Scenario machine,
            Operation asked,
            Instant now,
            List<Happened> before,
            boolean keepsDisk,
            String hold,
            LifecycleSettings settings,
            String story) {
        boolean isDestroy = asked.releases();
        boolean loses = isDestroy || (!keepsDisk && asked.kind().isParking());
        if (!loses) {
            return;
        }
        reached.merge((isDestroy ? "destroyed " : "stopped ") + asked.cause(), 1, Integer::sum);
        assertThat(hold).as("under a legal hold; " + story).isNull();
        if (asked.dataLoss().isAccepted()) {
            assertThat(asked.cause()).as(story).isEqualTo(Cause.PERSON);
            return;
        }
        SnapshotProof proof = asked.proof();
        assertThat(proof).as("without a proof; " + story).isNotNull();
        assertThat(machine.readBack(asked.id()))
                .as("of another operation; " + story)
                .contains(proof);
        assertThat(proof.snapshot().machine()).as(story).isEqualTo(Beat.MACHINE);
        assertThat(Duration.between(proof.verifiedAt(), now)).as(story).isLessThan(Duration.ofMinutes(15));
        if (asked.cause() == Cause.FORGOTTEN) {
            assertThat(settings.allowDelete()).as(story).isTrue();
            long warnings = before.stream()
                    .filter(one -> one.effect() instanceof Effect.Notice notice
                            && notice.reason().code() == Reason.Code.TO_BE_RELEASED)
                    .count();
            assertThat(warnings).as("warned too seldom; " + story).isGreaterThanOrEqualTo(3);
        }
    }

    /** One thing that happens, and some time that passes. */
    private static String happens(Scenario machine, Random random) {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> {
                if (machine.machine().power() == MachineState.RUNNING) {
                    machine.hears(Beat.idle(), Duration.ofMinutes(4 + random.nextInt(6)));
                }
                return "idle";
            }
            case 3 -> {
                machine.hears(Beat.working());
                return "used";
            }
            case 4, 5 -> {
                machine.passesQuickly(Duration.ofHours(random.nextInt(40)));
                return "silent";
            }
            case 6, 7 -> {
                machine.passesQuickly(Duration.ofDays(1 + random.nextInt(6)));
                return "forgotten";
            }
            case 8 -> {
                Snapshots become = Snapshots.values()[random.nextInt(Snapshots.values().length)];
                machine.snapshots(become);
                return "snapshots " + become;
            }
            case 9 -> {
                machine.snapshots(Snapshots.SOUND)
                        .newestSnapshot(machine.now().wall().minusSeconds(random.nextInt(200)));
                return "copied by somebody";
            }
            case 10 -> {
                Operation.Kind[] kinds = Operation.Kind.values();
                Operation.Kind kind = kinds[random.nextInt(kinds.length)];
                machine.commanded(kind, random.nextInt(4) == 0 ? ACCEPTED : DataLoss.REFUSED);
                return "ordered " + kind;
            }
            case 11 -> {
                boolean hold = random.nextBoolean();
                machine.tell(new Event.LegalHoldSet(hold ? "a lawsuit" : null));
                return hold ? "held" : "released";
            }
            case 12 -> {
                machine.machine().operation().ifPresent(open -> machine.tell(new Event.SnapshotInterrupted(open.id())));
                return "taken over";
            }
            case 13 -> {
                lie(machine, random);
                return "a lie";
            }
            case 14 -> {
                machine.keptAlive(Duration.ofMinutes(random.nextInt(90) + 1), KeepAlive.Scope.IDLE_AND_ORPHAN);
                return "kept alive";
            }
            default -> {
                machine.providerAnswers(random.nextInt(3) == 0 ? Outcome.UNKNOWN : Outcome.ACCEPTED);
                return "the provider's mood";
            }
        }
    }

    /** A proof that nobody asked for. */
    private static void lie(Scenario machine, Random random) {
        machine.machine().operation().ifPresent(open -> {
            Instant now = machine.now().wall();
            SnapshotRef ref = new SnapshotRef(Beat.MACHINE, "lie");
            SnapshotProof proof = new SnapshotProof(ref, now, now, 1, "sha256:00");
            int asked = open.snapshot() == null
                    ? random.nextInt(3)
                    : open.snapshot().asked() - 1;
            machine.tell(new Event.SnapshotVerified(open.id(), asked, proof));
            machine.tell(new Event.SnapshotVerified("op-0", asked + 1, proof));
        });
    }
}
