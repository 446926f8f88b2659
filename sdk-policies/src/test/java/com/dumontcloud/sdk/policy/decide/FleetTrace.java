package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What reached a monitor, when it was there to be reached, and what it did on its own account. */
final class FleetTrace {

    final List<Act> acts = new ArrayList<>();
    final Map<String, List<Long>> heard = new HashMap<>();
    final List<Span> away = new ArrayList<>();
    final List<Span> pauses = new ArrayList<>();
    final List<Long> returns = new ArrayList<>();
    final List<Long> alerts = new ArrayList<>();
    final List<Long> resumes = new ArrayList<>();
    final List<FleetHistory.Blow> refused = new ArrayList<>();
    final List<Long> lost = new ArrayList<>();
    /** When a machine was turned off, or was gone. */
    final Map<String, List<Long>> off = new HashMap<>();

    final Map<String, Integer> changesDecided = new HashMap<>();
    final Map<String, Integer> changesAsked = new HashMap<>();
    final Map<String, Long> gone = new HashMap<>();
    final Map<String, Deleted> deleted = new HashMap<>();
    /** What a process did whose fleet another had taken over. */
    final List<Act> stale = new ArrayList<>();

    /** Which transitions of the lifecycle rules it takes a fleet to see. */
    final Map<String, Integer> transitions = new TreeMap<>();

    private boolean firstWriteAfterFailure;

    void acted(Act act) {
        acts.add(firstWriteAfterFailure ? act.unsaid() : act);
    }

    void sawTransition(String what) {
        transitions.merge(what, 1, Integer::sum);
    }

    void turnedOff(String machine, long second) {
        off.computeIfAbsent(machine, any -> new ArrayList<>()).add(second);
    }

    void heard(String machine, long second, boolean busy) {
        heard.computeIfAbsent(machine, any -> new ArrayList<>()).add(second);
    }

    void away(long from, long until) {
        away.add(new Span(from, until));
    }

    void cameBack(long second) {
        returns.add(second);
    }

    void paused(long from, long until) {
        pauses.add(new Span(from, until));
    }

    void alerted(long second) {
        alerts.add(second);
    }

    void resumed(long second) {
        resumes.add(second);
    }

    void refused(FleetHistory.Blow blow) {
        refused.add(blow);
    }

    void lost(long second) {
        lost.add(second);
    }

    /** Decisions are told right after they were written. */
    void wrote(boolean firstAfterFailure) {
        firstWriteAfterFailure = firstAfterFailure;
    }

    List<Act> of(String machine) {
        return acts.stream().filter(act -> act.machine.equals(machine)).toList();
    }

    /** That a machine was taken for gone, and whether a read of it alone said so. */
    record Deleted(long second, boolean readAlone) {}

    /**
     * The engine intended to park a machine, asked for it, or would have, were it not in shadow.
     *
     * @param afterFailure whether the write of it was the first that worked after one that failed
     */
    record Act(long second, String what, String machine, Cause cause, String scope, boolean afterFailure) {

        Act(long second, String what, String machine, Cause cause, String scope) {
            this(second, what, machine, cause, scope, false);
        }

        Act unsaid() {
            return new Act(second, what, machine, cause, scope, true);
        }
    }
}
