package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every endpoint is built of. Not thread-safe. */
abstract class EndpointBuilder<B extends EndpointBuilder<B>> {

    final FleetMonitor monitor;
    final List<String> userTokens = new ArrayList<>();
    final List<String> metricsTokens = new ArrayList<>();

    Downloads downloads = Downloads.NONE;
    private @Nullable TimeSource clientTime;

    EndpointBuilder(FleetMonitor monitor) {
        this.monitor = Objects.requireNonNull(monitor, "monitor");
    }

    /** Adds a token with which people may call everything. At least one is required; only its hash is kept. */
    public B userToken(String token) {
        userTokens.add(checked("user", token));
        return self();
    }

    /** Adds a token that opens {@code /metrics} and nothing else. Default: none, and the page is open to everybody. */
    public B metricsToken(String token) {
        metricsTokens.add(checked("metrics", token));
        return self();
    }

    /**
     * Sets the agent to hand out under {@code /downloads/agent/latest}: {@code dumont-agent}, or a runnable jar; read at once.
     * Default: none, and those routes answer 404.
     *
     * @throws IllegalArgumentException if it cannot be read, is empty, or has more than 128 MiB
     */
    public B agentFile(Path agentFile) {
        this.downloads = Downloads.of(agentFile);
        return self();
    }

    /** Sets the agent to hand out, as {@link #agentFile} does, from memory; the bytes are not copied. */
    public B agent(byte[] program) {
        this.downloads = Downloads.of(program);
        return self();
    }

    /**
     * Sets the time that people and connections go by: how long a session lasts, and how often a stream shows that it lives. To be
     * set where the monitor's own time is not the real one; yours to close. Default: the monitor's.
     */
    public B clientTime(TimeSource clientTime) {
        this.clientTime = Objects.requireNonNull(clientTime, "clientTime");
        return self();
    }

    TimeSource clientTime() {
        return clientTime == null ? monitor.time() : clientTime;
    }

    abstract B self();

    private static String checked(String what, String token) {
        if (token.isBlank() || token.length() > Tokens.LONGEST || !token.equals(token.strip())) {
            throw new IllegalArgumentException(
                    "a " + what + " token must have 1 to " + Tokens.LONGEST + " characters, and no blanks around them");
        }
        return token;
    }
}
