package com.dumontcloud.samples.quickstart.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineUsageTest {

    private static final MachineId ID = MachineId.of("a");

    /** Needed from minute 1 to 2 and from 3 to 4. */
    private static final MachineUsage USAGE =
            new MachineUsage(ID, 1, List.of(new Interval(1, 2), new Interval(3, 4)), 0, 10);

    @ParameterizedTest
    @CsvSource({"59999, false", "60000, true", "119999, true", "120000, false", "179999, false", "180000, true"})
    void isNeededFromTheFirstMillisecondUntilBeforeTheLast(long millis, boolean busy) {
        assertThat(USAGE.busyAt(millis).isPresent()).isEqualTo(busy);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 59999, false",
        "0, 60000, true", // begins at the very moment of looking
        "119999, 150000, true",
        "120000, 179999, false",
        "0, 500000, true",
        "240000, 500000, false",
    })
    void wasNeededSinceTheLookBefore(long after, long until, boolean busy) {
        assertThat(USAGE.isBusyWithin(after, until)).isEqualTo(busy);
    }

    @Test
    void countsTheMillisecondsInWhichItBeginsAndEnds() {
        Interval interval = new Interval(0.000_01, 0.000_02); // 0.6 ms to 1.2 ms

        assertThat(interval.startMillis()).isZero();
        assertThat(interval.endMillis()).isEqualTo(2);
    }

    @Test
    void canBeCutOff() {
        UsageTrace trace = new UsageTrace(List.of(USAGE, new MachineUsage(MachineId.of("b"), 1, List.of(), 5, 6)));

        assertThat(trace.until(3.5).machines())
                .containsExactly(new MachineUsage(ID, 1, List.of(new Interval(1, 2), new Interval(3, 3.5)), 0, 3.5));
    }

    @Test
    void refusesUseOutsideOfItsRental() {
        List<Interval> busy = List.of(new Interval(1, 5));

        assertThatThrownBy(() -> new MachineUsage(ID, 1, busy, 2, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MachineUsage(ID, 1, busy, 0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MachineUsage(ID, 0, busy, 0, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAMachineThatIsNamedTwice() {
        List<MachineUsage> twice = List.of(USAGE, USAGE);

        assertThatThrownBy(() -> new UsageTrace(twice)).isInstanceOf(IllegalArgumentException.class);
    }
}
