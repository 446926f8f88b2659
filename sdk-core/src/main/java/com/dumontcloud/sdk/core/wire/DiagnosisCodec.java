package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Diagnosis;
import com.dumontcloud.sdk.core.model.Diagnosis.Case;
import com.dumontcloud.sdk.core.model.Diagnosis.Check;

/**
 * Writes and reads the reply to {@code GET /instances/{id}/diagnose}. Unknown fields are skipped, unknown words kept. {@link #decode}
 * throws {@link InvalidDocumentException} for what it cannot read. Thread-safe, does not block.
 */
public final class DiagnosisCodec {

    private DiagnosisCodec() {}

    /** Returns the reply that tells this diagnosis. */
    public static byte[] encode(Diagnosis diagnosis) {
        return ViewWriter.document(out -> out.text(
                        "instance_id", diagnosis.machine().value())
                .list(
                        "cases",
                        diagnosis.cases(),
                        (row, one) ->
                                row.text("name", one.name()).list("checks", one.checks(), DiagnosisCodec::write)));
    }

    /** Returns the diagnosis that a reply tells. */
    public static Diagnosis decode(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        if (!root.has("cases")) {
            throw root.fault("cases", "there", null);
        }
        return new Diagnosis(
                root.machineId("instance_id"),
                root.objects("cases").stream()
                        .map(one -> new Case(
                                MachineCodec.word(one, "name"),
                                one.objects("checks").stream()
                                        .map(DiagnosisCodec::read)
                                        .toList()))
                        .toList());
    }

    private static void write(ViewWriter out, Check check) {
        out.text("name", check.name())
                .text("outcome", check.outcome())
                .text("text", check.text())
                .text("remedy", check.remedy());
    }

    private static Check read(JsonObject check) {
        return new Check(
                MachineCodec.word(check, "name"),
                MachineCodec.word(check, "outcome"),
                MachineCodec.word(check, "text"),
                check.text("remedy"));
    }
}
