package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Writes and reads the events of {@code GET /events}, a word for the kind and a JSON object on one line, and those of a machine before.
 *
 * <p>What is not known is {@code null}. Unknown kinds become {@link FleetEvent.Unknown}, unknown fields are skipped, unknown words
 * kept; {@link #decode} throws {@link InvalidDocumentException} for what it cannot read. Thread-safe, does not block.
 */
public final class EventCodec {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private EventCodec() {}

    /** Returns the word for the kind of an event. */
    public static String type(FleetEvent event) {
        if (event instanceof FleetEvent.Reset) {
            return "reset";
        } else if (event instanceof FleetEvent.StateChanged) {
            return "state";
        } else if (event instanceof FleetEvent.Warning) {
            return "warning";
        } else if (event instanceof FleetEvent.Decision) {
            return "decision";
        } else if (event instanceof FleetEvent.OperationChanged) {
            return "operation";
        } else if (event instanceof FleetEvent.Alert) {
            return "alert";
        } else if (event instanceof FleetEvent.Unknown unknown) {
            return unknown.type();
        }
        throw new IllegalStateException("no word for " + event);
    }

    /** Returns what an event says, as JSON without a line break. */
    public static byte[] encode(FleetEvent event) {
        return ViewWriter.document(out -> write(out, event));
    }

    /**
     * Returns the event of this kind that says this.
     *
     * @param type the word for its kind
     * @param json what it says
     */
    public static FleetEvent decode(String type, byte[] json) {
        return read(type, JsonTree.parse(json, Kind.INVALID_ANSWER));
    }

    private static FleetEvent read(String type, JsonObject root) {
        return switch (type) {
            case "reset" -> new FleetEvent.Reset(root.text("why"));
            case "state" ->
                new FleetEvent.StateChanged(
                        root.machineId("instance_id"),
                        at(root),
                        MachineState.from(Objects.requireNonNullElse(root.text("state"), "")),
                        root.text("health"),
                        root.text("activity"),
                        root.duration("hibernate_in_seconds", SECOND));
            case "warning" ->
                new FleetEvent.Warning(
                        root.machineId("instance_id"), at(root), root.duration("hibernate_in_seconds", SECOND));
            case "decision" -> new FleetEvent.Decision(operation(root), at(root));
            case "operation" ->
                new FleetEvent.OperationChanged(
                        operation(root), at(root), root.text("outcome"), root.text("outcome_reason"));
            case "alert" ->
                new FleetEvent.Alert(
                        root.has("instance_id") ? root.machineId("instance_id") : null,
                        at(root),
                        MachineCodec.word(root, "severity"),
                        root.text("code"),
                        MachineCodec.word(root, "text"));
            default -> new FleetEvent.Unknown(type);
        };
    }

    /**
     * Returns the reply to {@code GET /instances/{id}/events}: each event as the stream tells it, with the word for its kind as
     * {@code type}.
     *
     * @param newestFirst what happened to that machine
     */
    public static byte[] encodePast(MachineId machine, List<FleetEvent> newestFirst) {
        return ViewWriter.document(out -> out.text("instance_id", machine.value())
                .list("events", newestFirst, (below, event) -> {
                    below.text("type", type(event));
                    write(below, event);
                }));
    }

    /** Returns what a reply to {@code GET /instances/{id}/events} tells, the newest first. */
    public static List<FleetEvent> decodePast(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_ANSWER);
        if (!root.has("events")) {
            throw root.fault("events", "there", null);
        }
        return root.objects("events").stream()
                .map(event -> read(MachineCodec.word(event, "type"), event))
                .toList();
    }

    private static void write(ViewWriter out, FleetEvent event) {
        if (event instanceof FleetEvent.Reset reset) {
            out.text("why", reset.why());
        } else if (event instanceof FleetEvent.StateChanged changed) {
            out.text("instance_id", changed.machine().value())
                    .instant("at", changed.at())
                    .text("state", changed.state().text())
                    .text("health", changed.health())
                    .text("activity", changed.activity())
                    .wholeUnits("hibernate_in_seconds", changed.hibernateIn(), SECOND);
        } else if (event instanceof FleetEvent.Warning warning) {
            out.text("instance_id", warning.machine().value())
                    .instant("at", warning.at())
                    .wholeUnits("hibernate_in_seconds", warning.hibernateIn(), SECOND);
        } else if (event instanceof FleetEvent.Decision decision) {
            out.instant("at", decision.at()).object("operation", below -> write(below, decision.operation()));
        } else if (event instanceof FleetEvent.OperationChanged changed) {
            out.instant("at", changed.at())
                    .object("operation", below -> write(below, changed.operation()))
                    .text("outcome", changed.outcome())
                    .text("outcome_reason", changed.because());
        } else if (event instanceof FleetEvent.Alert alert) {
            out.text(
                            "instance_id",
                            alert.machine() == null ? null : alert.machine().value())
                    .instant("at", alert.at())
                    .text("severity", alert.severity())
                    .text("code", alert.code())
                    .text("text", alert.text());
        }
    }

    private static void write(ViewWriter out, MachineOperation operation) {
        MachineCodec.writeOperation(out, operation);
    }

    private static MachineOperation operation(JsonObject root) {
        return MachineCodec.readOperation(MachineCodec.required(root, "operation"));
    }

    private static Instant at(JsonObject root) {
        Instant at = root.instant("at");
        if (at == null) {
            throw root.fault("at", "there", null);
        }
        return at;
    }
}
