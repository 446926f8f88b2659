package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is done on a machine: its log, the three commands, snapshots of its container. Guarded by its simulator. */
final class WorkRoutes {

    private static final int LONGEST_COMMAND = 512;
    private static final String ROOT = "/var/lib/vastai_kaalia/data/instance_extra_volumes";

    private final VastSimulator vast;
    private final List<String> snapshots = new ArrayList<>();

    WorkRoutes(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        String instances = "/api/v0/instances/";
        return List.of(
                Route.of(
                        "PUT",
                        instances + "request_logs/(\\d+)/",
                        Call.OTHER,
                        VastScope.INSTANCE_READ,
                        (request, path) -> vast.with(Request.id(path), held -> log(held, request))),
                Route.of(
                        "PUT",
                        instances + "command/(\\d+)/",
                        Call.OTHER,
                        VastScope.INSTANCE_WRITE,
                        (request, path) -> vast.with(
                                Request.id(path),
                                held -> execute(held, request.text("command").strip()))),
                Route.of(
                        "POST",
                        instances + "take_snapshot/(\\d+)/",
                        Call.OTHER,
                        VastScope.INSTANCE_WRITE,
                        (request, path) -> vast.with(Request.id(path), held -> snapshot(held, request))));
    }

    /** Returns the images that were pushed, the oldest first. */
    List<String> snapshots() {
        return List.copyOf(snapshots);
    }

    private Answer log(Contract held, Request request) {
        boolean daemon = request.text("daemon_logs").equals("true");
        Pattern filter = Pattern.compile(request.text("filter"));
        List<String> lines = held.machine().history().stream()
                .map(change -> change.at() + (daemon ? " daemon: " : " container: ") + change.to())
                .filter(filter.asPredicate())
                .toList();
        int tail = Integer.parseInt(request.text("tail"));
        String text = String.join("\n", lines.subList(Math.max(0, lines.size() - tail), lines.size()));
        return Answer.done("result_url", vast.leave(text));
    }

    private Answer execute(Contract held, String command) {
        String[] words = command.split("\\s+", -1);
        String path = words[words.length - 1];
        if (command.length() > LONGEST_COMMAND || !List.of("ls", "rm", "du").contains(words[0])) {
            return Answer.invalid("Only ls, rm and du can be executed.");
        }
        Map<String, Long> below = held.files().entrySet().stream()
                .filter(file -> words.length == 1 || file.getKey().startsWith(path))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (left, right) -> left, LinkedHashMap::new));
        if (words[0].equals("rm")) {
            held.files().keySet().removeAll(below.keySet());
        }
        String printed = switch (words[0]) {
            case "ls" -> below.keySet().stream().map(file -> ROOT + file + "\n").collect(Collectors.joining());
            case "du" -> below.values().stream().mapToLong(Long::longValue).sum() + "\t" + ROOT + path + "\n";
            default -> "";
        };
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("success", true);
        fields.put("result_url", vast.leave(printed));
        fields.put("writeable_path", ROOT);
        return Answer.of(fields);
    }

    private Answer snapshot(Contract held, Request request) {
        if (request.body().contains("id")) {
            return Answer.invalid("id is in the path"); // As seen live.
        }
        if (held.machine().state() != MachineState.RUNNING) {
            return Answer.invalid("The instance does not run.");
        }
        snapshots.add(request.text("container_registry") + "/" + request.text("personal_repo") + ":instance_"
                + held.id() + "_at_" + vast.time().wall().getEpochSecond());
        return Answer.DONE;
    }
}
