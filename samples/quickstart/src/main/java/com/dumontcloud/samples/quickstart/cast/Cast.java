package com.dumontcloud.samples.quickstart.cast;

import com.dumontcloud.samples.quickstart.usage.Interval;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes up a day of a fleet, from eight in the morning on; the same seed makes the same day. Immutable.
 *
 * @param members the machines
 */
public record Cast(List<CastMember> members) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final double DAY_MINUTES = 1440;

    /** Copies the list. */
    public Cast {
        members = List.copyOf(members);
    }

    /** Returns a day of 20 machines in which everything happens at least once. */
    public static Cast ofDay(long seed) {
        return of(seed, DAY, 6, 4, 4, 2, 1, 1, 1, 1);
    }

    /**
     * Returns a fleet with so many machines of each role.
     *
     * @param length how long they are rented, a day or less
     * @param counts how many, in the order of {@link Role}; roles left out have none
     */
    public static Cast of(long seed, Duration length, int... counts) {
        SplittableRandom random = new SplittableRandom(seed);
        List<CastMember> members = new ArrayList<>();
        Role[] roles = Role.values();
        for (int role = 0; role < counts.length; role++) {
            for (int number = 1; number <= counts[role]; number++) {
                members.add(member(roles[role], number, random.split(), length));
            }
        }
        return new Cast(members);
    }

    /** Returns when the machines are needed. */
    public UsageTrace usage() {
        return new UsageTrace(members.stream().map(CastMember::usage).toList());
    }

    /** Returns one machine's part, if it has one. */
    public Optional<CastMember> find(MachineId id) {
        return members.stream().filter(member -> member.usage().id().equals(id)).findFirst();
    }

    private static CastMember member(Role role, int number, RandomGenerator random, Duration length) {
        double end = length.toMillis() / 60_000.0;
        List<Interval> busy = hours(role, random).stream()
                .filter(interval -> interval.startMinute() < end)
                .map(interval -> new Interval(interval.startMinute(), Math.min(end, interval.endMinute())))
                .toList();
        MachineId id = MachineId.of(role.stem() + "-" + number);
        double rented = busy.isEmpty() ? 0 : busy.get(0).startMinute();
        return new CastMember(role, new MachineUsage(id, gpus(role, number), busy, rented, end));
    }

    private static int gpus(Role role, int number) {
        return switch (role) {
            case TRAINING, FORGOTTEN -> 1 << (number - 1);
            default -> 1;
        };
    }

    /** When a machine of this role is needed, in minutes from eight o'clock. */
    private static List<Interval> hours(Role role, RandomGenerator random) {
        double start = random.nextInt(60);
        return switch (role) {
            case NOTEBOOK -> sittings(random);
            case TRAINING, REPORTER_LOST -> List.of(new Interval(start, DAY_MINUTES));
            case FORGOTTEN -> List.of(new Interval(start, start + random.nextInt(150, 900)));
            case CRASHED, FINISHED -> List.of(new Interval(start, start + random.nextInt(150, 480)));
            case LOADING -> List.of(new Interval(start, start + random.nextInt(300, 600)));
            case KEPT_ALIVE -> List.of(new Interval(start, start + 100), new Interval(start + 260, start + 400));
        };
    }

    /** A few sittings a day, each of bursts of work with pauses in between to read and to think. */
    private static List<Interval> sittings(RandomGenerator random) {
        List<Interval> bursts = new ArrayList<>();
        double now = random.nextInt(90);
        int sittings = random.nextInt(2, 6);
        for (int sitting = 0; sitting < sittings; sitting++) {
            double end = now + random.nextInt(60, 180);
            while (now < Math.min(end, DAY_MINUTES)) {
                double length = random.nextInt(5, 25);
                bursts.add(new Interval(now, now + length));
                now += length + random.nextInt(2, 18);
            }
            now += random.nextInt(25, 300);
        }
        return bursts;
    }
}
