package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One way to log in to a machine as {@code root}. Immutable.
 *
 * <p>Try them in order: some hosts block the direct way, and Vast's proxy fails at times though the machine runs.
 *
 * @param direct whether it leads to the machine itself, not through Vast's proxy
 * @param host name or address
 * @param port 1 to 65535
 */
public record VastSshEndpoint(boolean direct, String host, int port) {

    private static final int HIGHEST_PORT = 65_535;

    /** Creates the value. */
    public VastSshEndpoint {
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + "; it must be 1 to " + HIGHEST_PORT);
        }
    }

    /** Returns, for example, {@code ssh://root@ssh4.vast.ai:12345}. */
    public String url() {
        return "ssh://root@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    static List<VastSshEndpoint> of(JsonObject row) {
        List<VastSshEndpoint> ways = new ArrayList<>();
        List<JsonObject> ssh = bindings(row);
        if (!ssh.isEmpty()) {
            add(ways, true, row.text("public_ipaddr"), port(ssh.get(0).text("HostPort")));
        }
        String runtype = row.text("image_runtype");
        BigDecimal proxyPort = row.decimal("ssh_port");
        if (proxyPort != null) {
            // The port that Vast shows is Jupyter's where there is one, and that of SSH is the next.
            int step = runtype != null && runtype.contains("jupyter") ? 1 : 0;
            add(ways, false, row.text("ssh_host"), proxyPort.intValue() + step);
        }
        return List.copyOf(ways);
    }

    private static List<JsonObject> bindings(JsonObject row) {
        try {
            JsonObject ports = row.object("ports");
            return ports == null ? List.of() : ports.objects("22/tcp");
        } catch (DumontException anotherShape) {
            return List.of(); // A document of the vendor's shows a list of numbers: a login less, and no reason to lose
            // the row.
        }
    }

    private static void add(List<VastSshEndpoint> ways, boolean direct, @Nullable String host, int port) {
        String trimmed = host == null ? "" : host.strip(); // Vast gives addresses with a line break at times.
        if (!trimmed.isEmpty() && port >= 1 && port <= HIGHEST_PORT) {
            ways.add(new VastSshEndpoint(direct, trimmed, port));
        }
    }

    private static int port(@Nullable String text) {
        return text != null && text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
