package com.dumontcloud.samples.quickstart.cast;

/** What a machine is rented for: each shows another part of the job. */
public enum Role {
    /** Somebody works in a notebook, thinks, eats, and comes back. */
    NOTEBOOK("notebook", "notebook"),
    /** A long training, idle while it evaluates and saves. */
    TRAINING("training", "long training"),
    /** A job that ended, on a machine that nobody thought of giving back. */
    FORGOTTEN("batch", "batch job"),
    /** A training whose data come in first: nothing on the GPU, a busy network. */
    LOADING("loader", "loads data first"),
    /** A program that freezes together with its reporter, without a goodbye. */
    CRASHED("crasher", "crashes silently"),
    /** A reporter that dies while the job next to it goes on. */
    REPORTER_LOST("deserted", "loses its reporter"),
    /** A program that says when its work is done. */
    FINISHED("finisher", "says when done"),
    /** Somebody who thinks for long and asks for the machine to be kept. */
    KEPT_ALIVE("thinker", "asks for quiet");

    private final String stem;
    private final String text;

    Role(String stem, String text) {
        this.stem = stem;
        this.text = text;
    }

    /** Returns what the names of its machines begin with. */
    String stem() {
        return stem;
    }

    /** Returns it in a few words. */
    public String text() {
        return text;
    }
}
