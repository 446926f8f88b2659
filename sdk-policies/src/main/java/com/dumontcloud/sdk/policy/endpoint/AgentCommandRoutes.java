package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.decide.Errand;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code /instances/{id}/commands}: what a person wants of the agent on a machine. What cannot be an update of docs/updates.md is
 * refused here, since its sender learns it sooner; whether its maker signed it, the agent alone decides.
 */
final class AgentCommandRoutes {

    private static final Pattern VERSION =
            Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}(-[0-9A-Za-z]{1,20}([.-][0-9A-Za-z]{1,20}){0,5})?");

    /** What an update takes, and whether it must be there. */
    private static final List<Argument> OF_UPDATE = List.of(
            new Argument("version", true, VERSION, "a version such as 1.12.0"),
            new Argument(
                    "url",
                    true,
                    Pattern.compile("(?i)https?://[^/@\\s\\p{Cntrl}]{1,255}(/[^\\s\\p{Cntrl}]{0,1700})?"),
                    "an https URL, or an http one on the machine itself, without user or password"),
            new Argument("sha256", true, Pattern.compile("[0-9a-fA-F]{64}"), "64 hexadecimal digits"),
            new Argument("signature", true, Pattern.compile("[0-9A-Za-z+/]{86}=="), "the Base64 of 64 bytes"),
            new Argument("downgrade_from", false, VERSION, "a version such as 1.13.0"));

    private final FleetMonitor monitor;
    private final IdempotentReplies replies;

    AgentCommandRoutes(FleetMonitor monitor, IdempotentReplies replies) {
        this.monitor = monitor;
        this.replies = replies;
    }

    List<Route> routes() {
        return List.of(Route.of("POST", "instances/{id}/commands", Access.USER, this::command)
                .once(replies));
    }

    private ApiResponse command(Call call) {
        MachineId id = call.id();
        known(id);
        AgentCommand wanted = MachineCodec.decodeCommand(call.json());
        Errand errand = monitor.ask(id, wanted.type(), arguments(wanted));
        MachineReport report = known(id);
        OperationReceipt receipt =
                new OperationReceipt(MachineViews.errand(report.condition(), errand), MachineViews.machine(report));
        return ApiResponse.json(202, MachineCodec.encodeReceipt(receipt));
    }

    /** Returns those arguments that its agent understands. */
    private static Map<String, String> arguments(AgentCommand wanted) {
        return switch (wanted.type()) {
            case AgentCommand.RESTART -> Map.of();
            case AgentCommand.UPDATE -> ofUpdate(wanted.args());
            case AgentCommand.SNAPSHOT ->
                throw ApiFailure.of(501, "not_available", "snapshots are not served by this version");
            default ->
                throw ApiFailure.outOfRange(
                        "there is no such command; an agent takes update and restart",
                        Map.of("type", "must be update or restart"));
        };
    }

    private static Map<String, String> ofUpdate(Map<String, String> given) {
        Map<String, String> taken = new LinkedHashMap<>();
        Map<String, String> problems = new LinkedHashMap<>();
        for (Argument argument : OF_UPDATE) {
            String value = given.get(argument.name());
            if (value == null && !argument.isRequired()) {
                continue;
            }
            if (value == null || !argument.form().matcher(value).matches()) {
                problems.put("args." + argument.name(), "must be " + argument.expected());
            } else {
                taken.put(argument.name(), value);
            }
        }
        if (!problems.isEmpty()) {
            throw ApiFailure.outOfRange("this cannot be an update: " + problems, problems);
        }
        return taken;
    }

    private MachineReport known(MachineId id) {
        return monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
    }

    /**
     * One argument of a command. Immutable.
     *
     * @param name what it is called
     * @param isRequired whether the command is none without
     * @param form how it is spelt
     * @param expected the same for people
     */
    private record Argument(String name, boolean isRequired, Pattern form, String expected) {}
}
