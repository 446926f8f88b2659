package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bringing data from one place to another. Thread-safe; calls block until Vast has taken the order, not until it is done, and
 * throw {@link com.dumontcloud.sdk.core.error.DumontException}.
 *
 * <p>How far an order is shows in {@link VastInstance#statusMessage()} alone, half a minute late. Traffic is billed.
 */
public final class VastFiles {

    private static final Set<String> DANGEROUS = Set.of("", "/root");

    private final VastHttp http;

    VastFiles(VastHttp http) {
        this.http = http;
    }

    /**
     * Copies between machines, volumes and connections; a stopped machine can be the source. Sent once.
     *
     * @param fromId {@code 288} or {@code C.288} for a machine, {@code V.9} for a volume, {@code s3.101} for a connection
     * @param toId the same
     * @param toPath never {@code /} or {@code /root}, where a copy has locked people out of their machines
     */
    public void copy(String fromId, String fromPath, String toId, String toPath) {
        requireSafe(toPath);
        order("PUT", "copy_direct", side(fromId, fromPath, toId, toPath));
    }

    /**
     * Prepares a copy between a machine and this computer, to be done with {@code rsync} by you. Sent once.
     *
     * @param fromId absent where this computer is the source
     * @param toId absent where this computer is the target
     * @return where to point {@code rsync} to, as {@code vastai_kaalia@host} and a port
     */
    public Remote prepareRsync(@Nullable String fromId, String fromPath, @Nullable String toId, String toPath) {
        if ((fromId == null) == (toId == null)) {
            throw new IllegalArgumentException("one side must be this computer, and only one");
        }
        if (toId != null) {
            requireSafe(toPath);
        }
        ApiCall call = ApiCall.of("PUT", VastInstances.path("commands", "rsync"))
                .withJson(JsonText.of(side(fromId, fromPath, toId, toPath)));
        String there = fromId == null ? "dst" : "src";
        return http.send(VastRoute.COPY, call, answer -> Remote.from(answer, there));
    }

    /** Cancels every copy into a machine. */
    public void cancelCopy(String toId) {
        cancel("copy_direct", VastRoute.COPY, toId);
    }

    /** Returns the account's connections to cloud storage; they are made in Vast's own console. */
    public List<Connection> connections() {
        return http.sendForList(
                VastRoute.CONNECTIONS,
                ApiCall.of("GET", VastInstances.path("users", "cloud_integrations")),
                rows -> rows.stream().map(Connection::from).toList());
    }

    /**
     * Copies between a machine and cloud storage. Sent once. The host sees the connection's credentials: Vast advises to use
     * this on hosts in data centres only. There is no connection to Cloudflare R2.
     *
     * @param connectionId of {@link #connections()}
     * @param toCloud whether the data leaves the machine
     */
    public void cloudCopy(MachineId id, String from, String to, String connectionId, boolean toCloud) {
        if (!toCloud) {
            requireSafe(to);
        }
        ApiCall call = ApiCall.of("POST", VastInstances.path("commands", "rclone"))
                .withJson(JsonText.of(JsonText.object(
                        "src",
                        from,
                        "dst",
                        to,
                        "instance_id",
                        VastInstances.number(id).toString(),
                        "selected",
                        connectionId,
                        "transfer",
                        toCloud ? "Instance To Cloud" : "Cloud To Instance",
                        "flags",
                        List.of())));
        http.send(VastRoute.CLOUD_COPY, call, answer -> true);
    }

    /** Cancels the copies between a machine and cloud storage. */
    public void cancelCloudCopy(MachineId id) {
        cancel("rclone", VastRoute.CLOUD_COPY, VastInstances.number(id).toString());
    }

    /**
     * Commits the container as an image and pushes it to your registry, under a tag {@code instance_<id>_at_<time>} that Vast
     * chooses. Volumes are not in it. Takes up to an hour, and nothing tells how far it is: look into the registry. Sent once.
     *
     * @param registry such as {@code docker.io}
     * @param repository such as {@code me/images}
     * @param password of the registry; goes to Vast and to the host
     * @param pause whether the container stands still meanwhile, so that the image is consistent
     */
    public void takeSnapshot(
            MachineId id, String registry, String repository, String user, String password, boolean pause) {
        ApiCall call = ApiCall.of(
                        "POST",
                        VastInstances.path(
                                "instances",
                                "take_snapshot",
                                VastInstances.number(id).toString()))
                .withJson(JsonText.of(JsonText.object(
                        "container_registry", Objects.requireNonNull(registry, "registry"),
                        "personal_repo", Objects.requireNonNull(repository, "repository"),
                        "docker_login_user", Objects.requireNonNull(user, "user"),
                        "docker_login_pass", Objects.requireNonNull(password, "password"),
                        "pause", Boolean.toString(pause))))
                .withSecrets(List.of(password));
        http.send(VastRoute.SNAPSHOT, call, answer -> true);
    }

    private void order(String method, String command, Map<String, @Nullable Object> body) {
        ApiCall call =
                ApiCall.of(method, VastInstances.path("commands", command)).withJson(JsonText.of(body));
        http.send(VastRoute.COPY, call, answer -> true);
    }

    private void cancel(String command, VastRoute route, String toId) {
        ApiCall call = ApiCall.of("DELETE", VastInstances.path("commands", command))
                .withJson(JsonText.of(JsonText.object("client_id", "me", "dst_id", toId)))
                .repeatable();
        http.send(route, call, answer -> true);
    }

    private static Map<String, @Nullable Object> side(
            @Nullable String fromId, String fromPath, @Nullable String toId, String toPath) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("client_id", "me");
        body.put("src_id", fromId);
        body.put("dst_id", toId);
        body.put("src_path", fromPath);
        body.put("dst_path", toPath);
        return body;
    }

    private static void requireSafe(String toPath) {
        if (DANGEROUS.contains(toPath.strip().replaceAll("(/+\\.?)+$", ""))) {
            throw new IllegalArgumentException(
                    "never copy to " + toPath + ": it breaks the login; use a directory of yours");
        }
    }

    /**
     * A connection to cloud storage. Immutable.
     *
     * @param id at Vast
     * @param name as people gave it
     * @param type {@code drive}, {@code s3}, {@code b2}, {@code dropbox}, {@code hf} or one of tomorrow
     */
    public record Connection(
            String id, @Nullable String name, @Nullable String type) {

        static Connection from(JsonObject row) {
            String id = row.text("id");
            if (id == null) {
                throw VastColumns.missing("id");
            }
            return new Connection(id, row.text("name"), row.text("cloud_type"));
        }
    }

    /**
     * The far side of an {@code rsync}. Immutable.
     *
     * @param address host name or address
     * @param port of its SSH
     */
    public record Remote(String address, int port) {

        static Remote from(JsonObject answer, String side) {
            String address = answer.text(side + "_addr");
            Long port = answer.whole(side + "_port");
            if (address == null || port == null || port < 1 || port > 65_535) {
                throw VastColumns.missing(side + "_addr or " + side + "_port");
            }
            return new Remote(address.strip(), port.intValue());
        }
    }
}
