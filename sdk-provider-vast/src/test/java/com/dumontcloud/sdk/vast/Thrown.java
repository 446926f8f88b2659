package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.dumontcloud.sdk.core.error.DumontException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches what a call throws, and never lets a secret through. */
final class Thrown {

    private Thrown() {}

    static VastException by(ThrowingCallable call) {
        DumontException thrown = anyBy(call);
        assertThat(thrown).isInstanceOf(VastException.class);
        return (VastException) thrown;
    }

    static DumontException anyBy(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(DumontException.class);
        assertThat(trace(thrown)).doesNotContain(TestVast.KEY);
        return (DumontException) thrown;
    }

    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
