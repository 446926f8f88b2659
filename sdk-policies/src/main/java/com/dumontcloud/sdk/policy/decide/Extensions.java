package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.IdleSignal.Sample;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Asks what users added. One that fails abstains, or reads unknown, and people are told: once for each machine, since a failure
 * usually repeats at every heartbeat.
 */
final class Extensions {

    private static final String SILENT = "it answered null";

    private Extensions() {}

    /** Errors too: one that escaped would lose a heartbeat, and with it the machine. Only the virtual machine's own may. */
    static Verdict ask(Named<LifecyclePolicy> policy, Draft draft) {
        try {
            return Objects.requireNonNull(policy.extension.evaluate(draft.next, draft.moment), SILENT);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError failure) {
            report(policy.name, failure, draft);
            return Verdict.abstain();
        }
    }

    /** Errors too, for the same reason. */
    static Reading ask(Named<IdleSignal> signal, Sample sample, Draft draft) {
        try {
            return Objects.requireNonNull(signal.extension.read(sample), SILENT);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError failure) {
            report(signal.name, failure, draft);
            return Reading.UNKNOWN;
        }
    }

    private static void report(String name, Throwable failure, Draft draft) {
        if (draft.next.failedExtensions.contains(name)) {
            return;
        }
        List<String> failed = new ArrayList<>(draft.next.failedExtensions);
        failed.add(name);
        draft.next.failedExtensions = List.copyOf(failed);
        draft.effects.add(new Effect.Alert(Severity.WARNING, Reason.of(Reason.Code.EXTENSION_FAILED, name, failure)));
    }

    /**
     * Something to ask, and what people call it.
     *
     * @param name the same in every process: of a lambda the class name is not
     * @param extension what to ask
     */
    record Named<T>(String name, T extension) {

        static <T> List<Named<T>> all(String kind, List<? extends T> builtIn, List<? extends T> added) {
            List<Named<T>> all = new ArrayList<>();
            builtIn.forEach(one -> all.add(new Named<>("a built-in " + kind, one)));
            for (T one : added) {
                Class<?> type = one.getClass();
                String suffix = type.isHidden() || type.isSynthetic() ? "" : " (" + type.getName() + ")";
                all.add(new Named<>(kind + " " + (all.size() - builtIn.size() + 1) + suffix, one));
            }
            return List.copyOf(all);
        }
    }
}
