package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings that an installation keeps: those of before, and over them those that were given now. Immutable. */
final class InstallSettings {

    /** Beside the options of run; whatever may be secret is not among them. */
    private static final List<String> KEPT = List.of(
            "DUMONT_JAVA",
            "DUMONT_LOG_LEVEL",
            "DUMONT_NVML_PATH",
            "DUMONT_JUPYTER_URL",
            "DUMONT_JUPYTER_TOKEN_FILE",
            "DUMONT_OWNER_LEASE",
            "DUMONT_ALLOW_PLAIN_HTTP");

    private final Map<String, String> variables;
    private final @Nullable String token;
    private final boolean hasToken;

    private InstallSettings(Map<String, String> variables, @Nullable String token, boolean hasToken) {
        this.variables = variables;
        this.token = token;
        this.hasToken = hasToken;
    }

    /**
     * Returns the settings.
     *
     * @throws ExpectedException if any of them cannot be, naming every problem
     */
    static InstallSettings of(Map<RunOption, String> flags, Map<String, String> environment, Layout layout)
            throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        if (Files.exists(layout.settings())) {
            variables.putAll(EnvFile.parse(Files.readString(layout.settings())));
        }
        AgentSettings given = new AgentSettings(flags, environment);
        for (RunOption option : RunOption.values()) {
            // The service has a state directory of its own.
            boolean other = option == RunOption.STATE_DIR || option == RunOption.UPDATE_KEY;
            String value = other ? null : given.value(option);
            if (value != null) {
                variables.put(option.variable(), value);
            }
        }
        for (String name : KEPT) {
            if (environment.containsKey(name)) {
                variables.put(name, environment.get(name));
            }
        }
        List<String> problems = new ArrayList<>();
        List<String> keys = TrustedKeys.of(given, problems);
        if (!keys.isEmpty()) { // themselves, since the service may not see the files
            variables.put(RunOption.UPDATE_KEY.variable(), String.join(",", keys));
        }
        String token = given.token();
        check(variables, token, problems);
        return new InstallSettings(variables, token, token != null || Files.exists(layout.token()));
    }

    Map<String, String> variables() {
        return variables;
    }

    /** Returns the token that was given now; null to keep the one of before. */
    @Nullable
    String token() {
        return token;
    }

    boolean isComplete() {
        return hasToken && variables.containsKey(RunOption.INSTANCE_ID.variable());
    }

    /** Returns what a person has to do for it to be complete. */
    String missing() {
        List<String> missing = new ArrayList<>();
        if (!variables.containsKey(RunOption.INSTANCE_ID.variable())) {
            missing.add(RunOption.INSTANCE_ID.variable());
        }
        if (!hasToken) {
            missing.add("DUMONT_API_TOKEN");
        }
        return String.join(", ", missing) + " not given; export them and call install again";
    }

    private static List<String> problemsWith(String url, boolean allowPlainHttp) {
        try {
            return HttpHeartbeatSink.problemsWith(URI.create(url), allowPlainHttp);
        } catch (IllegalArgumentException wrong) {
            return List.of(RunOption.API_URL.variable() + " is not a URL");
        }
    }

    private static void check(Map<String, String> variables, @Nullable String token, List<String> problems) {
        String id = variables.get(RunOption.INSTANCE_ID.variable());
        String url = variables.get(RunOption.API_URL.variable());
        try {
            if (id != null) {
                MachineId.of(id);
            }
            if (url != null) {
                problems.addAll(problemsWith(url, new AgentSettings(Map.of(), variables).allowsPlainHttp()));
            }
            if (!variables.getOrDefault("DUMONT_JAVA", "/").startsWith("/")) {
                problems.add("DUMONT_JAVA must be the absolute path of a program java");
            }
            EnvFile.format(variables);
        } catch (IllegalArgumentException wrong) {
            problems.add(String.valueOf(wrong.getMessage()));
        }
        if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            problems.add("DUMONT_API_TOKEN has characters that no token has");
        }
        if (!problems.isEmpty()) {
            throw new ExpectedException(ExitCode.USAGE, String.join("; ", problems));
        }
    }
}
