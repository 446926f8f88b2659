package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.AgentInstancePage;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.KeepAliveGrant;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.PagePosition;
import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code /agent/instances}: what people ask of agents and want of them. */
final class InstanceRoutes {

    private static final String INSTANCES = "agent/instances";
    private static final String INSTANCE = INSTANCES + "/{id}";
    private static final String KEEP_ALIVE = INSTANCE + "/keep-alive";

    private static final Set<MachineState> OFF =
            EnumSet.of(MachineState.STOPPING, MachineState.STOPPED, MachineState.HIBERNATING, MachineState.DELETED);

    private static final int FLAT_MINUTES = 60;
    private static final int NESTED_MINUTES = 30;
    private static final int DEFAULT_PER_PAGE = 50;
    private static final int MOST_PER_PAGE = 500;

    private final FleetMonitor monitor;
    private final IdempotentReplies replies;

    InstanceRoutes(FleetMonitor monitor, IdempotentReplies replies) {
        this.monitor = monitor;
        this.replies = replies;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", INSTANCES, Access.USER, this::list),
                Route.of("POST", INSTANCES, Access.USER, this::register).once(replies),
                Route.of("GET", INSTANCE, Access.USER, this::detail),
                Route.of("PUT", INSTANCE, Access.USER, this::correct),
                Route.of("POST", KEEP_ALIVE, Access.USER, this::keepAlive).once(replies),
                Route.of("DELETE", KEEP_ALIVE, Access.USER, this::revokeKeepAlive),
                Route.of("POST", INSTANCE + "/token", Access.USER, this::issueToken)
                        .once(replies));
    }

    /** The whole fleet, unless a page is asked for; deleted machines only when asked for by that word. */
    private ApiResponse list(Call call) {
        Query query = call.query();
        String status = query.text("status");
        List<MachineCondition> all = monitor.conditions();
        List<MachineCondition> fleet = all.stream()
                .filter(machine -> machine.power() != MachineState.DELETED)
                .toList();
        int idle = (int)
                fleet.stream().filter(machine -> machine.activity().isIdle()).count();
        List<MachineCondition> rows = fleet;
        if (status != null) {
            rows = all.stream()
                    .filter(machine ->
                            InstanceViews.status(machine, call.dialect()).equals(status))
                    .toList();
        }
        int total = rows.size();
        PagePosition position = null;
        if (query.has("page") || query.has("per_page")) {
            int page = query.whole("page", 1, 1, Integer.MAX_VALUE);
            int perPage = query.whole("per_page", DEFAULT_PER_PAGE, 1, MOST_PER_PAGE);
            position = new PagePosition(page, perPage, total);
            rows = rows.stream().skip((page - 1L) * perPage).limit(perPage).toList();
        }
        List<AgentInstance> shown = rows.stream()
                .flatMap(machine -> monitor.machine(machine.id()).stream())
                .map(InstanceViews::row)
                .toList();
        AgentInstancePage listed = new AgentInstancePage(shown, fleet.size() - idle, idle, position);
        return ApiResponse.json(200, AgentViewCodec.encodeInstances(listed, call.dialect()));
    }

    private ApiResponse detail(Call call) {
        MachineReport report = known(call);
        MachineId id = report.condition().id();
        Instant now = monitor.time().wall();
        return ApiResponse.json(
                200,
                AgentViewCodec.encodeInstance(
                        InstanceViews.detail(report, monitor.recentHeartbeats(id), now), call.dialect()));
    }

    private ApiResponse keepAlive(Call call) {
        boolean flat = call.dialect() == Dialect.FLAT;
        MachineCondition machine = known(call).condition();
        requireSomethingToPostpone(machine);
        MachineId id = machine.id();
        int most = (int) KeepAlive.LONGEST.toMinutes();
        int minutes = call.query().whole("minutes", flat ? FLAT_MINUTES : NESTED_MINUTES, 1, most);
        Instant until = monitor.keepAlive(
                id, Duration.ofMinutes(minutes), flat ? KeepAlive.Scope.IDLE_AND_ORPHAN : KeepAlive.Scope.IDLE);
        // Begun minutes count; an earlier, longer keep-alive stands, so this may be more than was asked for.
        long valid = Duration.between(monitor.time().wall(), until)
                .plusMinutes(1)
                .minusNanos(1)
                .toMinutes();
        String message = flat
                ? "Manual keep-alive registered"
                : "Hibernation postponed by " + valid + (valid == 1 ? " minute" : " minutes");
        KeepAliveGrant grant = new KeepAliveGrant(id, until, Duration.ofMinutes(valid), message);
        return ApiResponse.json(200, AgentViewCodec.encodeKeepAlive(grant, call.dialect()));
    }

    /** What is off, or goes off because its owner or a spend cap wants that, would not stay on for being told to. */
    private static void requireSomethingToPostpone(MachineCondition machine) {
        Operation open = machine.operation().orElse(null);
        boolean isHibernationPostponed = open == null
                ? !OFF.contains(machine.shownState())
                : !(open.kind().isParking() || open.releases())
                        || open.phase() == Operation.Phase.NEEDS_HUMAN
                        || (open.isRevocable() && open.cause() != Cause.PERSON && open.cause() != Cause.SPEND_CAP);
        if (!isHibernationPostponed) {
            throw ApiFailure.of(
                    409,
                    "state_conflict",
                    "instance " + machine.id() + " is " + machine.shownState().text()
                            + (open == null
                                    ? ""
                                    : ", and a " + open.kind().name().toLowerCase(Locale.ROOT) + " for "
                                            + open.cause().name().toLowerCase(Locale.ROOT) + " is under way")
                            + ": there is no hibernation to postpone");
        }
    }

    private ApiResponse revokeKeepAlive(Call call) {
        monitor.revokeKeepAlive(known(call).condition().id());
        return ApiResponse.json(200, AgentViewCodec.encodeConfirmation("Keep-alive revoked"));
    }

    private ApiResponse register(Call call) {
        AgentRegistration registration = AgentViewCodec.decodeRegistration(call.json());
        MachineId id = registration.id();
        if (!monitor.register(id, registration.name(), registration.rate())) {
            throw ApiFailure.of(409, "state_conflict", taken(id));
        }
        return credential(201, id, call.dialect());
    }

    /** An extension of the contract: whoever registered a machine at a wrong price, or under a wrong name, has it put right. */
    private ApiResponse correct(Call call) {
        AgentRegistration correction =
                AgentViewCodec.decodeCorrection(known(call).condition().id(), call.json());
        monitor.correct(correction.id(), correction.name(), correction.rate());
        return detail(call);
    }

    private ApiResponse issueToken(Call call) {
        return credential(200, known(call).condition().id(), call.dialect());
    }

    private ApiResponse credential(int status, MachineId id, Dialect dialect) {
        AgentCredential credential = new AgentCredential(id, monitor.issueToken(id));
        return ApiResponse.json(status, AgentViewCodec.encodeCredential(credential, dialect));
    }

    private MachineReport known(Call call) {
        MachineId id = call.id();
        return monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
    }

    private String taken(MachineId id) {
        String state = monitor.machine(id)
                .map(MachineReport::condition)
                .map(MachineCondition::shownState)
                .map(MachineState::text)
                .orElse("known");
        return "instance " + id + " is registered already and is " + state
                + "; ask for its token with POST /api/v1/agent/instances/" + id
                + "/token, or correct its name and price with PUT /api/v1/agent/instances/" + id;
    }
}
