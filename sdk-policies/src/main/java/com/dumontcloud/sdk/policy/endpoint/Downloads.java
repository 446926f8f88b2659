package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /downloads/agent/latest}: the agent that goes with this control plane, for machines that have none yet. */
final class Downloads {

    private static final String FILE = "dumont-agent";
    private static final String PATH = "downloads/agent/latest/" + FILE;
    /** It is held in memory, so that file and checksum are always of one version. */
    private static final long LARGEST = 128L * 1024 * 1024;

    /** No agent. */
    static final Downloads NONE = new Downloads(null);

    private final byte @Nullable [] agent;

    private Downloads(byte @Nullable [] agent) {
        this.agent = agent;
    }

    /**
     * Reads the agent.
     *
     * @throws IllegalArgumentException if the file cannot be read, or is too large to be an agent
     */
    static Downloads of(Path agentFile) {
        try {
            long size = Files.size(agentFile);
            if (size == 0 || size > LARGEST) {
                throw new IllegalArgumentException(
                        "the agent " + agentFile + " has " + size + " bytes; it must have 1 to " + LARGEST);
            }
            return new Downloads(Files.readAllBytes(agentFile));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the agent " + agentFile + " cannot be read", unreadable);
        }
    }

    /** Takes the agent that was read already. */
    static Downloads of(byte[] agent) {
        return new Downloads(agent);
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, Access.ANYBODY, call -> file()),
                Route.of("GET", PATH + ".jar", Access.ANYBODY, call -> file()),
                Route.of("GET", PATH + ".sha256", Access.ANYBODY, call -> checksum()));
    }

    private ApiResponse file() {
        return ApiResponse.of(200, "application/octet-stream", configured())
                .with("Content-Disposition", "attachment; filename=\"" + FILE + ".jar\"");
    }

    /** As {@code sha256sum} writes it, so that {@code sha256sum -c} reads it. */
    private ApiResponse checksum() {
        String line = HexFormat.of().formatHex(Tokens.newSha256().digest(configured())) + "  " + FILE + "\n";
        return ApiResponse.of(200, "text/plain; charset=utf-8", Tokens.utf8(line));
    }

    private byte[] configured() {
        if (agent == null) {
            throw ApiFailure.of(
                    404,
                    "no_agent",
                    "this server has no agent to hand out. The packaged control plane has one; a program of your own sets"
                            + " agentFile");
        }
        return agent;
    }
}
