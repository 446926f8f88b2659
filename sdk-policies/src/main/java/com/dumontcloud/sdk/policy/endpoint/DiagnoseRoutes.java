package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.Diagnosis;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.DiagnosisCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /instances/{id}/diagnose}: the usual troubles of a machine, and what can be seen of each from here. */
final class DiagnoseRoutes {

    private final FleetMonitor monitor;
    private final BlockingThreads threads;

    DiagnoseRoutes(FleetMonitor monitor, BlockingThreads threads) {
        this.monitor = monitor;
        this.threads = threads;
    }

    List<Route> routes() {
        return List.of(Route.later("GET", "instances/{id}/diagnose", Access.USER, this::diagnose));
    }

    private CompletableFuture<ApiResponse> diagnose(Call call) {
        MachineId id = call.id();
        MachineReport report = monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
        return threads.call(() -> {
            Diagnosis diagnosis = new Diagnosis(
                    id,
                    List.of(
                            new StartChecks(monitor, report).all(),
                            new SshChecks(monitor, report).all(),
                            GpuChecks.of(report)));
            return ApiResponse.json(200, DiagnosisCodec.encode(diagnosis));
        });
    }
}
