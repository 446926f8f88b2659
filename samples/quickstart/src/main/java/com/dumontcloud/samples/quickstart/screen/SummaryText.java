package com.dumontcloud.samples.quickstart.screen;

import com.dumontcloud.samples.quickstart.score.ReplayScore;
import com.dumontcloud.samples.quickstart.score.Summary;
import com.dumontcloud.sdk.policy.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The summary as people read it. */
public final class SummaryText {

    private SummaryText() {}

    /**
     * Returns the text, some lines long.
     *
     * @param whole whether the run came to its end
     */
    public static String of(Summary summary, Preset preset, boolean whole) {
        ReplayScore score = summary.score();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%d machines over %.1f machine-days, preset %s%s. What their unneeded time costs:",
                score.instances(),
                score.instanceDays(),
                preset.text(),
                whole ? "" : ", interrupted before the end"));
        lines.add(cost("never parked", score.neverUsd(), ""));
        lines.add(cost("with the policy", score.policyUsd(), saved(score)));
        lines.add(cost("best possible", score.bestUsd(), "; parks at once and is back in time"));
        lines.add(String.format(
                Locale.ROOT,
                "People interrupted   %10d   came back within half an hour of one of %,d parkings",
                score.interrupted(),
                score.parked()));
        if (score.killed() > 0) {
            lines.add(String.format(
                    Locale.ROOT, "Work destroyed       %10d   times a machine was parked in use", score.killed()));
        }
        lines.add(String.format(
                Locale.ROOT,
                "The engine's books   %,10.2f   USD billed, work and all; %,.2f saved",
                summary.ledgerBilledUsd(),
                summary.ledgerSavedUsd()));
        lines.add("");
        return String.join(System.lineSeparator(), lines);
    }

    private static String cost(String what, double usd, String remark) {
        return String.format(Locale.ROOT, "  %-18s %,10.2f   USD%s", what, ReplayScore.cents(usd), remark);
    }

    private static String saved(ReplayScore score) {
        OptionalDouble percent = score.percentOfBest();
        String share = percent.isEmpty()
                ? ""
                : String.format(Locale.ROOT, ", %.1f %% of what can be saved", percent.getAsDouble());
        return String.format(Locale.ROOT, "; saves %,.2f", ReplayScore.cents(score.savedUsd())) + share;
    }
}
