package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.EventCodec;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetListener;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code GET /instances/{id}/events} tells of the past, out of the journal of a real store. */
@Timeout(300)
class PastEventsTest {

    private static final String USER = "user-token";
    private static final MachineId ID = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final List<FleetEvent> live = new ArrayList<>();

    @TempDir
    private Path directory;

    private FleetMonitor monitor;
    private FleetStore store;
    private ApiEndpoint endpoint;

    @BeforeEach
    void start() {
        start(Preset.LIFECYCLE);
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void tellsAfterwardsWhatWasToldAsItHappened() {
        liveThroughADay();

        assertThat(events(500)).containsExactlyInAnyOrderElementsOf(live);
        assertThat(withoutAlerts(events(500))).isEqualTo(reversed(withoutAlerts(live)));
        assertThat(events(500)).extracting(EventCodec::type).contains("decision", "operation", "warning", "alert");
        assertThat(events(500))
                .filteredOn(FleetEvent.Decision.class::isInstance)
                .allSatisfy(decision -> assertThat(
                                ((FleetEvent.Decision) decision).operation().reason())
                        .isNotBlank());
    }

    @Test
    void tellsItAlsoAfterARestartUnderOtherSettings() {
        liveThroughADay();
        close();
        time.advance(Duration.ofDays(3));

        start(Preset.SAVER);

        assertThat(events(500)).containsExactlyInAnyOrderElementsOf(live);
    }

    @Test
    void tellsTheNewestAndNoMoreThanAsked() {
        liveThroughADay();
        List<FleetEvent> all = events(500);

        assertThat(events(1)).isEqualTo(all.subList(0, 1));
        assertThat(events(7)).isEqualTo(all.subList(0, 7));
        assertThat(all.size()).isBetween(8, 100);
        assertThat(EventCodec.decodePast(ask("gpu-1", "").body())).isEqualTo(all);
    }

    /** A journal is kept for 30 days. */
    @Test
    void goesBackForThirtyDays() {
        rent();
        int told = events(500).size();
        assertThat(told).isPositive();

        FleetEvent first = live.get(0);
        close();
        time.advance(Duration.ofDays(30).minusHours(1));
        start(Preset.LIFECYCLE);
        monitor.command(ID, Operation.Kind.STOP);
        assertThat(events(500)).contains(first);

        close();
        time.advance(Duration.ofHours(2));
        start(Preset.LIFECYCLE);
        assertThat(events(500)).isNotEmpty().doesNotContain(first);
    }

    @Test
    void saysNothingOfOtherMachines() {
        liveThroughADay();
        monitor.register(MachineId.of("gpu-2"), null, null);

        assertThat(EventCodec.decodePast(ask("gpu-2", "").body()))
                .singleElement()
                .satisfies(event ->
                        assertThat(((FleetEvent.StateChanged) event).machine()).isEqualTo(MachineId.of("gpu-2")));
    }

    @Test
    void takesALimitInItsRangeOnly() {
        rent();

        assertThat(ask("gpu-1", "limit=500").status()).isEqualTo(200);
        assertThat(ask("gpu-1", "limit=0").status()).isEqualTo(422);
        assertThat(ask("gpu-1", "limit=501").status()).isEqualTo(422);
        assertThat(ask("gpu-1", "limit=x").status()).isEqualTo(400);
        assertThat(ask("gpu-3", "").status()).isEqualTo(404);
    }

    /** In use, idle until parked, woken by its owner, silent until it is an orphan. */
    private void liveThroughADay() {
        rent();
        beat(95);
        for (int minute = 0; minute < 12; minute++) {
            time.advance(Duration.ofMinutes(1));
            beat(0);
        }
        time.advance(Duration.ofMinutes(10));
        monitor.command(ID, Operation.Kind.WAKE);
        time.advance(Duration.ofMinutes(10));
        beat(95);
        time.advance(Duration.ofHours(3));
    }

    private void rent() {
        cloud.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        monitor.poll();
        monitor.register(ID, null, null);
    }

    private void beat(double utilization) {
        monitor.accept(Heartbeat.builder(ID)
                .gpuTotals(GpuTotals.ofUtilization(utilization))
                .build());
    }

    private List<FleetEvent> events(int limit) {
        ApiResponse reply = ask("gpu-1", "limit=" + limit);
        assertThat(reply.status()).isEqualTo(200);
        return EventCodec.decodePast(reply.body());
    }

    private ApiResponse ask(String id, String query) {
        return endpoint.handle(ApiRequest.of("GET", "/api/v1/instances/" + id + "/events")
                        .withQuery(query)
                        .withHeader("Authorization", "Bearer " + USER))
                .join();
    }

    private void start(Preset preset) {
        store = SqliteFleetStore.open(directory);
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(preset.settings()), store)
                .provider(cloud)
                .notifier(message -> {})
                .time(time)
                .listener(new Live())
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();
        time.runDue();
    }

    private static List<FleetEvent> withoutAlerts(List<FleetEvent> events) {
        return events.stream()
                .filter(event -> !(event instanceof FleetEvent.Alert))
                .toList();
    }

    private static List<FleetEvent> reversed(List<FleetEvent> events) {
        List<FleetEvent> turned = new ArrayList<>(events);
        Collections.reverse(turned);
        return turned;
    }

    /** What whoever reads the stream is told. */
    private final class Live implements FleetListener {

        @Override
        public void decided(MachineCondition before, Event event, Decision decision, Moment now) {
            live.addAll(EventViews.of(before, event, decision, now));
        }

        @Override
        public void notified(Notification message) {
            live.add(EventViews.of(message));
        }
    }
}
