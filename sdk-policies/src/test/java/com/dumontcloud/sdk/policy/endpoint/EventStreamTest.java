package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server takes from the feed of {@code GET /events}, without any server. */
class EventStreamTest {

    private static final String USER = "user-token";
    private static final MachineId ID = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.LIFECYCLE.settings()), new MemoryFleetStore())
            .provider(cloud)
            .notifier(message -> {})
            .time(time)
            .build();
    private final ApiEndpoint endpoint =
            MachinesEndpoint.builder(monitor).userToken(USER).build();

    @BeforeEach
    void start() {
        monitor.start();
        time.runDue();
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void tellsWhoeverBeginsToReadEverythingOnce() {
        EventFeed feed = open(null);

        List<Frame> frames = frames(feed);

        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.type()).isEqualTo("reset");
            assertThat(frame.data()).isEqualTo("{\"why\":\"new\"}");
            assertThat(frame.id()).endsWith("-0");
        });
    }

    @Test
    void tellsOfAMachineFromItsRentalToItsEnd() {
        EventFeed feed = open(null);
        frames(feed);

        rent();
        assertThat(types(feed)).containsExactly("state", "state");
        monitor.command(ID, Operation.Kind.STOP);
        time.advance(Duration.ofMinutes(10));

        List<Frame> frames = frames(feed);
        assertThat(frames.get(0).type()).isEqualTo("decision");
        assertThat(frames.get(0).data()).contains("\"kind\":\"stop\"", "\"cause\":\"person\"", "\"id\":\"gpu-1:");
        assertThat(frames).extracting(Frame::type).contains("operation");
        assertThat(frames).anyMatch(frame -> frame.data().contains("\"outcome\":\"done\""));
        assertThat(frames.stream().filter(frame -> frame.type().equals("state")).reduce((a, b) -> b))
                .hasValueSatisfying(last -> assertThat(last.data()).contains("\"state\":\"stopped\""));
    }

    /** Preset lifecycle: parked after 5 idle minutes, warned 2 before. */
    @Test
    void tellsThatUsersAreWarnedAndThatItIsTakenBack() {
        rent();
        EventFeed feed = open(null);
        beat(95);
        for (int minute = 0; minute < 4; minute++) {
            time.advance(Duration.ofMinutes(1));
            beat(0);
        }
        assertThat(frames(feed))
                .filteredOn(frame -> frame.type().equals("warning"))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.data()).contains("\"instance_id\":\"gpu-1\"", "\"hibernate_in_seconds\":1"));

        beat(95);

        assertThat(frames(feed))
                .filteredOn(frame -> frame.type().equals("warning"))
                .singleElement()
                .satisfies(taken -> assertThat(taken.data()).contains("\"hibernate_in_seconds\":null"));
    }

    @Test
    void tellsWhatPeopleAreTold() {
        rent();
        EventFeed feed = open(null);
        beat(95);
        frames(feed);

        time.advance(Duration.ofHours(1));

        assertThat(frames(feed))
                .filteredOn(frame -> frame.type().equals("alert"))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.data()).contains("\"severity\":", "\"code\":\"", "gpu-1"));
    }

    @Test
    void goesOnAfterTheEventThatWasReadLast() {
        EventFeed first = open(null);
        rent();
        List<Frame> seen = frames(first);
        first.close();
        monitor.command(ID, Operation.Kind.STOP);
        time.advance(Duration.ofMinutes(10));

        List<Frame> missed = frames(open(seen.get(seen.size() - 1).id()));

        assertThat(missed).isNotEmpty().extracting(Frame::type).doesNotContain("reset");
        assertThat(missed.get(0).type()).isEqualTo("decision");
        assertThat(frames(open(missed.get(missed.size() - 1).id()))).isEmpty();
    }

    @Test
    void givesEveryEventAnIdOfItsOwnInOrder() {
        EventFeed feed = open(null);
        rent();
        monitor.command(ID, Operation.Kind.STOP);
        time.advance(Duration.ofMinutes(10));

        List<Frame> frames = frames(feed);

        List<Integer> places = frames.stream().map(Frame::place).toList();
        assertThat(places).isSorted().doesNotHaveDuplicates().startsWith(0, 1, 2);
        assertThat(frames).extracting(frame -> frame.id().replaceAll("-.*", "")).containsOnly(frames.get(0).stream());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "abc", "000000000000-3", "", "x-99999999999999999999", "\u0000"})
    void tellsWhoeverReadAnotherStreamToReadEverythingAgain(String lastEventId) {
        rent();

        assertThat(frames(open(lastEventId)).get(0).data()).isEqualTo("{\"why\":\"too_old\"}");
    }

    @Test
    void tellsWhoeverAsksForWhatIsStillToComeToReadEverythingAgain() {
        Frame newest = frames(open(null)).get(0);

        assertThat(frames(open(newest.stream() + "-1")).get(0).type()).isEqualTo("reset");
    }

    @Test
    void remembersSoManyEventsAndNotOneMore() {
        Frame first = frames(open(null)).get(0);
        registerMachines(EventStream.REMEMBERED);
        assertThat(frames(open(first.id())))
                .hasSize(EventStream.REMEMBERED)
                .extracting(Frame::type)
                .containsOnly("state");

        registerMachines(EventStream.REMEMBERED + 1);

        assertThat(frames(open(first.id())))
                .singleElement()
                .satisfies(only -> assertThat(only.data()).isEqualTo("{\"why\":\"too_old\"}"));
    }

    @Test
    void dropsAReaderThatDoesNotKeepUpAndNobodyElse() {
        EventFeed slow = open(null);
        EventFeed quick = open(null);
        frames(slow);
        frames(quick);
        registerMachines(EventStream.REMEMBERED);
        frames(quick);
        assertThat(slow.isOver()).isFalse();

        registerMachines(EventStream.REMEMBERED + 1);

        assertThat(slow.take()).isEmpty();
        assertThat(slow.isOver()).isTrue();
        assertThat(frames(quick)).hasSize(1);
        assertThat(quick.isOver()).isFalse();
    }

    @Test
    void dropsAReaderThatTakesNothingWithTheSignOfLife() {
        EventFeed slow = open(null);
        frames(slow);

        registerMachines(EventStream.REMEMBERED);
        time.advance(Duration.ofSeconds(15));
        assertThat(slow.isOver()).isFalse();
        registerMachines(EventStream.REMEMBERED + 1);
        time.advance(Duration.ofSeconds(15));

        assertThat(slow.isOver()).isTrue();
    }

    @Test
    void showsEveryFifteenSecondsThatTheConnectionLives() {
        AtomicInteger woken = new AtomicInteger();
        EventFeed feed = feed(null);
        feed.open(woken::incrementAndGet);
        frames(feed);
        woken.set(0);

        time.advance(Duration.ofMillis(14_999));
        assertThat(feed.take()).isEmpty();
        assertThat(woken).hasValue(0);
        time.advance(Duration.ofMillis(1));

        assertThat(woken).hasValue(1);
        assertThat(text(feed.take())).isEqualTo(": ping\n\n");
        assertThat(feed.take()).isEmpty();
        time.advance(Duration.ofSeconds(15));
        assertThat(text(feed.take())).isEqualTo(": ping\n\n");
    }

    @Test
    void wakesItsServerWhenThereIsSomethingAndWhenItIsOver() {
        AtomicInteger woken = new AtomicInteger();
        EventFeed feed = feed(null);
        feed.open(woken::incrementAndGet);
        assertThat(woken).hasPositiveValue();
        frames(feed);
        woken.set(0);

        registerMachines(1);
        assertThat(woken).hasValue(1);
        feed.close();

        assertThat(woken).hasValue(2);
        assertThat(feed.isOver()).isTrue();
        assertThat(feed.take()).isEmpty();
    }

    @Test
    void survivesAServerThatFailsToBeWoken() {
        EventFeed broken = feed(null);
        boolean[] fails = {false};
        broken.open(() -> {
            if (fails[0]) {
                throw new IllegalStateException("no thread");
            }
        });
        EventFeed sound = open(null);
        frames(sound);
        fails[0] = true;

        registerMachines(1);

        assertThat(types(sound)).containsExactly("state");
    }

    @Test
    void endsForAllWhereAnotherProcessLooksAfterTheFleet() {
        EventFeed feed = open(null);

        monitor.close();
        time.advance(Duration.ofSeconds(15));

        assertThat(feed.isOver()).isTrue();
    }

    @Test
    void takesSoManyReadersAndNotOneMore() {
        List<EventFeed> readers = new ArrayList<>();
        for (int i = 0; i < EventStream.MOST_READERS - 1; i++) {
            readers.add(open(null));
        }
        EventFeed last = feed(null);
        EventFeed tooMany = feed(null);

        last.open(() -> {});
        tooMany.open(() -> {});

        assertThat(last.isOver()).isFalse();
        assertThat(tooMany.isOver()).isTrue();
        ApiResponse refused = answer(request(null));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsKey("Retry-After");
        readers.get(0).close();
        assertThat(answer(request(null)).status()).isEqualTo(200);
    }

    @Test
    void isOpenedOnce() {
        EventFeed feed = open(null);

        assertThatThrownBy(() -> feed.open(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isNotOpenedForWhoeverAsksForTheHeadOnly() {
        ApiResponse head =
                answer(ApiRequest.of("HEAD", "/api/v1/events").withHeader("Authorization", "Bearer " + USER));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers())
                .containsEntry("Content-Type", "text/event-stream")
                .containsEntry("Cache-Control", "no-store")
                .containsKey("X-Request-Id");
    }

    private void rent() {
        cloud.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        monitor.poll();
        monitor.issueToken(ID);
    }

    private void beat(double utilization) {
        monitor.accept(Heartbeat.builder(ID)
                .gpuTotals(GpuTotals.ofUtilization(utilization))
                .build());
    }

    private void registerMachines(int upTo) {
        for (int i = 0; i < upTo; i++) {
            monitor.register(MachineId.of("m-" + i), null, null);
        }
    }

    private EventFeed open(String lastEventId) {
        EventFeed feed = feed(lastEventId);
        feed.open(() -> {});
        return feed;
    }

    private EventFeed feed(String lastEventId) {
        return answer(request(lastEventId)).feed().orElseThrow();
    }

    private ApiResponse answer(ApiRequest request) {
        return endpoint.handle(request).join();
    }

    private static ApiRequest request(String lastEventId) {
        ApiRequest request = ApiRequest.of("GET", "/api/v1/events").withHeader("Authorization", "Bearer " + USER);
        return lastEventId == null ? request : request.withHeader("Last-Event-ID", lastEventId);
    }

    private static List<String> types(EventFeed feed) {
        return frames(feed).stream().map(Frame::type).toList();
    }

    private static List<Frame> frames(EventFeed feed) {
        StringBuilder all = new StringBuilder();
        for (byte[] next = feed.take(); next.length > 0; next = feed.take()) {
            all.append(text(next));
        }
        return Stream.of(all.toString().split("\n\n"))
                .filter(frame -> !frame.isEmpty() && !frame.startsWith(":"))
                .map(Frame::of)
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private record Frame(String id, String type, String data) {

        static Frame of(String text) {
            String[] lines = text.split("\n");
            assertThat(lines).hasSize(3);
            assertThat(lines[0]).startsWith("id: ");
            assertThat(lines[1]).startsWith("event: ");
            assertThat(lines[2]).startsWith("data: {");
            return new Frame(lines[0].substring(4), lines[1].substring(7), lines[2].substring(6));
        }

        int place() {
            return Integer.parseInt(id.substring(id.indexOf('-') + 1));
        }

        String stream() {
            return id.substring(0, id.indexOf('-'));
        }
    }
}
