package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.RecordedLife.Stretch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Prices other settings on a fleet's own history: the use of each machine, as the journal recorded it, is played to an engine with
 * those settings, on paper.
 *
 * <p>What the journal carries: from when to when each machine was in use, unused or silent, whether processes and sessions were on
 * it, what its owner asked for, its prices. What it does not, and what holds instead:
 *
 * <ul>
 *   <li>It keeps what heartbeats made of a machine, not their numbers: other bars for utilisation change nothing here.
 *   <li>While a machine was parked nobody knows whether it would have been used: it counts as unused until it was woken.
 *   <li>Somebody who finds a machine parked here wakes it at once, and works on as recorded. Somebody who was kept waiting on the
 *       record is not un-delayed.
 *   <li>Machines are played one by one: modes of the fleet, the budget and spend caps hold nobody up. A provider always obeys and
 *       keeps the disk, a notifier always takes its notices, savers always save.
 *   <li>Leases are played as their labels on record say. Snapshots are not, nor is anything given back for want of a disk or for being
 *       forgotten.
 *   <li>A derived threshold learns anew from the beginning of the journal.
 *   <li>Time that no engine watched counts as what the next entry shows.
 * </ul>
 *
 * <p>About 0.2 s for each machine and month.
 */
public final class WhatIf {

    private static final List<String> ASSUMPTIONS = List.of(
            "The journal keeps from when to when a machine was in use, unused or silent, and not the numbers of its heartbeats:"
                    + " other bars for utilisation change nothing.",
            "While a machine was parked it counts as unused, until it was woken.",
            "Somebody who finds a machine parked wakes it at once, and works on as recorded.",
            "A provider always obeys and keeps the disk, a notifier takes every notice, saving always succeeds.",
            "Leases are played as the labels on record say; a lease that its owner would have renewed otherwise is not.",
            "Not played: snapshots, giving back for good what was forgotten or whose disk is not kept, spend caps, the budget,"
                    + " and the modes of a fleet. Each of them would park fewer machines, or later, but for spend caps.",
            "A derived threshold learns anew from the beginning of the journal.",
            "Time that no engine watched counts as what the next entry shows.");

    private WhatIf() {}

    /** Returns what every report supposes, and what it does not play, in sentences for people. */
    public static List<String> assumptions() {
        return ASSUMPTIONS;
    }

    /** Prices the same settings for every machine. */
    public static Report of(FleetJournal journal, LifecycleSettings settings, Instant from, Instant to) {
        return of(journal, PolicyAssignment.fleet(settings).build(), from, to);
    }

    /** Prices the settings that each machine would be assigned. */
    public static Report of(FleetJournal journal, PolicyAssignment assignment, Instant from, Instant to) {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.builder(assignment).build();
        List<MachineReport> machines = new ArrayList<>();
        for (MachineId id : journal.machines()) {
            List<Stretch> life = RecordedLife.of(journal, id, from, to);
            if (!life.isEmpty()) {
                machines.add(new MachineReport(
                        id,
                        life.get(0).from(),
                        life.get(life.size() - 1).to(),
                        RecordedLife.outcomeOf(life),
                        new SupposedLife(engine, life).live()));
            }
        }
        return new Report(machines);
    }

    /**
     * What came of it, machine by machine. Immutable.
     *
     * @param machines those of which the journal has anything
     */
    public record Report(List<MachineReport> machines) {

        /** Copies the list. */
        public Report {
            machines = List.copyOf(machines);
        }

        /** Returns what happened, all machines together. */
        public Outcome recorded() {
            return machines.stream().map(MachineReport::recorded).reduce(Outcome.NONE, Outcome::plus);
        }

        /** Returns what would have happened, all machines together. */
        public Outcome supposed() {
            return machines.stream().map(MachineReport::supposed).reduce(Outcome.NONE, Outcome::plus);
        }

        /** Returns both in a sentence. */
        public Reason summary() {
            Outcome was = recorded();
            Outcome would = supposed();
            return Reason.of(
                    Reason.Code.WHAT_IF,
                    cents(would.billedUsd()),
                    cents(was.billedUsd()),
                    cents(would.wastedUsd()),
                    cents(was.wastedUsd()),
                    would.parked(),
                    was.parked(),
                    would.interruptions(),
                    was.interruptions());
        }

        private static String cents(BigDecimal usd) {
            return usd.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
        }
    }

    /**
     * One machine. Immutable.
     *
     * @param machine which
     * @param from from when on the journal knows it
     * @param to until when
     * @param recorded what happened
     * @param supposed what would have happened
     */
    public record MachineReport(MachineId machine, Instant from, Instant to, Outcome recorded, Outcome supposed) {}

    /**
     * What a machine, or several, cost under some settings. Immutable.
     *
     * @param billedUsd what was billed
     * @param savedUsd what parking saved
     * @param wastedUsd what was billed for running unused
     * @param parked how often the engine parked it
     * @param interruptions how often it was in use again within half an hour of that
     */
    public record Outcome(
            BigDecimal billedUsd, BigDecimal savedUsd, BigDecimal wastedUsd, long parked, long interruptions) {

        /** Nothing at all. */
        public static final Outcome NONE = new Outcome(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0, 0);

        static Outcome of(Account account, long parked, long interruptions) {
            return new Outcome(account.billedUsd(), account.savedUsd(), account.wastedUsd(), parked, interruptions);
        }

        /** Returns both together. */
        public Outcome plus(Outcome other) {
            return new Outcome(
                    billedUsd.add(other.billedUsd),
                    savedUsd.add(other.savedUsd),
                    wastedUsd.add(other.wastedUsd),
                    parked + other.parked,
                    interruptions + other.interruptions);
        }
    }
}
