package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies of files between machines, volumes and cloud storage; each takes 30 s. Guarded by its simulator. */
final class CopyRoutes {

    private static final Duration TAKES = Duration.ofSeconds(30);
    private static final String CONNECTION = "101";

    private final VastSimulator vast;
    private final Map<String, Long> cloudStorage = new TreeMap<>();
    private final Map<String, Scheduled> underWay = new HashMap<>();

    CopyRoutes(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        String commands = "/api/v0/commands/";
        VastScope write = VastScope.INSTANCE_WRITE;
        return List.of(
                Route.of(
                        "PUT",
                        commands + "copy_direct/",
                        Call.OTHER,
                        write,
                        (request, path) ->
                                copy(request, request.text("src_id"), request.text("dst_id"), "src_path", "dst_path")),
                Route.of("PUT", commands + "rsync/", Call.OTHER, write, (request, path) -> rsync(request)),
                Route.of("POST", commands + "rclone/", Call.OTHER, write, (request, path) -> cloudCopy(request)),
                Route.of("DELETE", commands + "(copy_direct|rclone)/", Call.OTHER, write, (request, path) -> {
                    Scheduled copy = underWay.remove(request.text("dst_id"));
                    if (copy != null) {
                        copy.cancel();
                    }
                    return Answer.DONE;
                }),
                Route.of(
                        "GET",
                        "/api/v0/users/cloud_integrations/",
                        Call.OTHER,
                        VastScope.USER_READ,
                        (request, path) -> new Answer(
                                200,
                                Json.of(List.of(Map.of("id", CONNECTION, "name", "backups", "cloud_type", "s3"))))));
    }

    private Answer cloudCopy(Request request) {
        if (!request.text("selected").equals(CONNECTION)) {
            return Answer.invalid("No such connection.");
        }
        String machine = request.text("instance_id");
        String cloud = "s3." + CONNECTION;
        return request.text("transfer").equals("Instance To Cloud")
                ? copy(request, machine, cloud, "src", "dst")
                : copy(request, cloud, machine, "src", "dst");
    }

    private Answer copy(Request request, String from, String to, String fromField, String toField) {
        Map<String, Long> source = files(from);
        Map<String, Long> target = files(to);
        String fromPath = request.text(fromField);
        String toPath = request.text(toField);
        if (source == null || target == null) {
            return Answer.noSuchInstance();
        }
        underWay.put(to, vast.time().schedule(TAKES, () -> {
            synchronized (vast) {
                Map<String, Long> copied = new LinkedHashMap<>();
                source.forEach((path, bytes) -> {
                    if (path.startsWith(fromPath)) {
                        copied.put(toPath + path.substring(fromPath.length()), bytes);
                    }
                });
                target.putAll(copied);
                underWay.remove(to);
                say(from, to);
            }
        }));
        return Answer.DONE;
    }

    private void say(String... ends) {
        for (String end : ends) {
            Contract held = machine(end);
            if (held != null) {
                held.message("Operation Finished");
            }
        }
    }

    private Answer rsync(Request request) {
        String side = request.text("src_id").isEmpty() ? "dst" : "src";
        if (machine(request.text(side + "_id")) == null) {
            return Answer.noSuchInstance();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("success", true);
        fields.put(side + "_addr", "203.0.113.7");
        fields.put(side + "_port", 20_022);
        return Answer.of(fields);
    }

    private @Nullable Map<String, Long> files(String end) {
        if (end.equals("s3." + CONNECTION)) {
            return cloudStorage;
        }
        if (end.startsWith("V.")) {
            Volume volume = vast.volumes().find(Long.parseLong(end.substring(2)));
            return volume == null ? null : volume.files();
        }
        Contract held = machine(end);
        return held == null ? null : held.files();
    }

    private @Nullable Contract machine(String end) {
        String id = end.startsWith("C.") ? end.substring(2) : end;
        return id.matches("\\d{1,18}") ? vast.contract(Long.parseLong(id)) : null;
    }
}
