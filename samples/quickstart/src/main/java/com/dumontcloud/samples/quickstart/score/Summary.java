package com.dumontcloud.samples.quickstart.score;

import com.dumontcloud.sdk.policy.fleet.Account;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a run, by the scoring rules and by the engine's own books. Immutable.
 *
 * @param score by the scoring rules
 * @param ledgerBilledUsd what the engine counted as billed, in cents
 * @param ledgerSavedUsd what it counted as saved, in cents
 */
public record Summary(ReplayScore score, BigDecimal ledgerBilledUsd, BigDecimal ledgerSavedUsd) {

    /** Returns the summary of a score and the engine's books. */
    public static Summary of(ReplayScore score, Account account) {
        return new Summary(score, cents(account.billedUsd()), cents(account.savedUsd()));
    }

    /** Returns it as one JSON object. */
    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("replay_never_usd", ReplayScore.cents(score.neverUsd()));
        fields.put("replay_policy_usd", ReplayScore.cents(score.policyUsd()));
        fields.put("replay_best_usd", ReplayScore.cents(score.bestUsd()));
        fields.put("replay_saved_usd", ReplayScore.cents(score.savedUsd()));
        fields.put("parked", score.parked());
        fields.put("interrupted", score.interrupted());
        fields.put("instances", score.instances());
        fields.put("instance_days", new BigDecimal(score.instanceDays()).setScale(1, RoundingMode.HALF_EVEN));
        fields.put("ledger_billed_usd", ledgerBilledUsd);
        fields.put("ledger_saved_usd", ledgerSavedUsd);
        return fields.entrySet().stream()
                .map(field -> "  \"" + field.getKey() + "\": " + field.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    /** Writes the JSON, in place of any that is there. */
    public void write(Path file) throws IOException {
        Files.writeString(file, json());
    }

    private static BigDecimal cents(BigDecimal usd) {
        return usd.setScale(2, RoundingMode.HALF_EVEN);
    }
}
