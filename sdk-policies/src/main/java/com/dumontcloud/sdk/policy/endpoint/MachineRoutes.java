package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.ManagedMachinePage;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.model.PagePosition;
import com.dumontcloud.sdk.core.model.Savings;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /instances}, {@code /operations} and {@code /savings}: machines, their power, and what became of the money. */
final class MachineRoutes {

    private static final String INSTANCES = "instances";
    private static final String INSTANCE = INSTANCES + "/{id}";

    private static final int DEFAULT_PER_PAGE = 50;
    private static final int MOST_PER_PAGE = 500;

    private final FleetMonitor monitor;
    private final IdempotentReplies replies;
    private final ProviderThreads threads;

    MachineRoutes(FleetMonitor monitor, IdempotentReplies replies, ProviderThreads threads) {
        this.monitor = monitor;
        this.replies = replies;
        this.threads = threads;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", INSTANCES, Access.USER, this::list),
                Route.of("GET", INSTANCE, Access.USER, this::detail),
                Route.of("DELETE", INSTANCE, Access.USER, this::destroy),
                command("start", Operation.Kind.WAKE),
                command("wake", Operation.Kind.WAKE),
                command("stop", Operation.Kind.STOP),
                command("hibernate", Operation.Kind.HIBERNATE),
                Route.later("GET", INSTANCE + "/ssh", Access.USER, this::ssh),
                Route.later("PUT", INSTANCE + "/labels", Access.USER, this::label),
                Route.of("GET", INSTANCE + "/explain", Access.USER, this::explain),
                Route.of("POST", INSTANCE + "/claim", Access.USER, this::claim).once(replies),
                Route.of("GET", "operations", Access.USER, this::operations),
                Route.of("GET", "savings", Access.USER, this::savings));
    }

    /** Machines that are deleted only when asked for by that word. */
    private ApiResponse list(Call call) {
        String status = call.query().text("status");
        int page = call.query().whole("page", 1, 1, Integer.MAX_VALUE);
        int perPage = call.query().whole("per_page", DEFAULT_PER_PAGE, 1, MOST_PER_PAGE);
        List<MachineReport> rows = monitor.machines().stream()
                .filter(report -> status == null
                        ? report.condition().power() != MachineState.DELETED
                        : MachineViews.stateText(report.condition()).equals(status))
                .toList();
        List<ManagedMachine> shown = rows.stream()
                .skip((page - 1L) * perPage)
                .limit(perPage)
                .map(MachineViews::machine)
                .toList();
        PagePosition position = new PagePosition(page, perPage, rows.size());
        return ApiResponse.json(200, MachineCodec.encodePage(new ManagedMachinePage(shown, position)));
    }

    private ApiResponse detail(Call call) {
        return ApiResponse.json(200, MachineCodec.encode(MachineViews.machine(known(call))));
    }

    private Route command(String what, Operation.Kind kind) {
        return Route.of("POST", INSTANCE + "/" + what, Access.USER, call -> {
                    MachineId id = known(call).condition().id();
                    return accepted(call, monitor.command(id, kind));
                })
                .once(replies);
    }

    private ApiResponse destroy(Call call) {
        MachineCondition machine = known(call).condition();
        String name = machine.profile().name();
        if (!name.equals(call.query().text("confirm"))) {
            throw ApiFailure.of(
                    409,
                    "confirmation_required",
                    "instance " + machine.id() + " is given back for good, its disk included; confirm that by ?confirm="
                            + " and its name, \"" + name + "\"");
        }
        boolean accepts = "accept".equals(call.query().text("data_loss"));
        DataLoss dataLoss =
                accepts ? DataLoss.acceptedBy("user token " + call.caller().name()) : DataLoss.REFUSED;
        try {
            return accepted(call, monitor.destroy(machine.id(), dataLoss));
        } catch (DumontException refused) {
            boolean wantsProof = !accepts
                    && refused.kind() == Kind.CONFLICT
                    && machine.legalHold().isEmpty()
                    && machine.operation().isEmpty();
            throw wantsProof
                    ? ApiFailure.of(
                            409,
                            "snapshot_required",
                            refused.getMessage() + "; add &data_loss=accept to lose what is on it")
                    : refused;
        }
    }

    private CompletableFuture<ApiResponse> ssh(Call call) {
        MachineId id = known(call).condition().id();
        return threads.call(() -> {
            SshAddress ssh = monitor.read(id)
                    .map(Machine::ssh)
                    .orElseThrow(() -> ApiFailure.of(
                            404,
                            "no_ssh",
                            "the provider of instance " + id + " does not say where to log in to it now"));
            return ApiResponse.json(200, MachineCodec.encodeSsh(ssh));
        });
    }

    /** An extension of the contract, by which whoever holds a lease renews it. */
    private CompletableFuture<ApiResponse> label(Call call) {
        MachineId id = known(call).condition().id();
        List<Label> labels = MachineCodec.decodeLabels(call.json());
        return threads.call(() -> {
            labels.forEach(label -> monitor.setLabel(id, label));
            return ApiResponse.json(200, MachineCodec.encode(MachineViews.machine(known(call))));
        });
    }

    private ApiResponse explain(Call call) {
        MachineId id = known(call).condition().id();
        return ApiResponse.json(200, Tokens.utf8(monitor.explain(id).json()));
    }

    private ApiResponse claim(Call call) {
        MachineId id = known(call).condition().id();
        monitor.register(id, null, null);
        return ApiResponse.json(200, MachineCodec.encode(MachineViews.machine(known(call))));
    }

    /** All that are known are open: what became of the others is in the journal. */
    private ApiResponse operations(Call call) {
        List<MachineOperation> open = monitor.machines().stream()
                .map(MachineReport::condition)
                .flatMap(machine -> machine.operation().map(one -> MachineViews.operation(machine, one)).stream())
                .toList();
        return ApiResponse.json(200, MachineCodec.encodeOperations(open));
    }

    private ApiResponse savings(Call call) {
        List<MachineReport> machines = monitor.machines();
        Account all = machines.stream().map(MachineReport::account).reduce(Account.ZERO, Account::plus);
        List<Savings.OfMachine> each = machines.stream()
                .map(report -> new Savings.OfMachine(
                        report.condition().id(),
                        InstanceViews.usd(report.account().savedUsd()),
                        InstanceViews.usd(report.account().wastedUsd())))
                .toList();
        return ApiResponse.json(
                200,
                MachineCodec.encodeSavings(
                        new Savings(InstanceViews.usd(all.savedUsd()), InstanceViews.usd(all.wastedUsd()), each)));
    }

    private ApiResponse accepted(Call call, Operation operation) {
        MachineReport report = known(call);
        OperationReceipt receipt = new OperationReceipt(
                MachineViews.operation(report.condition(), operation), MachineViews.machine(report));
        return ApiResponse.json(202, MachineCodec.encodeReceipt(receipt));
    }

    private MachineReport known(Call call) {
        MachineId id = call.id();
        return monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
    }
}
