package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineCosts;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.MachineUse;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.ManagedMachinePage;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.model.OperationResolution;
import com.dumontcloud.sdk.core.model.PagePosition;
import com.dumontcloud.sdk.core.model.Savings;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Label;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads what the machine routes say.
 *
 * <p>Written documents have the keys of the contract: what is not known is {@code null}, and only {@code operation} is left out.
 * Unknown fields are skipped, unknown words kept. The {@code decode} methods throw {@link InvalidDocumentException} for what they
 * cannot read. Thread-safe, does not block.
 */
public final class MachineCodec {

    /** The provider of a machine that none rents out: it was registered by hand. */
    public static final String UNMANAGED = "unmanaged";

    private static final String DONE = "done";
    private static final String ABORT = "abort";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private MachineCodec() {}

    /** Returns the reply to {@code GET /instances}. */
    public static byte[] encodePage(ManagedMachinePage page) {
        return ViewWriter.document(out -> out.list("instances", page.machines(), MachineCodec::write)
                .whole("count", page.machines().size())
                .whole("page", page.position().page())
                .whole("per_page", page.position().perPage())
                .whole("total", page.position().total()));
    }

    /** Returns what a reply to {@code GET /instances} lists. */
    public static ManagedMachinePage decodePage(byte[] json) {
        JsonObject root = answer(json);
        if (!root.has("instances")) {
            throw root.fault("instances", "there", null);
        }
        PagePosition position = AgentListJson.readPosition(root);
        if (position == null) {
            throw root.fault("page", "there, with per_page and total", null);
        }
        return new ManagedMachinePage(
                root.objects("instances").stream().map(MachineCodec::read).toList(), position);
    }

    /** Returns the reply to {@code GET /instances/{id}}. */
    public static byte[] encode(ManagedMachine machine) {
        return ViewWriter.document(out -> write(out, machine));
    }

    /** Returns what a reply to {@code GET /instances/{id}} tells. */
    public static ManagedMachine decode(byte[] json) {
        return read(answer(json));
    }

    /** Returns the reply to a command. */
    public static byte[] encodeReceipt(OperationReceipt receipt) {
        return ViewWriter.document(out -> out.object("operation", below -> writeOperation(below, receipt.operation()))
                .object("instance", below -> write(below, receipt.machine())));
    }

    /** Returns what the reply to a command says. */
    public static OperationReceipt decodeReceipt(byte[] json) {
        JsonObject root = answer(json);
        return new OperationReceipt(readOperation(required(root, "operation")), read(required(root, "instance")));
    }

    /** Returns the reply to {@code GET /operations}. */
    public static byte[] encodeOperations(List<MachineOperation> operations) {
        return ViewWriter.document(out ->
                out.list("operations", operations, MachineCodec::writeOperation).whole("count", operations.size()));
    }

    /** Returns what a reply to {@code GET /operations} lists. */
    public static List<MachineOperation> decodeOperations(byte[] json) {
        JsonObject root = answer(json);
        if (!root.has("operations")) {
            throw root.fault("operations", "there", null);
        }
        return root.objects("operations").stream()
                .map(MachineCodec::readOperation)
                .toList();
    }

    /**
     * Returns the reply to {@code GET /instances/{id}/ssh}.
     *
     * @param terminalKey the public key with which the control plane's own terminals log in; absent where it has none
     */
    public static byte[] encodeSsh(SshAddress ssh, @Nullable String terminalKey) {
        return ViewWriter.document(out -> {
            out.text("host", ssh.host())
                    .whole("port", ssh.port())
                    .text("user", ssh.user())
                    .text("command", ssh.command());
            if (terminalKey != null) {
                out.text("terminal_public_key", terminalKey);
            }
        });
    }

    /** Returns what a reply to {@code GET /instances/{id}/ssh} tells. */
    public static SshAddress decodeSsh(byte[] json) {
        JsonObject root = answer(json);
        Integer port = root.count("port");
        try {
            return new SshAddress(word(root, "host"), port == null ? 0 : port, word(root, "user"));
        } catch (IllegalArgumentException impossible) {
            throw root.outOfRange("host", "an address that can be: " + impossible.getMessage(), impossible);
        }
    }

    /** Returns the reply to {@code GET /instances/{id}/costs}. */
    public static byte[] encodeCosts(MachineCosts costs) {
        return ViewWriter.document(out -> {
            out.decimal("accumulated_usd", costs.accumulatedUsd())
                    .decimal("today_usd", costs.todayUsd())
                    .wholeUnits("running_seconds", costs.running(), SECOND)
                    .wholeUnits("stopped_seconds", costs.stopped(), SECOND)
                    .decimal("monthly_estimate_usd", costs.monthlyUsd());
            ifPresent(costs.onDemandRate(), rate -> out.decimal("on_demand_usd_per_hour", usd(rate)));
            ifPresent(costs.spotRate(), rate -> out.decimal("spot_usd_per_hour", usd(rate)));
            ifPresent(costs.spotSavingPercent(), saving -> out.decimal("spot_saving_percent", saving));
        });
    }

    /** Returns what a reply to {@code GET /instances/{id}/costs} tells. */
    public static MachineCosts decodeCosts(byte[] json) {
        JsonObject root = answer(json);
        return new MachineCosts(
                amount(root, "accumulated_usd"),
                amount(root, "today_usd"),
                time(root, "running_seconds"),
                time(root, "stopped_seconds"),
                root.decimal("monthly_estimate_usd"),
                rate(root, "on_demand_usd_per_hour"),
                rate(root, "spot_usd_per_hour"));
    }

    /** Returns the body of {@code PUT /instances/{id}/labels}. */
    public static byte[] encodeLabels(List<Label> labels) {
        return ViewWriter.document(out ->
                out.object("labels", below -> labels.forEach(label -> below.text(label.name(), label.value()))));
    }

    /** Returns the labels that a body of {@code PUT /instances/{id}/labels} sets; one or more. */
    public static List<Label> decodeLabels(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        List<Label> labels = MarketCodec.labels(root);
        if (labels.isEmpty()) {
            throw root.fault("labels", "an object with one label or more", null);
        }
        return labels;
    }

    /** Returns the body of {@code POST /instances/{id}/commands}; the command's id, if it has one, is the control plane's to give. */
    public static byte[] encodeCommand(AgentCommand command) {
        return ViewWriter.document(out -> out.text("type", command.type())
                .object("args", below -> new TreeMap<>(command.args()).forEach(below::text)));
    }

    /** Returns the command that a body of {@code POST /instances/{id}/commands} gives. Arguments are texts, or numbers as theirs. */
    public static AgentCommand decodeCommand(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        return new AgentCommand(null, word(root, "type"), texts(root.object("args")));
    }

    /** Returns the body of {@code POST /operations/{id}/resolve}. */
    public static byte[] encodeResolution(OperationResolution resolution) {
        return ViewWriter.document(
                out -> out.text("outcome", resolution.done() ? DONE : ABORT).text("note", resolution.note()));
    }

    /** Returns what a body of {@code POST /operations/{id}/resolve} says. */
    public static OperationResolution decodeResolution(byte[] json) {
        JsonObject root = JsonTree.parse(json, Kind.INVALID_REQUEST);
        String outcome = word(root, "outcome");
        if (!outcome.equals(DONE) && !outcome.equals(ABORT)) {
            throw root.outOfRange("outcome", DONE + " or " + ABORT, null);
        }
        String note = Objects.requireNonNullElse(root.text("note"), "");
        if (note.length() > OperationResolution.LONGEST_NOTE) {
            String expected = "at most " + OperationResolution.LONGEST_NOTE + " characters, not " + note.length();
            throw root.outOfRange("note", expected, null);
        }
        return new OperationResolution(outcome.equals(DONE), note);
    }

    /** Returns the reply to {@code GET /savings}. */
    public static byte[] encodeSavings(Savings savings) {
        return ViewWriter.document(out -> out.decimal("saved_usd", savings.savedUsd())
                .decimal("wasted_idle_usd", savings.wastedIdleUsd())
                .list(
                        "instances",
                        savings.machines(),
                        (row, machine) -> row.text("instance_id", machine.id().value())
                                .decimal("saved_usd", machine.savedUsd())
                                .decimal("wasted_idle_usd", machine.wastedIdleUsd())));
    }

    /** Returns what a reply to {@code GET /savings} tells. */
    public static Savings decodeSavings(byte[] json) {
        JsonObject root = answer(json);
        return new Savings(
                amount(root, "saved_usd"),
                amount(root, "wasted_idle_usd"),
                root.objects("instances").stream()
                        .map(row -> new Savings.OfMachine(
                                row.machineId("instance_id"), amount(row, "saved_usd"), amount(row, "wasted_idle_usd")))
                        .toList());
    }

    private static void write(ViewWriter out, ManagedMachine shown) {
        Machine machine = shown.machine();
        GpuSpec gpu = machine.gpu();
        out.text("id", machine.id().value())
                .text("name", machine.name())
                .object("labels", below -> new TreeMap<>(machine.labels()).forEach(below::text))
                .text("provider", machine.provider().equals(UNMANAGED) ? null : machine.provider())
                .text("state", machine.state().text())
                .text("state_reason", machine.stateReason());
        if (gpu == null) {
            out.text("gpu", null);
        } else {
            out.object(
                    "gpu",
                    below -> below.text("name", gpu.name())
                            .whole("count", gpu.count())
                            .whole("memory_mb", gpu.memoryMib()));
        }
        out.text("region", machine.region()).text("image", machine.image()).whole("disk_gb", machine.diskGb());
        flag(out, "spot", machine.interruptible());
        out.decimal("price_usd_per_hour", usd(machine.runningRate()))
                .decimal("stopped_price_usd_per_hour", usd(machine.parkedRate()))
                .instant("created_at", machine.createdAt())
                .text("health", shown.health())
                .text("activity", shown.activity());
        flag(out, "claimed", shown.claimed());
        out.wholeUnits("hibernate_in_seconds", shown.hibernateIn(), SECOND)
                .object("use", below -> write(below, shown.use()));
        shown.openOperation().ifPresent(open -> out.object("operation", below -> writeOperation(below, open)));
    }

    private static void flag(ViewWriter out, String name, @Nullable Boolean value) {
        if (value == null) {
            out.text(name, null);
        } else {
            out.flag(name, value);
        }
    }

    private static void write(ViewWriter out, MachineUse use) {
        out.number("gpu_percent", use.gpuPercent())
                .number("cpu_percent", use.cpuPercent())
                .number("memory_percent", use.memoryPercent())
                .wholeUnits("idle_seconds", use.idleFor(), SECOND)
                .decimal("accumulated_usd", use.billedUsd());
    }

    private static MachineUse use(@Nullable JsonObject use) {
        return use == null
                ? MachineUse.UNKNOWN
                : new MachineUse(
                        use.number("gpu_percent"),
                        use.number("cpu_percent"),
                        use.number("memory_percent"),
                        use.duration("idle_seconds", SECOND),
                        use.decimal("accumulated_usd"));
    }

    private static ManagedMachine read(JsonObject root) {
        Machine.Builder machine = Machine.builder(
                root.machineId("id"),
                Objects.requireNonNullElse(root.text("provider"), UNMANAGED),
                MachineState.from(Objects.requireNonNullElse(root.text("state"), "")));
        machine.labels(texts(root.object("labels"))).stateReason(root.text("state_reason"));
        JsonObject gpu = root.object("gpu");
        if (gpu != null) {
            machine.gpu(gpu(gpu));
        }
        ifPresent(root.text("name"), machine::name);
        ifPresent(root.text("region"), machine::region);
        machine.image(root.text("image")).diskGb(root.count("disk_gb")).interruptible(root.flag("spot"));
        ifPresent(rate(root, "price_usd_per_hour"), machine::runningRate);
        ifPresent(rate(root, "stopped_price_usd_per_hour"), machine::parkedRate);
        ifPresent(root.instant("created_at"), machine::createdAt);
        JsonObject operation = root.object("operation");
        return new ManagedMachine(
                machine.build(),
                root.text("health"),
                root.text("activity"),
                root.flag("claimed"),
                root.duration("hibernate_in_seconds", SECOND),
                operation == null ? null : readOperation(operation),
                use(root.object("use")));
    }

    static void writeOperation(ViewWriter out, MachineOperation operation) {
        out.text("id", operation.id())
                .text("instance_id", operation.machine().value())
                .text("kind", operation.kind())
                .text("phase", operation.phase())
                .text("cause", operation.cause())
                .text("reason", operation.reason());
    }

    static MachineOperation readOperation(JsonObject root) {
        return new MachineOperation(
                word(root, "id"),
                root.machineId("instance_id"),
                word(root, "kind"),
                word(root, "phase"),
                root.text("cause"),
                root.text("reason"));
    }

    private static Map<String, String> texts(@Nullable JsonObject given) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (given != null) {
            for (String name : given.names()) {
                String value = given.text(name);
                if (value != null) {
                    texts.put(name, value);
                }
            }
        }
        return texts;
    }

    static GpuSpec gpu(JsonObject gpu) {
        Integer count = gpu.count("count");
        Long memory = gpu.whole("memory_mb");
        try {
            return new GpuSpec(word(gpu, "name"), count == null ? 1 : count, memory);
        } catch (IllegalArgumentException impossible) {
            throw gpu.outOfRange("count", "GPUs that can be: " + impossible.getMessage(), impossible);
        }
    }

    static @Nullable HourlyRate rate(JsonObject root, String name) {
        BigDecimal price = root.decimal(name);
        if (price != null && price.signum() < 0) {
            throw root.outOfRange(name, "0 or more", null);
        }
        return price == null ? null : new HourlyRate(price);
    }

    static @Nullable BigDecimal usd(@Nullable HourlyRate rate) {
        return rate == null ? null : rate.usdPerHour();
    }

    private static BigDecimal amount(JsonObject root, String name) {
        BigDecimal amount = root.decimal(name);
        if (amount == null) {
            throw root.fault(name, "there", null);
        }
        return amount;
    }

    private static Duration time(JsonObject root, String name) {
        Duration time = root.duration(name, SECOND);
        if (time == null) {
            throw root.fault(name, "there", null);
        }
        return time;
    }

    static String word(JsonObject root, String name) {
        String text = root.text(name);
        if (text == null) {
            throw root.fault(name, "there", null);
        }
        return text;
    }

    static JsonObject required(JsonObject root, String name) {
        JsonObject object = root.object(name);
        if (object == null) {
            throw root.fault(name, "there", null);
        }
        return object;
    }

    private static <T> void ifPresent(@Nullable T value, Consumer<T> set) {
        if (value != null) {
            set.accept(value);
        }
    }

    private static JsonObject answer(byte[] json) {
        return JsonTree.parse(json, Kind.INVALID_ANSWER);
    }
}
