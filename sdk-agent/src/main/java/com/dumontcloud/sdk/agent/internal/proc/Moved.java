package com.dumontcloud.sdk.agent.internal.proc;

import org.jspecify.annotations.Nullable;

/** Bytes moved since the count began, in and out; absent where that is not known. Immutable. */
record Moved(@Nullable Long in, @Nullable Long out) {

    static final Moved UNKNOWN = new Moved(null, null);

    /** Returns what moved since a count before; a smaller one belongs to something that is gone, so nothing is known. */
    Moved since(Moved before) {
        return new Moved(since(in, before.in), since(out, before.out));
    }

    private static @Nullable Long since(@Nullable Long now, @Nullable Long before) {
        return now == null || before == null || now < before ? null : (Long) (now - before);
    }
}
