package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.EventCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.endpoint.Sessions.Session;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /events}: what happens to the fleet, as it happens, as server-sent events; and what happened to a machine before. */
final class EventRoutes {

    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Duration LATER = Duration.ofSeconds(10);

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_AT_ONCE = 500;

    private final FleetMonitor monitor;
    private final EventStream stream;
    private final Sessions sessions;
    private final BlockingThreads threads;

    EventRoutes(FleetMonitor monitor, EventStream stream, Sessions sessions, BlockingThreads threads) {
        this.monitor = monitor;
        this.stream = stream;
        this.sessions = sessions;
        this.threads = threads;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "events", Access.USER, this::events),
                Route.later("GET", "instances/{id}/events", Access.USER, this::pastEvents));
    }

    /** The journal is read from disk, as the history of heartbeats is. */
    private CompletableFuture<ApiResponse> pastEvents(Call call) {
        MachineId id = call.id();
        if (monitor.machine(id).isEmpty()) {
            throw ApiFailure.unknownInstance(id);
        }
        int limit = call.query().whole("limit", DEFAULT_LIMIT, 1, MOST_AT_ONCE);
        PastEvents past = new PastEvents(monitor, id);
        return threads.call(() -> ApiResponse.json(200, EventCodec.encodePast(id, past.newest(limit))));
    }

    private ApiResponse events(Call call) {
        if (stream.isFull()) {
            throw ApiFailure.unavailable(
                    "as many as " + EventStream.MOST_READERS + " read the events already; close some of them", LATER);
        }
        Session session = call.caller().session();
        return ApiResponse.of(
                stream.feed(call.request().header(LAST_EVENT_ID), () -> session == null || sessions.isOpen(session)));
    }
}
