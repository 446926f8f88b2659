package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineCosts;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.MachineUse;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.MachineSetup;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Errand;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.Account;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts what the monitor knows of machines and operations into the words of the machine routes. */
final class MachineViews {

    /** The month of agent-system.md, section "Custo": 0.40 USD an hour are 292.80 USD. */
    private static final Duration MONTH = Duration.ofHours(732);

    private MachineViews() {}

    static ManagedMachine machine(MachineReport report) {
        MachineCondition machine = report.condition();
        return new ManagedMachine(
                shown(machine),
                InstanceViews.health(machine.liveness()),
                word(machine.activity()),
                machine.isClaimed(),
                report.hibernateIn(),
                machine.operation().map(open -> operation(machine, open)).orElse(null),
                use(report));
    }

    private static MachineUse use(MachineReport report) {
        HostReading host = report.current() == null ? null : report.current().host();
        return new MachineUse(
                report.gpuTotals().utilizationPercent(),
                host == null ? null : host.cpuPercent(),
                host == null ? null : percent(host.memoryUsedMib(), host.memoryTotalMib()),
                report.idleFor(),
                InstanceViews.usd(report.account().billedUsd()));
    }

    private static @Nullable Double percent(@Nullable Double used, @Nullable Double total) {
        return used == null || total == null || total <= 0 ? null : Math.min(100, 100 * used / total);
    }

    static MachineOperation operation(MachineCondition machine, Operation operation) {
        return new MachineOperation(
                operationId(machine, operation),
                machine.id(),
                word(operation.kind()),
                word(operation.phase()),
                word(operation.cause()),
                operation.reason().text());
    }

    /** Returns what a person wants of an agent, as an operation is shown. */
    static MachineOperation errand(MachineCondition machine, Errand errand) {
        Operation.Phase phase = errand.told() == null ? Operation.Phase.INTENDED : Operation.Phase.EXECUTING;
        return new MachineOperation(
                machine.id() + ":" + errand.id(),
                machine.id(),
                errand.command().type(),
                phase.text(),
                word(Cause.PERSON),
                Reason.of(Reason.Code.ASKED_FOR).text());
    }

    /** Returns an operation as it is shown once it is over: why it was done, or why it was not. */
    static MachineOperation ended(MachineCondition machine, Effect.OperationEnded end) {
        Operation operation = end.operation();
        Reason why = end.outcome() == Operation.Outcome.DONE ? operation.reason() : end.reason();
        return new MachineOperation(
                operationId(machine, operation),
                machine.id(),
                word(operation.kind()),
                word(end.outcome()),
                word(operation.cause()),
                why.text());
    }

    /**
     * Returns what a machine costs.
     *
     * @param otherRate what the cheapest like it costs that is rented the other way, spot or on demand; absent where that is not known
     */
    static MachineCosts costs(MachineReport report, @Nullable HourlyRate otherRate) {
        MachineCondition machine = report.condition();
        MachineProfile profile = machine.profile();
        HourlyRate rate = rateToCome(machine);
        Account account = report.account();
        Boolean isSpot = profile.setup().interruptible();
        return new MachineCosts(
                InstanceViews.usd(account.billedUsd()),
                InstanceViews.usd(account.billedTodayUsd()),
                account.running(),
                account.stopped(),
                rate == null ? null : InstanceViews.usd(rate.costOf(MONTH)),
                isSpot == null ? null : isSpot ? otherRate : profile.runningRate(),
                isSpot == null ? null : isSpot ? profile.runningRate() : otherRate);
    }

    /** What is on its way costs from its first second what it is going to be. */
    private static @Nullable HourlyRate rateToCome(MachineCondition machine) {
        MachineProfile profile = machine.profile();
        MachineState target = machine.operation()
                .filter(open -> open.phase() != Operation.Phase.NEEDS_HUMAN && open.kind() != Operation.Kind.FAILOVER)
                .map(Operation::target)
                .orElse(machine.shownState());
        return switch (target) {
            case DELETED -> HourlyRate.FREE;
            case RUNNING, STARTING -> profile.runningRate();
            case STOPPED -> machine.operation().isPresent() ? profile.parkedRate() : rateNow(machine);
            default -> rateNow(machine);
        };
    }

    private static @Nullable HourlyRate rateNow(MachineCondition machine) {
        return machine.isBilledAsRunning()
                ? machine.profile().runningRate()
                : machine.profile().parkedRate();
    }

    /** An operation's own id is unique within its machine only. */
    static String operationId(MachineCondition machine, Operation operation) {
        return machine.id() + ":" + operation.id();
    }

    static String stateText(MachineCondition machine) {
        return machine.shownState().text();
    }

    private static Machine shown(MachineCondition machine) {
        MachineProfile profile = machine.profile();
        Machine.Builder shown = Machine.builder(
                        machine.id(),
                        Objects.requireNonNullElse(profile.provider(), MachineCodec.UNMANAGED),
                        machine.shownState())
                .name(profile.name())
                .labels(profile.labels())
                .stateReason(stateReason(machine));
        MachineSetup setup = profile.setup();
        shown.image(setup.image()).diskGb(setup.diskGb()).interruptible(setup.interruptible());
        if (setup.createdAt() != null) {
            shown.createdAt(setup.createdAt());
        }
        if (profile.region() != null) {
            shown.region(profile.region());
        }
        if (profile.gpu() != null) {
            shown.gpu(profile.gpu());
        }
        if (profile.runningRate() != null) {
            shown.runningRate(profile.runningRate());
        }
        if (profile.parkedRate() != null) {
            shown.parkedRate(profile.parkedRate());
        }
        return shown.build();
    }

    /** What nobody read is said to run, since that costs; people are told that it is not known. */
    private static @Nullable String stateReason(MachineCondition machine) {
        List<Reason> whyOff = machine.whyOff();
        if (!whyOff.isEmpty()) {
            return whyOff.stream().map(Reason::text).collect(Collectors.joining("; "));
        }
        if (machine.shownState() == MachineState.FAILED) {
            return machine.brokenDown()
                    .map(broken -> "its provider says: " + broken.words())
                    .orElse(null);
        }
        if (machine.isAssumedRunning()) {
            return "its provider was not asked: it is taken to run unless it was parked from here";
        }
        if (machine.power() == MachineState.UNKNOWN && machine.shownState() == MachineState.RUNNING) {
            return "its provider does not say whether it runs";
        }
        return machine.pending().map(Reason::text).orElse(null);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
