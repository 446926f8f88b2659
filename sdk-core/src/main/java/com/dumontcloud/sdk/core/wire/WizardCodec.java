package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.advisor.WizardAnswer;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Asked;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Estimate;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.MemoryTerm;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Misfit;
import com.dumontcloud.sdk.core.advisor.WizardAnswer.Recommendation;
import com.dumontcloud.sdk.core.advisor.WizardRequest;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;

/**
 * Writes and reads what is said to a wizard and by it: {@code POST /wizard/recommend} and {@code POST /wizard/accept}. Unknown fields are
 * skipped. The {@code decode} methods throw {@link InvalidDocumentException} for what they cannot read. Thread-safe, does not block.
 */
public final class WizardCodec {

    private static final int LONGEST_ID = 64;

    private WizardCodec() {}

    /** Returns the body of {@code POST /wizard/recommend}. */
    public static byte[] encodeRequest(WizardRequest request) {
        return ViewWriter.document(out -> out.text("description", request.description())
                .decimal("budget_usd_per_hour", MachineCodec.usd(request.maxRate()))
                .text("region", request.region())
                .text("language", request.language().toLanguageTag()));
    }

    /** Returns what a body of {@code POST /wizard/recommend} asks. */
    public static WizardRequest decodeRequest(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        String description = root.text("description");
        if (description == null) {
            throw root.fault("description", "there", null);
        }
        if (description.isBlank() || description.length() > WizardRequest.LONGEST_DESCRIPTION) {
            throw root.outOfRange("description", "1 to " + WizardRequest.LONGEST_DESCRIPTION + " characters", null);
        }
        String region = root.text("region");
        if (region != null && !region.matches("(?i)ASIA|[A-Z]{2}")) {
            throw root.outOfRange("region", "US, EU, ASIA or a country of two letters", null);
        }
        return new WizardRequest(
                description,
                MachineCodec.rate(root, "budget_usd_per_hour"),
                region,
                Locale.forLanguageTag(Objects.requireNonNullElse(root.word("language"), "en")));
    }

    /** Returns the body of {@code POST /wizard/accept}. */
    public static byte[] encodeAcceptance(Acceptance acceptance) {
        return ViewWriter.document(out ->
                out.text("recommendation_id", acceptance.recommendationId()).text("name", acceptance.name()));
    }

    /** Returns what a body of {@code POST /wizard/accept} accepts. */
    public static Acceptance decodeAcceptance(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        String id = root.text("recommendation_id");
        String name = root.word("name");
        if (id == null || name == null) {
            throw root.fault(id == null ? "recommendation_id" : "name", "there", null);
        }
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw root.outOfRange("recommendation_id", "1 to " + LONGEST_ID + " characters", null);
        }
        if (name.isBlank() || name.length() > MachineOrder.LONGEST_NAME) {
            throw root.outOfRange("name", "1 to " + MachineOrder.LONGEST_NAME + " characters", null);
        }
        return new Acceptance(id, name);
    }

    /** Returns the reply to {@code POST /wizard/recommend}. */
    public static byte[] encode(WizardAnswer answer) {
        return ViewWriter.document(out -> {
            Recommendation first = answer.recommendation();
            if (first == null) {
                out.text("recommendation", null);
            } else {
                out.object("recommendation", below -> write(below, first));
            }
            out.list("alternatives", answer.alternatives(), WizardCodec::write)
                    .object("workload", below -> WorkloadCodec.write(below, answer.workload()))
                    .list("memory", answer.memory(), WizardCodec::write)
                    .texts("assumptions", answer.assumptions())
                    .list("questions", answer.questions(), WizardCodec::write)
                    .list(
                            "does_not_fit",
                            answer.misfits(),
                            (row, one) -> row.text("machines", one.machines()).text("why", one.why()))
                    .texts("unread", answer.unread());
        });
    }

    /** Returns what a reply to {@code POST /wizard/recommend} tells. */
    public static WizardAnswer decode(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        JsonObject first = root.object("recommendation");
        JsonObject workload = root.object("workload");
        if (workload == null) {
            throw root.fault("workload", "there", null);
        }
        return new WizardAnswer(
                first == null ? null : recommendation(first),
                root.objects("alternatives").stream()
                        .map(WizardCodec::recommendation)
                        .toList(),
                WorkloadCodec.read(workload),
                root.objects("memory").stream().map(WizardCodec::term).toList(),
                root.texts("assumptions"),
                root.objects("questions").stream().map(WizardCodec::asked).toList(),
                root.objects("does_not_fit").stream()
                        .map(row -> new Misfit(MachineCodec.word(row, "machines"), MachineCodec.word(row, "why")))
                        .toList(),
                root.texts("unread"));
    }

    private static void write(ViewWriter out, Recommendation one) {
        Estimate estimate = one.estimate();
        out.text("id", one.id())
                .object("offer", below -> MarketCodec.write(below, one.offer()))
                .whole("disk_gb", one.diskGb())
                .texts("reasons", one.reasons())
                .object(
                        "estimate",
                        below -> below.decimal("vram_gb_low", estimate.vramGbLow())
                                .decimal("vram_gb_likely", estimate.vramGbLikely())
                                .decimal("vram_gb_high", estimate.vramGbHigh())
                                .decimal("usd_per_hour", estimate.rate().usdPerHour())
                                .decimal("hours", estimate.hours())
                                .decimal("usd_total", estimate.usdTotal()));
    }

    private static void write(ViewWriter out, MemoryTerm term) {
        out.text("name", term.name())
                .text("calculation", term.calculation())
                .decimal("gb_low", term.gbLow())
                .decimal("gb_likely", term.gbLikely())
                .decimal("gb_high", term.gbHigh());
    }

    private static void write(ViewWriter out, Asked asked) {
        out.text("field", asked.field())
                .flag("required", asked.isRequired())
                .text("question", asked.question())
                .text("why", asked.why());
    }

    private static Recommendation recommendation(JsonObject row) {
        JsonObject offer = row.object("offer");
        JsonObject estimate = row.object("estimate");
        Integer diskGb = row.count("disk_gb");
        if (offer == null || estimate == null || diskGb == null) {
            throw row.fault(offer == null ? "offer" : estimate == null ? "estimate" : "disk_gb", "there", null);
        }
        HourlyRate rate = MachineCodec.rate(estimate, "usd_per_hour");
        if (rate == null) {
            throw estimate.fault("usd_per_hour", "there", null);
        }
        return new Recommendation(
                MachineCodec.word(row, "id"),
                MarketCodec.read(offer),
                diskGb,
                row.texts("reasons"),
                new Estimate(
                        amount(estimate, "vram_gb_low"),
                        amount(estimate, "vram_gb_likely"),
                        amount(estimate, "vram_gb_high"),
                        rate,
                        estimate.decimal("hours"),
                        estimate.decimal("usd_total")));
    }

    private static MemoryTerm term(JsonObject row) {
        return new MemoryTerm(
                MachineCodec.word(row, "name"),
                MachineCodec.word(row, "calculation"),
                amount(row, "gb_low"),
                amount(row, "gb_likely"),
                amount(row, "gb_high"));
    }

    private static Asked asked(JsonObject row) {
        return new Asked(
                MachineCodec.word(row, "field"),
                Boolean.TRUE.equals(row.flag("required")),
                MachineCodec.word(row, "question"),
                MachineCodec.word(row, "why"));
    }

    private static BigDecimal amount(JsonObject row, String name) {
        BigDecimal amount = row.decimal(name);
        if (amount == null) {
            throw row.fault(name, "there", null);
        }
        return amount;
    }

    /**
     * Which recommendation somebody takes.
     *
     * @param recommendationId as it was given
     * @param name what to call the machine
     */
    public record Acceptance(String recommendationId, String name) {}
}
