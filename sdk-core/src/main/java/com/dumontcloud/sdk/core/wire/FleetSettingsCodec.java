package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.FleetSettings;
import com.dumontcloud.sdk.core.model.FleetSettings.Assignment;
import com.dumontcloud.sdk.core.model.FleetSettings.Cap;
import com.dumontcloud.sdk.core.model.FleetSettings.Mode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the settings of a fleet. What is absent is {@code null}; unknown fields are skipped, words are kept as they are. The
 * {@code decode} methods throw {@link InvalidDocumentException} for what they cannot read. Thread-safe, does not block.
 */
public final class FleetSettingsCodec {

    private static final List<String> CAP_FIELDS = List.of("label", "instance_id", "usd", "period", "zone");

    private FleetSettingsCodec() {}

    /** Returns settings, as they are asked for and told. */
    public static byte[] encode(FleetSettings settings) {
        return ViewWriter.document(out -> write(out, settings));
    }

    /** Returns the settings that a control plane tells. */
    public static FleetSettings decode(byte[] json) {
        return read(JsonTree.parse(json, Kind.INVALID_ANSWER));
    }

    /** Returns the settings that a caller asks for. */
    public static FleetSettings decodeChange(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        root.objects("spend_caps").forEach(FleetSettingsCodec::requireKnownFields);
        return read(root);
    }

    /** A field that is passed over would widen a cap: what is meant for one machine would stop the whole fleet. */
    private static void requireKnownFields(JsonObject cap) {
        for (String name : cap.names()) {
            if (!CAP_FIELDS.contains(name)) {
                throw cap.outOfRange(name, "absent: a cap has " + String.join(", ", CAP_FIELDS), null);
            }
        }
    }

    private static void write(ViewWriter out, FleetSettings settings) {
        out.text("preset", settings.preset());
        List<Assignment> assignments = settings.assignments();
        if (assignments == null) {
            out.text("assignments", null);
        } else {
            out.list(
                    "assignments",
                    assignments,
                    (row, one) ->
                            row.text("label", one.label()).text("preset_or_observe_only", one.presetOrObserveOnly()));
        }
        Map<String, BigDecimal> overrides = settings.overrides();
        if (overrides == null) {
            out.text("overrides", null);
        } else {
            out.object("overrides", below -> new TreeMap<>(overrides).forEach(below::decimal));
        }
        Boolean allowDelete = settings.allowDelete();
        if (allowDelete == null) {
            out.text("allow_delete", null);
        } else {
            out.flag("allow_delete", allowDelete);
        }
        List<Cap> caps = settings.spendCaps();
        if (caps == null) {
            out.text("spend_caps", null);
        } else {
            out.list("spend_caps", caps, FleetSettingsCodec::write);
        }
        List<String> notifiers = settings.notifiers();
        if (notifiers == null) {
            out.text("notifiers", null);
        } else {
            out.texts("notifiers", notifiers);
        }
        out.instant("shadow_until", settings.shadowUntil());
        List<Mode> modes = settings.modes();
        if (modes != null) {
            out.list(
                    "modes",
                    modes,
                    (row, one) -> row.text("scope", one.scope())
                            .text("mode", one.mode())
                            .text("reason", one.reason()));
        }
    }

    private static void write(ViewWriter out, Cap cap) {
        out.text("label", cap.label())
                .text(
                        "instance_id",
                        cap.machine() == null ? null : cap.machine().value())
                .decimal("usd", cap.usd())
                .text("period", cap.period())
                .text("zone", cap.zone());
    }

    private static FleetSettings read(JsonObject root) {
        return new FleetSettings(
                root.text("preset"),
                root.has("assignments")
                        ? root.objects("assignments").stream()
                                .map(one -> new Assignment(
                                        MachineCodec.word(one, "label"),
                                        MachineCodec.word(one, "preset_or_observe_only")))
                                .toList()
                        : null,
                overrides(root.object("overrides")),
                root.flag("allow_delete"),
                root.has("spend_caps")
                        ? root.objects("spend_caps").stream()
                                .map(FleetSettingsCodec::readCap)
                                .toList()
                        : null,
                root.has("notifiers") ? root.texts("notifiers") : null,
                root.instant("shadow_until"),
                root.has("modes")
                        ? root.objects("modes").stream()
                                .map(FleetSettingsCodec::readMode)
                                .toList()
                        : null);
    }

    private static @Nullable Map<String, BigDecimal> overrides(@Nullable JsonObject given) {
        if (given == null) {
            return null;
        }
        Map<String, BigDecimal> overrides = new LinkedHashMap<>();
        for (String name : given.names()) {
            BigDecimal value = given.decimal(name);
            if (value == null) {
                throw given.fault(name, "a number", null);
            }
            overrides.put(name, value);
        }
        return overrides;
    }

    private static Mode readMode(JsonObject mode) {
        return new Mode(
                Objects.requireNonNullElse(mode.text("scope"), ""),
                MachineCodec.word(mode, "mode"),
                Objects.requireNonNullElse(mode.text("reason"), ""));
    }

    private static Cap readCap(JsonObject cap) {
        BigDecimal usd = cap.decimal("usd");
        if (usd == null) {
            throw cap.fault("usd", "there", null);
        }
        return new Cap(
                cap.text("label"),
                cap.has("instance_id") ? cap.machineId("instance_id") : null,
                usd,
                MachineCodec.word(cap, "period"),
                Objects.requireNonNullElse(cap.text("zone"), "UTC"));
    }
}
