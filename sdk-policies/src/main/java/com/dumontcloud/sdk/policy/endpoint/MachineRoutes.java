package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.ManagedMachinePage;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.model.OperationResolution;
import com.dumontcloud.sdk.core.model.PagePosition;
import com.dumontcloud.sdk.core.model.Savings;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code /instances}, {@code /operations} and {@code /savings}: machines, their power, and what became of the money. */
final class MachineRoutes {

    private static final String INSTANCES = "instances";
    private static final String INSTANCE = INSTANCES + "/{id}";

    private static final int DEFAULT_PER_PAGE = 50;
    private static final int MOST_PER_PAGE = 500;
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final FleetMonitor monitor;
    private final IdempotentReplies replies;
    private final BlockingThreads threads;
    private final CommandWatch watch;

    MachineRoutes(FleetMonitor monitor, IdempotentReplies replies, BlockingThreads threads) {
        this.monitor = monitor;
        this.replies = replies;
        this.threads = threads;
        this.watch = new CommandWatch(monitor);
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
                command("reboot", Operation.Kind.REBOOT),
                Route.later("PUT", INSTANCE + "/labels", Access.USER, this::label),
                Route.of("GET", INSTANCE + "/explain", Access.USER, this::explain),
                Route.of("POST", INSTANCE + "/claim", Access.USER, this::claim).once(replies),
                Route.of("GET", "operations", Access.USER, this::operations),
                Route.of("POST", "operations/{id}/resolve", Access.USER, this::resolve)
                        .once(replies),
                Route.of("GET", "savings", Access.USER, this::savings));
    }

    /** Machines that are deleted only when asked for by that word. */
    private ApiResponse list(Call call) {
        String status = call.query().text("status");
        int page = call.query().whole("page", 1, 1, Integer.MAX_VALUE);
        int perPage = call.query().whole("per_page", DEFAULT_PER_PAGE, 1, MOST_PER_PAGE);
        List<MachineCondition> rows = monitor.conditions().stream()
                .filter(machine -> status == null
                        ? machine.power() != MachineState.DELETED
                        : MachineViews.stateText(machine).equals(status))
                .toList();
        List<ManagedMachine> shown = rows.stream()
                .skip((page - 1L) * perPage)
                .limit(perPage)
                .flatMap(machine -> monitor.machine(machine.id()).stream())
                .map(MachineViews::machine)
                .toList();
        PagePosition position = new PagePosition(page, perPage, rows.size());
        return ApiResponse.json(200, MachineCodec.encodePage(new ManagedMachinePage(shown, position)));
    }

    private ApiResponse detail(Call call) {
        return ApiResponse.json(200, MachineCodec.encode(MachineViews.machine(known(call))));
    }

    private Route command(String what, Operation.Kind kind) {
        return Route.later("POST", INSTANCE + "/" + what, Access.USER, call -> command(call, kind))
                .once(replies);
    }

    private CompletableFuture<ApiResponse> command(Call call, Operation.Kind kind) {
        MachineCondition machine = known(call).condition();
        Duration wait = Duration.ofSeconds(call.query().whole("wait", 0, 0, LONGEST_WAIT_SECONDS));
        if (kind == Operation.Kind.WAKE && machine.profile().isManaged() && isSpent(monitor.watchedCredit())) {
            return threads.callLater(() -> {
                requireCredit();
                return command(call, machine.id(), kind, wait);
            });
        }
        return command(call, machine.id(), kind, wait);
    }

    /** What was seen of the credit is minutes old: whoever paid in since is not turned away. */
    private void requireCredit() {
        Optional<Credit> now = monitor.credit();
        if (isSpent(now)) {
            throw new DumontException(
                    Kind.INSUFFICIENT_CREDIT,
                    "nothing is started: the credit at the provider is "
                            + now.orElseThrow().usd().toPlainString() + " USD; pay in before");
        }
    }

    private static boolean isSpent(Optional<Credit> credit) {
        return credit.filter(left -> left.usd().signum() <= 0).isPresent();
    }

    private CompletableFuture<ApiResponse> command(Call call, MachineId id, Operation.Kind kind, Duration wait) {
        if (wait.isZero()) {
            return CompletableFuture.completedFuture(accepted(call, monitor.command(id, kind)));
        }
        CommandWatch.Watch watched = watch.watch(id);
        try {
            Operation operation = monitor.command(id, kind);
            return watched.end(operation, wait)
                    .thenApply(end -> end.isPresent() ? ended(call, end.get()) : accepted(call, operation));
        } catch (RuntimeException refused) {
            watched.close();
            throw refused;
        }
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
        call.query().allowOnly("open", "true", "what became of others is in the journal of their machine");
        List<MachineOperation> open = monitor.conditions().stream()
                .flatMap(machine -> Stream.of(
                        machine.operation().map(one -> MachineViews.operation(machine, one)),
                        machine.errand().map(one -> MachineViews.errand(machine, one))))
                .flatMap(Optional::stream)
                .toList();
        return ApiResponse.json(200, MachineCodec.encodeOperations(open));
    }

    private ApiResponse savings(Call call) {
        call.query().allowOnly("period", "all", "sums go from a machine's beginning to now");
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

    private ApiResponse resolve(Call call) {
        OperationResolution resolution = MachineCodec.decodeResolution(call.json());
        String operationId = call.segments().get(1);
        MachineCondition machine = monitor.conditions().stream()
                .filter(each -> each.operation()
                        .filter(open -> MachineViews.operationId(each, open).equals(operationId))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> ApiFailure.of(
                        404,
                        "unknown_operation",
                        "no operation of this id is open; GET /operations lists those that are"));
        Operation open = machine.operation().orElseThrow();
        if (open.phase() != Operation.Phase.NEEDS_HUMAN) {
            throw ApiFailure.of(
                    409,
                    "state_conflict",
                    "the operation is " + open.phase().text() + " and waits for nobody; only one that is "
                            + Operation.Phase.NEEDS_HUMAN.text() + " can be resolved");
        }
        monitor.resolve(machine.id(), open.id(), resolution);
        Operation.Outcome outcome = resolution.done() ? Operation.Outcome.DONE : Operation.Outcome.ABORTED;
        Effect.OperationEnded end = new Effect.OperationEnded(open, outcome, open.reason());
        MachineReport after = monitor.machine(machine.id()).orElseThrow(() -> ApiFailure.unknownInstance(machine.id()));
        return receipt(200, after, MachineViews.ended(after.condition(), end));
    }

    /** As it is by now, if it is still what is being done. */
    private ApiResponse accepted(Call call, Operation operation) {
        MachineReport report = known(call);
        Operation now = report.condition()
                .operation()
                .filter(open -> open.id().equals(operation.id()))
                .orElse(operation);
        return receipt(202, report, MachineViews.operation(report.condition(), now));
    }

    private ApiResponse ended(Call call, Effect.OperationEnded end) {
        MachineReport report = known(call);
        return receipt(202, report, MachineViews.ended(report.condition(), end));
    }

    private static ApiResponse receipt(int status, MachineReport report, MachineOperation operation) {
        OperationReceipt receipt = new OperationReceipt(operation, MachineViews.machine(report));
        return ApiResponse.json(status, MachineCodec.encodeReceipt(receipt));
    }

    private MachineReport known(Call call) {
        MachineId id = call.id();
        return monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
    }
}
