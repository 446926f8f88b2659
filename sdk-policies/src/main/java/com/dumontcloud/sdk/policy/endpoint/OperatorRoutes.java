package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Duration;
import java.util.List;

/** {@code /metrics}, {@code /healthz} and {@code /readyz}: for whoever looks after the control plane itself. */
final class OperatorRoutes {

    private static final String TEXT = "text/plain; charset=utf-8";

    private final FleetMonitor monitor;
    private final Rejections rejections;

    OperatorRoutes(FleetMonitor monitor, Rejections rejections) {
        this.monitor = monitor;
        this.rejections = rejections;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "metrics", Access.METRICS, this::metrics),
                Route.of("GET", "healthz", Access.ANYBODY, call -> ok()),
                Route.of("GET", "readyz", Access.ANYBODY, this::ready));
    }

    private ApiResponse metrics(Call call) {
        return ApiResponse.of(200, PrometheusText.CONTENT_TYPE, MetricsPage.of(monitor, rejections));
    }

    private ApiResponse ready(Call call) {
        if (!monitor.isActive()) {
            throw ApiFailure.unavailable("this process does not look after the fleet now", Duration.ofSeconds(5));
        }
        if (monitor.isStoreFailing()) {
            throw ApiFailure.unavailable(
                    "the store takes nothing, so that commands are refused and nothing is parked or woken; it is tried every second",
                    Duration.ofSeconds(1));
        }
        return ok();
    }

    private static ApiResponse ok() {
        return ApiResponse.of(200, TEXT, Tokens.utf8("ok\n"));
    }
}
