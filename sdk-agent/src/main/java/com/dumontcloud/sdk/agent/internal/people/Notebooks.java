package com.dumontcloud.sdk.agent.internal.people;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the notebooks of this machine do, as their servers tell.
 *
 * <p>A server that nothing listens for is not running. One that does not answer otherwise is not known, which is not the same as
 * idle. For one thread at a time.
 */
final class Notebooks {

    /** All other words are not known to this version. A kernel that nobody ever spoke to stays at "starting" for ever. */
    private static final Set<String> NOT_BUSY = Set.of("idle", "starting", "restarting", "autorestarting", "dead");

    /** The parameter keeps this very question from counting as use, by which a server with a limit would never end itself. */
    private static final String KERNELS = "api/kernels?no_track_activity=1";

    private static final Logger log = LoggerFactory.getLogger(Notebooks.class);

    private final Servers servers;
    private final @Nullable NamedJupyter named;
    private final LoopbackHttp http;

    private Map<String, String> activityBefore = Map.of();
    private boolean everAnswered;
    private @Nullable Boolean busy;
    private int users;

    Notebooks(Servers servers, @Nullable NamedJupyter named, LoopbackHttp http) {
        this.servers = servers;
        this.named = named;
        this.http = http;
    }

    /** Where to look for servers. */
    interface Servers {

        /** Returns those that run now. */
        RuntimeFiles.Found find();
    }

    /** Asks every server once. */
    void look() {
        RuntimeFiles.Found running = servers.find();
        List<JupyterServer> asked = new ArrayList<>(running.servers());
        if (named != null) {
            asked.removeIf(server -> server.address().equals(named.server().address()));
            asked.add(named.server());
        }
        Look look = new Look(running.others());
        for (JupyterServer server : asked) {
            look.ask(server);
        }
        activityBefore = look.activity;
        users = look.users;
        boolean known = look.busy || (everAnswered && !look.unknown);
        busy = known ? (Boolean) look.busy : null;
    }

    /** Returns whether a kernel works now, or has since the look before; absent where any server cannot tell. */
    @Nullable
    Boolean busy() {
        return busy;
    }

    /** Returns how many servers somebody has a notebook open on. */
    int users() {
        return users;
    }

    /** One round of questions. */
    private final class Look {

        private final Map<String, String> activity = new HashMap<>();
        private boolean unknown;
        private boolean busy;
        private int users;

        Look(boolean unknown) {
            this.unknown = unknown;
        }

        void ask(JupyterServer server) {
            try {
                Object answer = Json.parse(http.get(server, KERNELS));
                if (!(answer instanceof List<?> kernels)) {
                    throw new IllegalArgumentException("the answer is not a list");
                }
                double connections = 0;
                for (Object kernel : kernels) {
                    connections += kernel instanceof Map<?, ?> fields ? hear(fields) : 0;
                }
                users += connections > 0 ? 1 : 0;
                everAnswered = true;
            } catch (ConnectException notRunning) {
                log.debug("Nothing listens for {}", server);
            } catch (IOException | IllegalArgumentException noAnswer) {
                unknown = true;
                log.debug("{} does not tell what its kernels do", server, noAnswer);
            }
        }

        /** Takes in one kernel and returns how many are connected to it. */
        private double hear(Map<?, ?> kernel) {
            Object state = kernel.get("execution_state");
            if ("busy".equals(state)) {
                busy = true;
            } else if (!(state instanceof String) || !NOT_BUSY.contains(state)) {
                unknown = true;
            }
            if (kernel.get("id") instanceof String id && kernel.get("last_activity") instanceof String at) {
                String before = activityBefore.get(id);
                busy |= before != null && !before.equals(at); // it worked and came to rest again
                activity.put(id, at);
            }
            return kernel.get("connections") instanceof Double connections ? connections : 0;
        }
    }
}
