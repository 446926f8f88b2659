package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.endpoint.Sessions.Session;
import java.time.Duration;
import java.util.List;

/** {@code /events}: what happens to the fleet, as it happens, as server-sent events. */
final class EventRoutes {

    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Duration LATER = Duration.ofSeconds(10);

    private final EventStream stream;
    private final Sessions sessions;

    EventRoutes(EventStream stream, Sessions sessions) {
        this.stream = stream;
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(Route.of("GET", "events", Access.USER, this::events));
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
