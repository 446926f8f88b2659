package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** I25 of the lifecycle rules: what is accepted is exactly what is consistent, by the rules of section 3, over settings made up. */
class SettingsPropertiesTest {

    private static final int SETTINGS = 10_000;

    private final Random random = new Random(25);
    private int interval;
    private int late;
    private int suspect;
    private int orphan;
    private int orphanHibernate;
    private int orphanDelete;
    private int idle;
    private int lead;
    private double below;
    private double release;

    @Test
    void acceptsExactlyWhatIsConsistent() {
        int accepted = 0;
        for (int i = 0; i < SETTINGS; i++) {
            makeUp();
            boolean taken = isAccepted();
            assertThat(taken).as("%s", this).isEqualTo(isConsistent());
            accepted += taken ? 1 : 0;
        }
        assertThat(accepted).isBetween(SETTINGS / 10, SETTINGS * 9 / 10);
    }

    /** Each follows from the one it must not fall below, and falls below it now and then, by as little as a second. */
    private void makeUp() {
        interval = oneOf(4, 5, 30, 30, 60, 60, 300, 301);
        late = interval + around(60);
        suspect = late + around(200);
        orphan = suspect + around(600);
        orphanHibernate = orphan + around(3600);
        orphanDelete = oneOf(0, 0, 86_399, 86_400, 604_800);
        idle = oneOf(299, 300, 600, 600, 1800, 1800, 3600, 3601);
        lead = oneOf(0, 1, 120, 120, 240, idle - 1, idle);
        below = oneOf(0, 5, 5, 5, 5, 8, 50, 51);
        release = below + oneOf(-1, 0, 0, 3, 3, 3, 50, 51);
    }

    private boolean isConsistent() {
        return interval >= 5
                && interval <= 300
                && late >= interval
                && suspect >= late
                && orphan >= suspect
                && orphanHibernate >= orphan
                && (orphanDelete == 0 || orphanDelete >= 86_400)
                && idle >= 300
                && idle <= 3600
                && lead > 0
                && lead < idle
                && below > 0
                && below <= 50
                && release >= below
                && release <= 100;
    }

    private boolean isAccepted() {
        try {
            LifecycleSettings.builder()
                    .interval(Duration.ofSeconds(interval))
                    .lateAfter(Duration.ofSeconds(late))
                    .suspectAfter(Duration.ofSeconds(suspect))
                    .orphanAfter(Duration.ofSeconds(orphan))
                    .orphanHibernateAfter(Duration.ofSeconds(orphanHibernate))
                    .orphanDeleteAfter(orphanDelete == 0 ? null : Duration.ofSeconds(orphanDelete))
                    .idleAfter(Duration.ofSeconds(idle))
                    .warnLead(Duration.ofSeconds(lead))
                    .idleBelowPercent(below)
                    .releaseAtPercent(release)
                    .build();
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private int around(int most) {
        return random.nextInt(12) == 0 ? -1 : random.nextInt(4) * random.nextInt(most);
    }

    private int oneOf(int... values) {
        return values[random.nextInt(values.length)];
    }

    @Override
    public String toString() {
        return "interval " + interval + ", late " + late + ", suspect " + suspect + ", orphan " + orphan
                + ", hibernate "
                + orphanHibernate + ", delete " + orphanDelete + ", idle " + idle + ", lead " + lead + ", below "
                + below
                + ", release " + release;
    }
}
