package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.endpoint.Sessions.Session;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /instances/{id}/ssh} and {@code /instances/{id}/terminal}: how to get onto a machine. */
final class SshRoutes {

    private static final String TERMINAL = "instances/{id}/terminal";

    private final FleetMonitor monitor;
    private final BlockingThreads threads;
    private final Sessions sessions;
    private final WebSocketAdmission admission;
    private final @Nullable String terminalKey;

    /**
     * Sets them up.
     *
     * @param terminalKey the public key with which terminals log in; absent where the server carries none
     */
    SshRoutes(
            FleetMonitor monitor,
            BlockingThreads threads,
            Sessions sessions,
            WebSocketAdmission admission,
            @Nullable String terminalKey) {
        this.monitor = monitor;
        this.threads = threads;
        this.sessions = sessions;
        this.admission = admission;
        this.terminalKey = terminalKey;
    }

    List<Route> routes() {
        return List.of(
                Route.later("GET", "instances/{id}/ssh", Access.USER, this::ssh),
                Route.later("GET", TERMINAL, Access.USER, this::terminal));
    }

    private CompletableFuture<ApiResponse> ssh(Call call) {
        MachineId id = known(call).id();
        return threads.call(() -> ApiResponse.json(200, MachineCodec.encodeSsh(address(id), terminalKey)));
    }

    /** Whatever else is wrong is said before that it is no WebSocket, so that a page can ask why its own was refused. */
    private CompletableFuture<ApiResponse> terminal(Call call) {
        if (terminalKey == null) {
            throw ApiFailure.of(501, "not_available", "GET /" + TERMINAL + " is not served here");
        }
        admission.requireOurOrigin(call);
        MachineCondition machine = known(call);
        MachineId id = machine.id();
        if (machine.shownState() != MachineState.RUNNING) {
            throw ApiFailure.of(
                    409,
                    "state_conflict",
                    "instance " + id + " is " + MachineViews.stateText(machine)
                            + "; only one that runs has a terminal");
        }
        return threads.call(() -> {
            SshAddress address = address(id);
            admission.requireWebSocket(call);
            Session session = call.caller().session();
            return ApiResponse.of(new TerminalGrant(
                    id, address, call.caller().name(), () -> session == null || sessions.isOpen(session)));
        });
    }

    /** Asks the provider, and waits for it. */
    private SshAddress address(MachineId id) {
        return monitor.read(id)
                .map(Machine::ssh)
                .orElseThrow(() -> ApiFailure.of(
                        404, "no_ssh", "the provider of instance " + id + " does not say where to log in to it now"));
    }

    private MachineCondition known(Call call) {
        MachineId id = call.id();
        return monitor.machine(id)
                .orElseThrow(() -> ApiFailure.unknownInstance(id))
                .condition();
    }
}
