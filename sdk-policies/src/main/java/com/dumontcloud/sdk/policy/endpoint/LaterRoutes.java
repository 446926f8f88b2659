package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import java.util.List;

/** Routes of the contract that this version does not serve: 501, so that nobody takes them for misspelt. */
final class LaterRoutes {

    private static final List<String> ROUTES = List.of(
            "GET instances/{id}/snapshots",
            "POST instances/{id}/snapshots",
            "POST snapshots/{id}/restore",
            "PUT snapshots/{id}/pin",
            "DELETE snapshots/{id}",
            "POST instances/{id}/failover/drill");

    private LaterRoutes() {}

    static List<Route> routes() {
        return ROUTES.stream()
                .map(line -> line.split(" ", 2))
                .map(line -> Route.of(line[0], line[1], Access.USER, call -> {
                    throw ApiFailure.of(
                            501, "not_available", line[0] + " /" + line[1] + " is not served by this version");
                }))
                .toList();
    }
}
