package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Actor;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Blow;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes fleets up: machines that are used, forgotten and lost, and mishaps that hit many of them, or the engine itself. */
final class FleetHistories {

    private static final List<Fault> FAULTS = List.of(
            Fault.SERVER_ERROR,
            Fault.SERVER_ERROR,
            Fault.SERVER_ERROR,
            Fault.EMPTY,
            Fault.PARTIAL,
            Fault.TIMEOUT_AFTER_EFFECT,
            Fault.IGNORED);

    private final Random random;
    private final Preset preset;
    private final long tickEvery;
    private final long length;

    private FleetHistories(long seed) {
        this.random = new Random(seed);
        this.preset = random.nextInt(4) == 0 ? Preset.SAVER : Preset.REACTIVE;
        this.tickEvery = random.nextInt(8) == 0 ? 1 : 4;
        this.length = random.nextInt(16) == 0 ? 2600 + random.nextInt(1600) : 700 + random.nextInt(800);
    }

    static FleetHistory of(long seed) {
        return new FleetHistories(seed).make();
    }

    /** One machine that nothing but the wall clock disturbs. */
    static FleetHistory ofOne(long seed) {
        FleetHistories histories = new FleetHistories(seed);
        List<Actor> one = List.of(histories.actor(0, false));
        return new FleetHistory(histories.preset, false, histories.tickEvery, histories.length, one, List.of());
    }

    private FleetHistory make() {
        int machines = 1 + random.nextInt(random.nextInt(3) == 0 ? 7 : 4);
        List<Actor> actors = new ArrayList<>();
        for (int i = 0; i < machines; i++) {
            actors.add(actor(i, random.nextInt(7) == 0));
        }
        List<Blow> blows = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            blow(blows, (long) (random.nextDouble() * length), machines);
        }
        return new FleetHistory(preset, random.nextInt(12) == 0, tickEvery, length, actors, blows);
    }

    /** Most are forgotten at some time, many at the same, for a budget that nobody wants proves nothing. */
    private Actor actor(int number, boolean own) {
        List<Span> used = new ArrayList<>();
        List<Span> quiet = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            long from = random.nextInt(200);
            used.add(new Span(from, from + 60 + random.nextInt(300)));
        }
        if (random.nextInt(5) == 0) {
            used.add(new Span(length / 2, length / 2 + 200));
        }
        if (random.nextInt(4) == 0) {
            long from = 60 + (long) (random.nextDouble() * length);
            quiet.add(new Span(from, random.nextInt(3) == 0 ? from + 300 : length));
        }
        return new Actor(
                "m-" + number,
                own,
                random.nextInt(15) > 0,
                random.nextInt(20) == 0,
                random.nextBoolean(),
                10 + random.nextInt(90),
                used,
                quiet);
    }

    private void blow(List<Blow> blows, long at, int machines) {
        long some = 120 + random.nextInt(800);
        switch (random.nextInt(15)) {
            case 0, 1 -> {
                blows.add(new FleetHistory.Frozen(at));
                blows.add(new FleetHistory.Unfrozen(at + some));
            }
            case 2, 11 -> blows.add(new FleetHistory.Restarted(at, 1 + random.nextInt(600)));
            case 3 -> blows.add(new FleetHistory.Paused(at, 10 + random.nextInt(200)));
            case 4 ->
                blows.add(new FleetHistory.Jumped(at, Duration.ofSeconds(random.nextInt(20_000_000) - 10_000_000)));
            case 5, 6 -> {
                blows.add(new FleetHistory.Cut(at, 200 + random.nextInt(3000), 1 + random.nextInt(2)));
                if (random.nextInt(4) == 0) {
                    blows.add(new FleetHistory.Resumed(at + 200 + random.nextInt(600)));
                }
            }
            case 7 -> blows.add(new FleetHistory.ProviderFails(at, some, FAULTS.get(random.nextInt(FAULTS.size()))));
            case 8, 9 -> blows.add(new FleetHistory.StoreFails(at, 20 + random.nextInt(200)));
            case 10 ->
                blows.add(new FleetHistory.Kept(
                        at, random.nextInt(machines), Duration.ofMinutes(1 + random.nextInt(60))));
            case 12 -> blows.add(new FleetHistory.TakenOver(at));
            case 13 -> blows.add(new FleetHistory.Destroyed(at, random.nextInt(machines)));
            default -> blows.add(new FleetHistory.Stopped(at, random.nextInt(machines)));
        }
    }
}
