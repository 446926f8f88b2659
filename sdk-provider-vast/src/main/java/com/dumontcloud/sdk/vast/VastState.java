package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.MachineState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the four words of a row mean together. Pure; the first rule that fits decides.
 *
 * <p>No word decides alone: a machine that was stopped reads {@code exited}, and so does one whose program crashed while its GPU
 * is billed on. Where the words leave it open, the machine counts as billed.
 *
 * @param state in the terms of the core; {@code UNKNOWN} where the host does not know, so that the state before still holds
 * @param reason the words behind it, for people
 * @param bills what is billed
 */
record VastState(MachineState state, @Nullable String reason, Bills bills) {

    /** Words of the container runtime that no waiting mends. */
    private static final List<String> HOPELESS =
            List.of("oci runtime create failed", "manifest unknown", "pull access denied", "unauthorized");

    /**
     * Reads a row.
     *
     * @param label what its label holds
     * @param changing whether it was told to start or boot so lately that an old status may still be shown
     */
    static VastState of(VastInstance row, VastLabel label, boolean changing) {
        String actual = word(row.actualStatus());
        String current = word(row.currentState());
        boolean wanted = word(row.intendedStatus()).equals("running");
        if (current.equals("unloaded")) {
            return new VastState(MachineState.DELETED, row.statusMessage(), Bills.NOTHING);
        }
        if (actual.equals("offline")) {
            return new VastState(MachineState.FAILED, said("the host is offline", row), Bills.NOTHING);
        }
        if (actual.equals("unknown")) {
            Bills bills = current.equals("stopped") ? Bills.DISK : Bills.ALL;
            return new VastState(MachineState.UNKNOWN, said("the host does not answer", row), bills);
        }
        if (current.equals("stopped")) {
            return stopped(row, label, wanted || word(row.nextState()).equals("running"));
        }
        if (current.equals("running") && word(row.intendedStatus()).equals("stopped")) {
            return new VastState(MachineState.STOPPING, row.statusMessage(), Bills.ALL);
        }
        return allocated(row, actual, current, changing);
    }

    private static VastState stopped(VastInstance row, VastLabel label, boolean queued) {
        if (isHopeless(row) && word(row.actualStatus()).equals("loading")) {
            // An image that cannot be fetched may read so, seen live: it would wait for ever for what never starts.
            return new VastState(MachineState.FAILED, row.statusMessage(), Bills.DISK);
        }
        if (queued) {
            // Before the mark of a hibernation, which would hide that the machine may start, and bill, at any moment.
            return new VastState(MachineState.STARTING, said("queued: waits for its GPU", row), Bills.DISK);
        }
        if (label.isHibernated()) {
            return new VastState(MachineState.HIBERNATING, row.statusMessage(), Bills.DISK);
        }
        if (isInterrupted(row, label)) {
            return new VastState(
                    MachineState.FAILED,
                    said("interrupted: outbid; it may start again, and bill, by itself", row),
                    Bills.DISK);
        }
        return new VastState(MachineState.STOPPED, row.statusMessage(), Bills.DISK);
    }

    /** Returns whether an interruptible machine that is stopped was not stopped by us. */
    private static boolean isInterrupted(VastInstance row, VastLabel label) {
        return row.isBid() && !label.isStoppedByUs();
    }

    /** Returns whether the machine lost its GPU to a higher bid, and may get it back, and bill, by itself. */
    static boolean isOutbid(VastInstance row, VastLabel label) {
        boolean wanted = word(row.intendedStatus()).equals("running")
                || word(row.nextState()).equals("running");
        return word(row.currentState()).equals("stopped") && !wanted && isInterrupted(row, label);
    }

    private static VastState allocated(VastInstance row, String actual, String current, boolean changing) {
        switch (actual) {
            case "exited" -> {
                return current.equals("running") && !changing
                        ? new VastState(MachineState.FAILED, said("the container exited", row), Bills.ALL)
                        : new VastState(MachineState.STARTING, row.statusMessage(), Bills.ALL);
            }
            case "frozen" -> {
                return new VastState(
                        MachineState.HIBERNATING, said("frozen: billed at the full price", row), Bills.ALL);
            }
            case "running" -> {
                return new VastState(MachineState.RUNNING, row.statusMessage(), Bills.ALL);
            }
            default -> {
                // What loads is billed for its disk alone; what boots again holds its GPU.
                Bills bills = actual.isEmpty() || actual.equals("created") || actual.equals("loading")
                        ? Bills.DISK
                        : Bills.ALL;
                return isHopeless(row)
                        ? new VastState(MachineState.FAILED, row.statusMessage(), bills)
                        : new VastState(MachineState.STARTING, row.statusMessage(), bills);
            }
        }
    }

    private static boolean isHopeless(VastInstance row) {
        String said = word(row.statusMessage());
        return HOPELESS.stream().anyMatch(said::contains);
    }

    private static String word(@Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    private static String said(String ours, VastInstance row) {
        String theirs = row.statusMessage();
        return theirs == null || theirs.isBlank() ? ours : ours + " (" + theirs.strip() + ")";
    }

    /** What a state costs. */
    enum Bills {
        /** GPU and disk. */
        ALL,
        /** The disk. */
        DISK,
        /** Nothing. */
        NOTHING
    }
}
