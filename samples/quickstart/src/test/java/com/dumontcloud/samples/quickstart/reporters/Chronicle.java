package com.dumontcloud.samples.quickstart.reporters;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What an engine decided of a machine, and when: by the clock of the test, which no restart of an engine resets. */
final class Chronicle implements FleetListener {

    private final TimeSource time;
    private final List<Entry> entries = new ArrayList<>();

    Chronicle(TimeSource time) {
        this.time = time;
    }

    @Override
    public void decided(MachineCondition before, Event event, Decision decision, Moment now) {
        entries.add(new Entry(Duration.ofNanos(time.mono()), before, decision));
    }

    /** Returns when it came to this, each time. */
    List<Duration> came(Liveness to) {
        return when(entry -> entry.before().liveness() != to && entry.next().liveness() == to);
    }

    /** Returns when it came to this, each time. */
    List<Duration> came(Activity to) {
        return when(entry -> entry.before().activity() != to && entry.next().activity() == to);
    }

    /** Returns when it was decided to park the machine. */
    List<Duration> intents() {
        return when(entry ->
                entry.before().operation().isEmpty() && entry.next().operation().isPresent());
    }

    /** Returns when the provider was asked to stop it: had somebody been at work, each would have been an interruption. */
    List<Duration> stops() {
        return when(entry -> entry.has(Effect.Execute.class));
    }

    /** Returns when people were told something, or were to be told. */
    List<Duration> messages() {
        return when(entry -> entry.has(Effect.Alert.class) || entry.has(Effect.Notice.class));
    }

    private List<Duration> when(Predicate<Entry> fact) {
        return entries.stream().filter(fact).map(Entry::at).toList();
    }

    private record Entry(Duration at, MachineCondition before, Decision decision) {

        MachineCondition next() {
            return decision.next();
        }

        boolean has(Class<? extends Effect> kind) {
            return decision.effects().stream().anyMatch(kind::isInstance);
        }
    }
}
