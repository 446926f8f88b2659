package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link HeartbeatReporter} reports, where to, and how.
 *
 * <p>Needed are the machine's id and either an API URL with a token or a sink of your own. Everything else has a default:
 * a heartbeat every 30 s until the control plane tells otherwise, samples every 5 s, this host from {@code /proc}, its
 * NVIDIA GPUs through their driver, the people at it, no handlers. Immutable; a token is never part of its text.
 */
public final class ReporterOptions {

    /** What reporters are called that were given no name of their own. */
    static final String UNNAMED = "jvm";

    final MachineId machineId;
    final @Nullable HeartbeatSink sink;
    final @Nullable URI apiUrl;
    final @Nullable Supplier<String> apiToken;
    final boolean allowPlainHttp;
    final Dialect dialect;
    final @Nullable String reporterId;
    final String reporterKind;
    final @Nullable String hostname;
    final Duration initialInterval;
    final Duration sampleInterval;
    final Duration shutdownTimeout;
    final @Nullable GpuProbe gpuProbe;
    final @Nullable HostProbe hostProbe;
    final @Nullable PeopleProbe peopleProbe;
    final ReporterListener listener;
    final Map<String, CommandHandler> handlers;
    final @Nullable Path stateDirectory;
    final @Nullable DeadMan deadMan;
    final @Nullable TimeSource timeSource;
    final @Nullable RandomGenerator random;

    private ReporterOptions(Builder builder) {
        this.machineId = builder.machineId;
        this.sink = builder.sink;
        this.apiUrl = builder.apiUrl;
        this.apiToken = builder.apiToken;
        this.allowPlainHttp = builder.allowPlainHttp;
        this.dialect = builder.dialect;
        this.reporterId = builder.reporterId;
        this.reporterKind = builder.reporterKind;
        this.hostname = builder.hostname;
        this.initialInterval = builder.initialInterval;
        this.sampleInterval = builder.sampleInterval;
        this.shutdownTimeout = builder.shutdownTimeout;
        this.gpuProbe = builder.gpuProbe;
        this.hostProbe = builder.hostProbe;
        this.peopleProbe = builder.peopleProbe;
        this.listener = builder.listener;
        this.handlers = Map.copyOf(builder.handlers);
        this.stateDirectory = builder.stateDirectory;
        this.deadMan = builder.deadMan;
        this.timeSource = builder.timeSource;
        this.random = builder.random;
    }

    /** Returns a builder of options for the reporter of this machine. */
    public static Builder builder(MachineId machineId) {
        return new Builder(Objects.requireNonNull(machineId, "machineId"));
    }

    /**
     * Returns options from {@code DUMONT_INSTANCE_ID}, {@code DUMONT_API_URL} and {@code DUMONT_API_TOKEN}.
     *
     * <p>Each may also be given as a file that holds it, by the same name with {@code _FILE} at its end. A token's file is
     * read again for every heartbeat, so that a rotated token is picked up. {@code DUMONT_ALLOW_PLAIN_HTTP} of {@code true}
     * is {@link Builder#allowPlainHttp}; {@link PeopleProbe#system(Map)} says which variables tell where Jupyter is.
     *
     * @param environment mostly {@link System#getenv()}
     * @throws IllegalArgumentException if anything is missing or wrong, naming every problem
     */
    public static ReporterOptions fromEnvironment(Map<String, String> environment) {
        return new Environment(environment).options();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public String toString() {
        String target = sink == null ? String.valueOf(apiUrl) : sink.getClass().getName();
        return "reporter " + (reporterId == null ? UNNAMED : reporterId) + " of machine " + machineId + " to " + target;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private final MachineId machineId;
        private @Nullable HeartbeatSink sink;
        private @Nullable URI apiUrl;
        private @Nullable Supplier<String> apiToken;
        private boolean allowPlainHttp;
        private Dialect dialect = Dialect.NESTED;
        private @Nullable String reporterId;
        private String reporterKind = "process";
        private @Nullable String hostname;
        private Duration initialInterval = Duration.ofSeconds(30);
        private Duration sampleInterval = Duration.ofSeconds(5);
        private Duration shutdownTimeout = Duration.ofSeconds(5);
        private @Nullable GpuProbe gpuProbe;
        private @Nullable HostProbe hostProbe;
        private @Nullable PeopleProbe peopleProbe;
        private ReporterListener listener = new ReporterListener() {};
        private final Map<String, CommandHandler> handlers = new LinkedHashMap<>();
        private @Nullable Path stateDirectory;
        private @Nullable DeadMan deadMan;
        private @Nullable TimeSource timeSource;
        private @Nullable RandomGenerator random;

        private Builder(MachineId machineId) {
            this.machineId = machineId;
        }

        private Builder(ReporterOptions from) {
            this.machineId = from.machineId;
            this.sink = from.sink;
            this.apiUrl = from.apiUrl;
            this.apiToken = from.apiToken;
            this.allowPlainHttp = from.allowPlainHttp;
            this.dialect = from.dialect;
            this.reporterId = from.reporterId;
            this.reporterKind = from.reporterKind;
            this.hostname = from.hostname;
            this.initialInterval = from.initialInterval;
            this.sampleInterval = from.sampleInterval;
            this.shutdownTimeout = from.shutdownTimeout;
            this.gpuProbe = from.gpuProbe;
            this.hostProbe = from.hostProbe;
            this.peopleProbe = from.peopleProbe;
            this.listener = from.listener;
            this.handlers.putAll(from.handlers);
            this.stateDirectory = from.stateDirectory;
            this.deadMan = from.deadMan;
            this.timeSource = from.timeSource;
            this.random = from.random;
        }

        /**
         * Sets where heartbeats go, in place of an API URL and token. Default: an {@link HttpHeartbeatSink} to the API URL.
         * You close what you pass in, after the reporter.
         */
        public Builder sink(HeartbeatSink sink) {
            this.sink = Objects.requireNonNull(sink, "sink");
            return this;
        }

        /** Sets the control plane's address, such as {@code https://dumontcloud.com}; a path of {@code /api} may follow. */
        public Builder apiUrl(URI apiUrl) {
            this.apiUrl = Objects.requireNonNull(apiUrl, "apiUrl");
            return this;
        }

        /** Sets the token of the machine. */
        public Builder apiToken(String apiToken) {
            Objects.requireNonNull(apiToken, "apiToken");
            return apiToken(() -> apiToken);
        }

        /** Sets where to take the token of the machine from, asked before every heartbeat; it should answer quickly. */
        public Builder apiToken(Supplier<String> apiToken) {
            this.apiToken = Objects.requireNonNull(apiToken, "apiToken");
            return this;
        }

        /**
         * Allows an API URL of plain {@code http} beyond this machine: token and heartbeats are then readable on the way.
         * Default: false; loopback addresses are always allowed.
         */
        public Builder allowPlainHttp(boolean allowPlainHttp) {
            this.allowPlainHttp = allowPlainHttp;
            return this;
        }

        /** Sets the dialect to speak. Default: {@link Dialect#NESTED}. */
        public Builder dialect(Dialect dialect) {
            this.dialect = Objects.requireNonNull(dialect, "dialect");
            return this;
        }

        /**
         * Sets this reporter's name among those of the machine, at most 128 characters and the same after a restart, such as
         * {@code executor-3}. No two programs on a machine may have the same: the one started first would be taken for one that
         * was started anew, and be heard no more. Default: {@code jvm-} and eight characters drawn at each start.
         */
        public Builder reporterId(String reporterId) {
            this.reporterId = Objects.requireNonNull(reporterId, "reporterId");
            return this;
        }

        /** Sets {@code process} (the default) for a program that reports on itself, {@code agent} for a service that only reports. */
        public Builder reporterKind(String reporterKind) {
            this.reporterKind = Objects.requireNonNull(reporterKind, "reporterKind");
            return this;
        }

        /** Sets the machine's own name. Default: what the host probe says. */
        public Builder hostname(String hostname) {
            this.hostname = Objects.requireNonNull(hostname, "hostname");
            return this;
        }

        /** Sets the interval between heartbeats until the control plane tells one, 5 to 300 s. Default: 30 s. */
        public Builder initialInterval(Duration initialInterval) {
            this.initialInterval = Objects.requireNonNull(initialInterval, "initialInterval");
            return this;
        }

        /**
         * Sets how often the probes run between heartbeats, 1 to 60 s; never less often than three times per heartbeat.
         * People, and GPUs on a machine that has none, are looked for every 15 s if that is less often. Default: 5 s.
         */
        public Builder sampleInterval(Duration sampleInterval) {
            this.sampleInterval = Objects.requireNonNull(sampleInterval, "sampleInterval");
            return this;
        }

        /** Sets how long closing may take, up to 60 s, in real time. Default: 5 s. */
        public Builder shutdownTimeout(Duration shutdownTimeout) {
            this.shutdownTimeout = Objects.requireNonNull(shutdownTimeout, "shutdownTimeout");
            return this;
        }

        /**
         * Sets how GPUs are read. Default: an {@link com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe} that the reporter closes
         * itself; on a machine without a driver and a GPU it loads nothing native and gives an empty list. You close what you
         * pass in, after the reporter.
         */
        public Builder gpuProbe(GpuProbe gpuProbe) {
            this.gpuProbe = Objects.requireNonNull(gpuProbe, "gpuProbe");
            return this;
        }

        /** Sets how the host is read. Default: {@link HostProbe#system()}. */
        public Builder hostProbe(HostProbe hostProbe) {
            this.hostProbe = Objects.requireNonNull(hostProbe, "hostProbe");
            return this;
        }

        /**
         * Sets how people at the machine are looked for. Default: {@link PeopleProbe#system()}; {@link
         * ReporterOptions#fromEnvironment} tells it where the environment says that Jupyter is.
         */
        public Builder peopleProbe(PeopleProbe peopleProbe) {
            this.peopleProbe = Objects.requireNonNull(peopleProbe, "peopleProbe");
            return this;
        }

        /** Sets who hears of replies, failures and commands. Default: nobody. */
        public Builder listener(ReporterListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Sets who carries out commands of a type.
         *
         * <p>Without a handler, {@code hibernate} with a time to save in is answered by "done" at once, since there is nothing
         * to save and waiting would cost money; every other command is refused.
         *
         * @param type such as {@link AgentCommand#HIBERNATE}
         */
        public Builder handler(String type, CommandHandler handler) {
            handlers.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(handler, "handler"));
            return this;
        }

        /**
         * Sets what saves state before the control plane parks the machine. Default: nothing, and the machine is parked without
         * delay. It takes the place of a {@link #handler} for {@code hibernate}.
         */
        public Builder beforeHibernate(StateSaver saver) {
            return handler(AgentCommand.HIBERNATE, new BeforeHibernate(Objects.requireNonNull(saver, "saver")));
        }

        /**
         * Sets the directory in which each reporter has a folder for what it must know after a restart: which commands it has
         * begun. Created, for its owner alone, when the first command arrives that has a handler.
         *
         * <p>Default: {@code DUMONT_STATE_DIR}, else systemd's {@code STATE_DIRECTORY}, else {@code dumont} in
         * {@code XDG_STATE_HOME} or in {@code ~/.local/state}. Where it cannot be written a command with a handler is refused,
         * but state is saved before a hibernation all the same. One reporter at a time may use a folder.
         */
        public Builder stateDirectory(Path stateDirectory) {
            this.stateDirectory = Objects.requireNonNull(stateDirectory, "stateDirectory");
            return this;
        }

        /** Sets what happens when nobody uses the machine and nobody can be told. Default: nothing. */
        public Builder deadMan(DeadMan deadMan) {
            this.deadMan = Objects.requireNonNull(deadMan, "deadMan");
            return this;
        }

        /**
         * Sets time and the threads everything runs on. Default: real time and up to five daemon threads of the reporter's
         * own, and one for each command while it lasts. You close what you pass in, after the reporter.
         */
        public Builder timeSource(TimeSource timeSource) {
            this.timeSource = Objects.requireNonNull(timeSource, "timeSource");
            return this;
        }

        /** Sets what jitter and the run's id are drawn from. Default: a generator of the reporter's own. */
        public Builder random(RandomGenerator random) {
            this.random = Objects.requireNonNull(random, "random");
            return this;
        }

        /**
         * Returns the options.
         *
         * @throws IllegalArgumentException if anything is missing or wrong, naming every problem
         */
        public ReporterOptions build() {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("reporter options: " + String.join("; ", problems));
            }
            return new ReporterOptions(this);
        }

        List<String> problems() {
            OptionProblems problems = new OptionProblems();
            if (sink == null) {
                problems.require("apiUrl", apiUrl, "give a sink");
                problems.require("apiToken", apiToken, "give a sink");
                if (apiUrl != null) {
                    problems.addAll(HttpHeartbeatSink.problemsWith(apiUrl, allowPlainHttp));
                }
            }
            problems.name("reporterId", reporterId);
            problems.name("reporterKind", reporterKind);
            problems.name("hostname", hostname);
            problems.range("initialInterval", initialInterval, Pace.SHORTEST, Pace.LONGEST);
            problems.range("sampleInterval", sampleInterval, Duration.ofSeconds(1), Duration.ofSeconds(60));
            problems.range("shutdownTimeout", shutdownTimeout, Duration.ZERO, Duration.ofSeconds(60));
            return problems.all();
        }
    }
}
