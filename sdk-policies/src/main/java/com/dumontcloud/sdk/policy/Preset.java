package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.Locale;

/**
 * Settings that belong together, by what they are for. Every value can be overridden with
 * {@link LifecycleSettings#toBuilder()}.
 */
public enum Preset {
    /** Parks within minutes; for demonstrations and for people who never leave a machine to think. */
    REACTIVE {
        @Override
        public LifecycleSettings settings() {
            return lifecycle()
                    .orphanAfter(Duration.ofMinutes(5))
                    .orphanHibernateAfter(Duration.ofMinutes(30))
                    .witnessBeforeOrphanAction(false)
                    .restartGrace(Duration.ofMinutes(5))
                    .build();
        }
    },
    /** Quick on the idle, patient with the silent; releases what stayed orphaned for a week, where deleting is allowed. */
    LIFECYCLE {
        @Override
        public LifecycleSettings settings() {
            return lifecycle().build();
        }
    },
    /** Half an hour idle, no hysteresis. */
    STATUS_API {
        @Override
        public LifecycleSettings settings() {
            return LifecycleSettings.builder()
                    .releaseAtPercent(5)
                    .minUptime(Duration.ofMinutes(10))
                    .build();
        }
    },
    /** The default: half an hour idle, hysteresis, and time to set a machine up. */
    BALANCED {
        @Override
        public LifecycleSettings settings() {
            return LifecycleSettings.builder().build();
        }
    },
    /** Ten idle minutes, for fleets whose users come back seldom; processes on the GPU stretch it to an hour. */
    SAVER {
        @Override
        public LifecycleSettings settings() {
            return LifecycleSettings.builder()
                    .orphanAfter(Duration.ofMinutes(15))
                    .orphanHibernateAfter(Duration.ofMinutes(45))
                    .idleAfter(Duration.ofMinutes(10))
                    .warnLead(Duration.ofMinutes(3))
                    .processFactor(6)
                    .restartGrace(Duration.ofMinutes(5))
                    .minUptime(Duration.ofMinutes(10))
                    .budgetShare(0.25)
                    .budgetLeast(2)
                    .build();
        }
    },
    /** {@link #BALANCED}, but each machine may be unused for as long as pays: its price and its gaps between uses decide. */
    DERIVED {
        @Override
        public LifecycleSettings settings() {
            return LifecycleSettings.builder()
                    .idleThreshold(IdleThreshold.derived().build())
                    .build();
        }
    };

    /** Returns the preset's settings. */
    public abstract LifecycleSettings settings();

    /**
     * Returns the preset with this name in any case, {@code -} and {@code _} alike.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static Preset from(String name) {
        for (Preset preset : values()) {
            if (preset.text().equals(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return preset;
            }
        }
        throw new IllegalArgumentException("no preset is called \"" + name
                + "\"; there are reactive, lifecycle, status-api, balanced, saver and derived");
    }

    /** Returns the name as it is written in options, for example {@code status-api}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static LifecycleSettings.Builder lifecycle() {
        return LifecycleSettings.builder()
                .interval(Duration.ofSeconds(60))
                .lateAfter(Duration.ofSeconds(150))
                .orphanDeleteAfter(Duration.ofDays(7))
                .releaseAtPercent(5)
                .idleAfter(Duration.ofMinutes(5))
                .warnLead(Duration.ofMinutes(2))
                .processFactor(1)
                .minUptime(Duration.ZERO);
    }
}
