package com.dumontcloud.sdk.vast;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to run on an offer. Immutable. Its environment and registry login may be secrets: {@code toString} shows neither.
 *
 * <p>Vast cannot change disk, ports, or on-demand into a bid later.
 */
public final class VastRental {

    /** The longest label that a create takes; a later relabelling takes more. */
    static final int LONGEST_LABEL = 256;

    private static final int LONGEST_START = 4096;
    private static final int LARGEST_ENVIRONMENT = 32 * 1024;
    /** Shorter values are flags, numbers and names, without which no refusal could be understood. */
    private static final int SHORTEST_SECRET = 8;

    private final Builder settings;

    private VastRental(Builder settings) {
        this.settings = settings;
    }

    /** Returns a builder for an image of a registry, such as {@code pytorch/pytorch:latest}. */
    public static Builder ofImage(String image) {
        return new Builder(Objects.requireNonNull(image, "image"), null);
    }

    /** Returns a builder for a template. Its hash is that of its content, and so changes when somebody edits it. */
    public static Builder ofTemplate(String hash) {
        return new Builder(null, Objects.requireNonNull(hash, "hash"));
    }

    /** Returns a builder that starts from this rental. */
    public Builder toBuilder() {
        return new Builder(settings);
    }

    /** Returns what of it is nobody's business, should Vast repeat it: the registry's password, and every variable that may be one. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        settings.environment.values().stream()
                .filter(value -> value.length() >= SHORTEST_SECRET)
                .forEach(secrets::add);
        if (settings.registryPassword != null) {
            secrets.add(settings.registryPassword);
        }
        return secrets;
    }

    /** Returns the body of the request. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = JsonText.object(
                "client_id",
                "me",
                "image",
                settings.image,
                "env",
                settings.environment,
                "price",
                settings.bid,
                "disk",
                settings.diskGb,
                "label",
                settings.label,
                "extra",
                null,
                "onstart",
                settings.script(),
                "image_login",
                settings.imageLogin,
                "python_utf8",
                false,
                "lang_utf8",
                false,
                "use_jupyter_lab",
                false,
                "jupyter_dir",
                null,
                "force",
                false,
                // Else an offer that is gone would become a stopped machine whose disk is billed.
                "cancel_unavail",
                true,
                "template_hash_id",
                settings.template,
                "user",
                null,
                "runtype",
                settings.template == null ? settings.runType.word() : null);
        if (!settings.arguments.isEmpty()) {
            json.put("args", settings.arguments);
        }
        if (settings.volume != null) {
            json.put("volume_info", settings.volume);
        }
        return json;
    }

    @Override
    public String toString() {
        return "rental of " + (settings.image == null ? "template " + settings.template : settings.image) + " ("
                + settings.diskGb + " GB, label " + settings.label + ")";
    }

    /** How one gets in. */
    public enum RunType {
        /** SSH, directly and by Vast's proxy. */
        SSH("ssh_direc ssh_proxy"),
        /** SSH by Vast's proxy alone. */
        SSH_PROXY("ssh_proxy"),
        /** Jupyter and SSH, directly and by proxy. */
        JUPYTER("jupyter_direc ssh_direc ssh_proxy"),
        /** Jupyter and SSH by proxy alone. */
        JUPYTER_PROXY("jupyter_proxy ssh_proxy"),
        /** The image's own entry point, with no way in. */
        ENTRYPOINT("args");

        private final String word;

        RunType(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Collects what is to run. Not thread-safe. */
    public static final class Builder {

        private static final BigDecimal LOWEST_BID = new BigDecimal("0.001");
        private static final BigDecimal HIGHEST_BID = BigDecimal.valueOf(128);
        private static final int SMALLEST_DISK = 8;

        private final @Nullable String image;
        private final @Nullable String template;
        private Map<String, String> environment = new LinkedHashMap<>();
        private List<String> arguments = List.of();
        private double diskGb = 10;
        private RunType runType = RunType.SSH;
        private @Nullable String label;
        private @Nullable String onStart;
        private @Nullable AgentBootstrap agent;
        private @Nullable String imageLogin;
        private @Nullable String registryPassword;
        private @Nullable BigDecimal bid;
        private @Nullable Map<String, @Nullable Object> volume;

        private Builder(@Nullable String image, @Nullable String template) {
            this.image = image;
            this.template = template;
        }

        private Builder(Builder other) {
            this(other.image, other.template);
            this.environment = new LinkedHashMap<>(other.environment);
            this.arguments = other.arguments;
            this.diskGb = other.diskGb;
            this.runType = other.runType;
            this.label = other.label;
            this.onStart = other.onStart;
            this.agent = other.agent;
            this.imageLogin = other.imageLogin;
            this.registryPassword = other.registryPassword;
            this.bid = other.bid;
            this.volume = other.volume;
        }

        /** Sets the disk, in GB, 8 or more. It is billed until the machine is destroyed. Default: 10. */
        public Builder diskGb(double diskGb) {
            this.diskGb = diskGb;
            return this;
        }

        /** Sets the label, at most 256 characters. Default: none. */
        public Builder label(String label) {
            this.label = Objects.requireNonNull(label, "label");
            return this;
        }

        /** Sets an environment variable of the container; all together take at most 32 KB. A template's are merged in. */
        public Builder env(String name, String value) {
            environment.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Opens a TCP port of the container; which port of the host it gets is by chance. */
        public Builder port(int port) {
            return env("-p " + port + ":" + port, "1");
        }

        /** Opens a UDP port of the container; which port of the host it gets is by chance. */
        public Builder udpPort(int port) {
            return env("-p " + port + ":" + port + "/udp", "1");
        }

        /** Sets how one gets in; a template has its own. Default: SSH. */
        public Builder runType(RunType runType) {
            this.runType = Objects.requireNonNull(runType, "runType");
            return this;
        }

        /** Sets the arguments of the image's entry point. Default: its own. */
        public Builder arguments(List<String> arguments) {
            this.arguments = List.copyOf(arguments);
            return this;
        }

        /** Sets the script that runs at every start; at most 4,096 characters together with the arguments. Default: none. */
        public Builder onStart(String script) {
            this.onStart = Objects.requireNonNull(script, "script");
            return this;
        }

        /**
         * Brings an agent to the machine, beside whatever script of yours runs at its starts. Default: none.
         *
         * <p>A template's own script would be replaced: give it to {@link #onStart} as well, or an empty text to do without it.
         */
        public Builder agent(AgentBootstrap agent) {
            agent.environment().forEach(this::env);
            this.agent = agent;
            return this;
        }

        /** Sets the login to a private registry. Default: none. */
        public Builder registryLogin(String registry, String user, String password) {
            this.registryPassword = password;
            this.imageLogin = "-u " + user + " -p " + password + " " + registry;
            return this;
        }

        /** Bids, in USD an hour for the whole machine, 0.001 to 128, so that it is interruptible. Default: on demand. */
        public Builder bid(BigDecimal usdPerHour) {
            this.bid = Objects.requireNonNull(usdPerHour, "usdPerHour");
            return this;
        }

        /** Mounts a volume, which must be on the same machine. */
        public Builder volume(long volumeId, String mountPath) {
            this.volume = JsonText.object(
                    "create_new", false, "volume_id", volumeId, "mount_path", Objects.requireNonNull(mountPath));
            return this;
        }

        /** Makes a volume of this many GB and mounts it. It outlives the machine, and is billed until it is deleted. */
        public Builder newVolume(long volumeOfferId, int sizeGb, String mountPath) {
            this.volume = JsonText.object(
                    "create_new",
                    true,
                    "volume_id",
                    volumeOfferId,
                    "size",
                    sizeGb,
                    "mount_path",
                    Objects.requireNonNull(mountPath));
            return this;
        }

        /**
         * Returns the rental.
         *
         * @throws IllegalArgumentException if something is out of range; the message names every problem and no value that may
         *     be secret
         */
        public VastRental build() {
            List<String> problems = new ArrayList<>();
            if (!(diskGb >= SMALLEST_DISK)) {
                problems.add("the disk is " + diskGb + " GB; it must be " + SMALLEST_DISK + " or more");
            }
            if (label != null && label.length() > LONGEST_LABEL) {
                problems.add("the label has " + label.length() + " characters; at most " + LONGEST_LABEL);
            }
            if (bid != null && (bid.compareTo(LOWEST_BID) < 0 || bid.compareTo(HIGHEST_BID) > 0)) {
                problems.add("the bid is " + bid + "; it must be " + LOWEST_BID + " to " + HIGHEST_BID);
            }
            if (agent != null && runType == RunType.ENTRYPOINT && template == null) {
                problems.add("no script runs, and so no agent comes, where the image's own entry point does");
            }
            if (agent != null && template != null && onStart == null) {
                problems.add(
                        "the agent's script would replace that of the template: set onStart to the template's script,"
                                + " or to an empty text to do without it");
            }
            String script = script();
            int start = (script == null ? 0 : script.length())
                    + String.join(" ", arguments).length();
            if (start > LONGEST_START) {
                problems.add("script and arguments have " + start + " characters; at most " + LONGEST_START
                        + ", put what is long into the environment");
            }
            int size = 0;
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                size += (variable.getKey() + "=" + variable.getValue()).getBytes(StandardCharsets.UTF_8).length;
            }
            if (size > LARGEST_ENVIRONMENT) {
                problems.add("the environment has " + size + " bytes; at most " + LARGEST_ENVIRONMENT);
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("the rental is not usable: " + String.join("; ", problems));
            }
            return new VastRental(new Builder(this));
        }

        private @Nullable String script() {
            if (agent == null) {
                return onStart;
            }
            return onStart == null ? agent.onStart() : agent.onStart(onStart);
        }
    }
}
