package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DerivedThreshold;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.IdleChoice;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import java.time.Duration;
import java.util.Objects;

/** Where the threshold is derived: keeps a machine's habit, and chooses anew whenever something it depends on has changed. */
final class DerivedRule {

    /** What a provider says of a wake does not change by the minute. */
    private static final long ASK_AGAIN_NANOS = Duration.ofHours(1).toNanos();

    /** A fleet that grows and shrinks by a few machines is not told another interval each time. */
    private static final double SHRINKS_BELOW = 0.9;

    private DerivedRule() {}

    /** Adjusts settings to the machine as it is now; what it was told last still holds. */
    static void configure(Draft draft, LifecycleSettings base) {
        configure(draft, base, draft.next.settings.toldNanos());
    }

    /**
     * Adjusts the settings to the machine that was just heard, and is told in return when to report again: as configured, or less
     * often in a fleet that is too large for that. The interval shrinks by half at most, so that a reporter that misses the reply, and
     * goes by the interval before, is not taken for late.
     */
    static void heard(Draft draft) {
        EffectiveSettings settings = draft.next.settings;
        long wanted = Math.max(settings.base().interval().toNanos(), draft.leastIntervalNanos);
        boolean hardlyShorter =
                draft.leastIntervalNanos >= settings.base().interval().toNanos()
                        && wanted < settings.toldNanos()
                        && wanted > SHRINKS_BELOW * settings.toldNanos();
        long told = hardlyShorter ? settings.toldNanos() : Math.max(wanted, settings.toldNanos() / 2);
        configure(draft, settings.base(), told);
    }

    private static void configure(Draft draft, LifecycleSettings base, long toldNanos) {
        MachineCondition next = draft.next;
        boolean processes = hasProcesses(draft);
        boolean sessions = hasSessions(draft);
        Duration told = Duration.ofNanos(toldNanos);
        if (base.idleThreshold() instanceof DerivedThreshold derived) {
            next.settings = EffectiveSettings.of(base, choice(next, derived), told, processes, sessions);
        } else if (told.equals(base.interval())) {
            next.settings = EffectiveSettings.of(base, processes, sessions);
        } else {
            next.settings = EffectiveSettings.of(base, told, processes, sessions);
        }
    }

    static boolean hasProcesses(Draft draft) {
        return Reporters.anyWith(ReporterState::hasProcesses, draft.next, draft.now());
    }

    static boolean hasSessions(Draft draft) {
        return Reporters.anyWith(ReporterState::hasSessions, draft.next, draft.now());
    }

    /** Other settings hold for the machine. */
    static void reconfigure(Draft draft, LifecycleSettings base) {
        draft.next.idleChoice = null;
        configure(draft, base);
    }

    /** What was learnt holds at once, before anything follows from the choice before. */
    static void settle(Draft draft) {
        if (draft.next.idleChoice == null && isDerived(draft)) {
            configure(draft, draft.next.settings.base());
        }
    }

    /** The machine is known better now. */
    static void reprofile(Draft draft, MachineProfile profile) {
        MachineProfile before = draft.next.profile;
        draft.next.profile = profile;
        if (!Objects.equals(profile.runningRate(), before.runningRate())
                || !Objects.equals(profile.parkedRate(), before.parkedRate())) {
            draft.next.idleChoice = null;
        }
    }

    /** The provider said what it takes to wake it. */
    static void wakeRisk(Draft draft, WakeRisk risk) {
        if (!risk.equals(draft.next.wakeRisk)) {
            draft.next.wakeRisk = risk;
            draft.next.idleChoice = null;
        }
    }

    /** Asks what it takes to wake a machine that may be parked before long. */
    static void askWakeRisk(Draft draft) {
        MachineCondition next = draft.next;
        Long asked = next.wakeRiskAskedNanos;
        if (isDerived(draft) && !next.isAssumedRunning() && (asked == null || draft.now() - asked >= ASK_AGAIN_NANOS)) {
            next.wakeRiskAskedNanos = draft.now();
            draft.effects.add(new Effect.AskWakeRisk());
        }
    }

    static void used(Draft draft) {
        learn(draft, (habit, late) -> habit.used(draft.now(), draft.next.idleRun, late));
    }

    static void lost(Draft draft) {
        learn(draft, (habit, late) -> habit.lost(draft.next.idleRun, late));
    }

    static void turnedOff(Draft draft) {
        learn(draft, (habit, late) -> habit.off(draft.now(), draft.next.idleRun, late));
    }

    /** Somebody wants it on. */
    static void wanted(Draft draft) {
        IdleChoice choice = draft.next.idleChoice;
        Duration allowed = choice == null ? null : choice.idleAfter();
        learn(draft, (habit, late) -> habit.back(draft.now(), allowed == null ? 0 : allowed.toNanos()));
    }

    static void done(Draft draft, Operation operation) {
        if (operation.kind() == Operation.Kind.WAKE) {
            wanted(draft);
            return;
        }
        if (operation.kind() == Operation.Kind.REBOOT) {
            return;
        }
        turnedOff(draft);
        if (operation.cause() == Cause.IDLE) {
            learn(draft, (habit, late) -> habit.parkedUnused());
        }
    }

    private static void learn(Draft draft, Lesson lesson) {
        if (!isDerived(draft)) {
            return;
        }
        Habit before = draft.next.habit;
        Habit after = lesson.of(before, draft.next.settings.lateAfterNanos());
        draft.next.habit = after;
        if (!after.gaps().equals(before.gaps()) || after.leastNanos() != before.leastNanos()) {
            draft.next.idleChoice = null;
        }
    }

    private static boolean isDerived(Draft draft) {
        return draft.next.settings.base().idleThreshold() instanceof DerivedThreshold;
    }

    private static IdleChoice choice(MachineCondition next, DerivedThreshold derived) {
        IdleChoice choice = next.idleChoice;
        if (choice == null) {
            MachineProfile profile = next.profile;
            choice = derived.choose(next.habit.gaps(), profile.runningRate(), profile.parkedRate(), next.wakeRisk)
                    .notBefore(Duration.ofNanos(next.habit.leastNanos()));
            next.idleChoice = choice;
        }
        return choice;
    }

    /** What an event says of how a machine is used. */
    private interface Lesson {
        Habit of(Habit habit, long lateAfterNanos);
    }
}
