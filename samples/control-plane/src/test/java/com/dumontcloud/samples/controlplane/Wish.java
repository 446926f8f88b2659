package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Something that an owner asks a control plane for, which may be killed before it answers. Not thread-safe. */
final class Wish {

    private final String what;
    private final Consumer<DumontClient> request;
    private final Predicate<DumontClient> isFulfilled;
    private final Predicate<DumontClient> isAsBefore;
    private boolean answered;

    /**
     * @param isFulfilled whether all that was asked for came to be, in the world and in what is shown of it
     * @param isAsBefore whether nothing of it did
     */
    Wish(
            String what,
            Consumer<DumontClient> request,
            Predicate<DumontClient> isFulfilled,
            Predicate<DumontClient> isAsBefore) {
        this.what = what;
        this.request = request;
        this.isFulfilled = isFulfilled;
        this.isAsBefore = isAsBefore;
    }

    /** Asks, once. Only the death of who is asked may keep it from answering. */
    Wish ask(DumontClient owner) {
        try {
            request.accept(owner);
            answered = true;
        } catch (DumontException failure) {
            if (failure.kind() != Kind.NETWORK && failure.kind() != Kind.TIMEOUT) {
                throw new AssertionError(this + " was refused", failure);
            }
        }
        return this;
    }

    /** Returns whether what was promised is so; what was not, may be so or not, but nothing in between. */
    boolean isKept(DumontClient owner) {
        return isFulfilled.test(owner) || (!answered && isAsBefore.test(owner));
    }

    @Override
    public String toString() {
        return what + (answered ? ", which was promised" : ", which got no answer");
    }
}
