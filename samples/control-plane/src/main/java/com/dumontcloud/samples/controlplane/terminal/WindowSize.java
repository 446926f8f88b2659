package com.dumontcloud.samples.controlplane.terminal;

/**
 * How large a terminal is. Immutable.
 *
 * @param columns 1 to {@value #MOST}
 * @param rows 1 to {@value #MOST}
 */
record WindowSize(int columns, int rows) {

    /** More than any screen shows; programs allocate by it. */
    static final int MOST = 1000;

    WindowSize {
        if (columns < 1 || columns > MOST || rows < 1 || rows > MOST) {
            throw new IllegalArgumentException(
                    "a terminal of " + columns + " by " + rows + "; each must be 1 to " + MOST);
        }
    }
}
