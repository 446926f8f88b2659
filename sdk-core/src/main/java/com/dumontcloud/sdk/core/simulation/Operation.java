package com.dumontcloud.sdk.core.simulation;

import java.util.Locale;

/** A call to a provider, as {@link CallLog} and {@link FaultScript} name it. */
public enum Operation {
    /** {@code list()}. */
    LIST,
    /** {@code read(id)}. */
    READ,
    /** {@code witness(id)}. */
    WITNESS,
    /** {@code wakeRisk(id)}. */
    WAKE_RISK,
    /** {@code start(id)}. */
    START,
    /** {@code stop(id)}. */
    STOP,
    /** {@code reboot(id)}. */
    REBOOT,
    /** {@code destroy(id)}. */
    DESTROY,
    /** {@code setLabel(id, label)}. */
    SET_LABEL,
    /** {@code searchOffers(query)}. */
    SEARCH_OFFERS,
    /** {@code rent(request)}. */
    RENT,
    /** {@code credit()}. */
    CREDIT;

    /** Returns whether the call changes a machine that is there. */
    public boolean isChange() {
        return this == START || this == STOP || this == REBOOT || this == DESTROY || this == SET_LABEL;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
