package com.dumontcloud.samples.quickstart.cast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CastTest {

    @Test
    void makesTheSameDayOfTheSameSeed() {
        assertThat(Cast.ofDay(7)).isEqualTo(Cast.ofDay(7)).isNotEqualTo(Cast.ofDay(8));
    }

    @Test
    void hasTwentyMachinesAndEveryRole() {
        Cast cast = Cast.ofDay(20);

        assertThat(cast.members()).hasSize(20);
        assertThat(cast.members()).extracting(CastMember::role).contains(Role.values());
        assertThat(cast.usage().machines()).extracting(MachineUsage::id).doesNotHaveDuplicates();
    }

    @Test
    void rentsEachMachineFromItsFirstUseUntilTheDayIsOver() {
        for (long seed = 0; seed < 200; seed++) {
            assertThat(Cast.ofDay(seed).usage().machines()).allSatisfy(machine -> {
                assertThat(machine.busy()).isNotEmpty();
                assertThat(machine.rentedMinute())
                        .isEqualTo(machine.busy().get(0).startMinute());
                assertThat(machine.returnedMinute()).isEqualTo(1440);
            });
        }
    }

    @Test
    void canBeShort() {
        Cast cast = Cast.of(1, Duration.ofHours(2), 1, 1);

        assertThat(cast.members()).extracting(CastMember::role).containsExactly(Role.NOTEBOOK, Role.TRAINING);
        assertThat(cast.usage().lastMinute()).isEqualTo(120);
    }
}
