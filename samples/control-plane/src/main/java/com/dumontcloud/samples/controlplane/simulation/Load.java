package com.dumontcloud.samples.controlplane.simulation;

import com.dumontcloud.sdk.core.model.Machine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** What a simulated machine is used for, by its label {@link #LABEL}. One without the label is used for nothing. */
enum Load {
    /** A training that never ends. */
    TRAINING {
        @Override
        boolean isBusyAfter(Duration uptime) {
            return true;
        }
    },
    /** Somebody runs a cell, and reads; the pauses are shorter than any preset's patience. */
    NOTEBOOK {
        @Override
        boolean isBusyAfter(Duration uptime) {
            return uptime.toMinutes() % 9 < 6;
        }
    },
    /** A job that is done after three quarters of an hour, on a machine that nobody thinks of giving back. */
    BATCH {
        @Override
        boolean isBusyAfter(Duration uptime) {
            return uptime.toMinutes() < 45;
        }
    },
    /** The same, but its agent dies with it. */
    CRASHING {
        @Override
        boolean isBusyAfter(Duration uptime) {
            return isReportingAfter(uptime);
        }

        @Override
        boolean isReportingAfter(Duration uptime) {
            return uptime.toMinutes() < 20;
        }
    },
    /** Nobody uses it. */
    NONE {
        @Override
        boolean isBusyAfter(Duration uptime) {
            return false;
        }
    };

    /** The label that says it. */
    static final String LABEL = "load";

    /** Returns what a machine is used for. */
    static Load of(Machine machine) {
        String label = machine.labels().getOrDefault(LABEL, "none");
        return Arrays.stream(values())
                .filter(load -> load.label().equals(label))
                .findFirst()
                .orElse(NONE);
    }

    /** Returns the label's value. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it is used, so long after it came up. */
    abstract boolean isBusyAfter(Duration uptime);

    /** Returns whether its agent still lives, so long after it came up. */
    boolean isReportingAfter(Duration uptime) {
        return true;
    }
}
