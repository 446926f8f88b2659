package com.dumontcloud.sdk.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final MachineId GPU = MachineId.of("gpu-1");
    private static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");
    private static final MachineOperation OPERATION =
            new MachineOperation("gpu-1:3", GPU, "hibernate", "quiescing", "idle", "unused");

    static Stream<FleetEvent> events() {
        return Stream.of(
                new FleetEvent.Reset("new"),
                new FleetEvent.Reset(null),
                new FleetEvent.StateChanged(GPU, AT, MachineState.RUNNING, "healthy", "warned", Duration.ofSeconds(90)),
                new FleetEvent.StateChanged(GPU, AT, MachineState.UNKNOWN, null, null, null),
                new FleetEvent.Warning(GPU, AT, Duration.ofMinutes(5)),
                new FleetEvent.Warning(GPU, AT, null),
                new FleetEvent.Decision(OPERATION, AT),
                new FleetEvent.OperationChanged(OPERATION, AT, null, null),
                new FleetEvent.OperationChanged(OPERATION, AT, "done", "the provider shows it stopped"),
                new FleetEvent.Alert(GPU, AT, "critical", "orphaned", "Machine gpu-1: \"no\nheartbeat\""),
                new FleetEvent.Alert(null, AT, "warning", null, "Fleet: quiet"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatItWrote(FleetEvent event) {
        byte[] json = EventCodec.encode(event);

        assertThat(EventCodec.decode(EventCodec.type(event), json)).isEqualTo(event);
        assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
    }

    @Test
    void readsThePastThatItWrote() {
        List<FleetEvent> past = events().toList();

        byte[] json = EventCodec.encodePast(GPU, past);

        assertThat(EventCodec.decodePast(json)).isEqualTo(past);
        assertThat(new String(EventCodec.encodePast(GPU, past.subList(4, 5)), StandardCharsets.UTF_8))
                .isEqualTo("{\"instance_id\":\"gpu-1\",\"events\":[{\"type\":\"warning\",\"instance_id\":\"gpu-1\","
                        + "\"at\":\"2026-01-05T10:00:00Z\",\"hibernate_in_seconds\":300}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"events\":[{\"instance_id\":\"gpu-1\"}]}", "{\"events\":{}}"})
    void doesNotTakeAnythingElseForThePast(String json) {
        assertThatThrownBy(() -> EventCodec.decodePast(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void writesTheKeysOfTheContract() {
        assertThat(text(new FleetEvent.StateChanged(GPU, AT, MachineState.RUNNING, "healthy", "active", null)))
                .isEqualTo("{\"instance_id\":\"gpu-1\",\"at\":\"2026-01-05T10:00:00Z\",\"state\":\"running\","
                        + "\"health\":\"healthy\",\"activity\":\"active\",\"hibernate_in_seconds\":null}");
        assertThat(text(new FleetEvent.OperationChanged(OPERATION, AT, "done", "seen")))
                .isEqualTo(
                        "{\"at\":\"2026-01-05T10:00:00Z\",\"operation\":{\"id\":\"gpu-1:3\","
                                + "\"instance_id\":\"gpu-1\",\"kind\":\"hibernate\",\"phase\":\"quiescing\","
                                + "\"cause\":\"idle\",\"reason\":\"unused\"},\"outcome\":\"done\",\"outcome_reason\":\"seen\"}");
    }

    @Test
    void keepsKindsAndWordsOfALaterVersion() {
        assertThat(decode("weather", "{\"rain\":true}")).isEqualTo(new FleetEvent.Unknown("weather"));
        assertThat(decode("state", "{\"instance_id\":7,\"at\":\"2026-01-05T10:00:00Z\",\"state\":\"melting\",\"x\":1}"))
                .isEqualTo(new FleetEvent.StateChanged(MachineId.of("7"), AT, MachineState.UNKNOWN, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state|{\"at\":\"2026-01-05T10:00:00Z\",\"state\":\"running\"}",
                "state|{\"instance_id\":\"gpu-1\",\"state\":\"running\"}",
                "state|{\"instance_id\":\"gpu-1\",\"at\":\"yesterday\"}",
                "warning|{\"instance_id\":\"gpu-1\"}",
                "decision|{\"at\":\"2026-01-05T10:00:00Z\"}",
                "operation|{\"at\":\"2026-01-05T10:00:00Z\",\"operation\":[]}",
                "alert|{\"at\":\"2026-01-05T10:00:00Z\",\"severity\":\"warning\"}",
                "reset|[]",
                "reset|{",
                "weather|no"
            })
    void refusesWhatSaysTooLittle(String type, String json) {
        assertThatThrownBy(() -> decode(type, json))
                .isInstanceOfSatisfying(
                        InvalidDocumentException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.INVALID_ANSWER));
    }

    private static FleetEvent decode(String type, String json) {
        return EventCodec.decode(type, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(FleetEvent event) {
        return new String(EventCodec.encode(event), StandardCharsets.UTF_8);
    }
}
