package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the engine would have done while it was in shadow, what that would have saved, and whom it would have interrupted.
 *
 * <p>A machine that would have been parked went on running, so its real use tells the damage: whoever used it again would have
 * found it off. It counts as parked from there until it is seen in use, however often the engine would have parked it in between.
 * What the report cannot know is what people would have done differently, had they found it off. Immutable.
 *
 * @param since when the shadow began
 * @param until when it ended, or will; absent where it has no end
 * @param at when this was asked
 * @param interruptedWithin how soon after it would have been parked the use of a machine counts as interrupted
 * @param actions what would have been done, the oldest first; at most the newest 10,000
 * @param forgotten how many older ones are not among them, nor in any sum
 */
public record ShadowReport(
        Instant since,
        @Nullable Instant until,
        Instant at,
        Duration interruptedWithin,
        List<ShadowAction> actions,
        long forgotten) {

    /** Copies the list. */
    public ShadowReport {
        actions = List.copyOf(actions);
    }

    /** Returns what would have been saved by the time of the report. */
    public BigDecimal savedUsd() {
        return actions.stream().map(action -> action.savedUsd(at)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Returns how often somebody would have been interrupted. */
    public long interruptions() {
        return actions.stream()
                .filter(action -> action.isInterruption(interruptedWithin))
                .count();
    }

    /** Returns the sums in a sentence. */
    public Reason summary() {
        return Reason.of(
                Reason.Code.SHADOW_SUMMARY,
                since,
                actions.size(),
                savedUsd().setScale(2, RoundingMode.DOWN).toPlainString(),
                interruptions(),
                interruptedWithin);
    }
}
