package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.DeadMan;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the agent was told by flags and by its environment; a flag wins over its variable and over the {@code _FILE} of it.
 *
 * <p>The token comes from the environment, from a file, or from the credential that systemd hands over, never from a flag:
 * every user of a machine can read the flags of every process.
 */
final class AgentSettings {

    /** Whom the documented installation reports to, which names a machine and a token and no address (agent-system, 2). */
    static final String DEFAULT_API_URL = "https://dumontcloud.com";

    private static final String API_URL = RunOption.API_URL.variable();
    private static final String TOKEN = "DUMONT_API_TOKEN";
    private static final String FILE = "_FILE";

    private final Map<String, String> variables;

    AgentSettings(Map<RunOption, String> flags, Map<String, String> environment) {
        this.variables = new HashMap<>(environment);
        flags.forEach((option, value) -> {
            variables.put(option.variable(), value);
            variables.remove(option.variable() + FILE);
        });
        Path credential = credential(environment);
        if (credential != null && value(TOKEN) == null && value(TOKEN + FILE) == null) {
            variables.put(TOKEN + FILE, credential.toString());
        }
    }

    /**
     * Returns options of a reporter that speaks for the machine, not for a program.
     *
     * @throws IllegalArgumentException if anything is missing or wrong, naming every problem
     */
    ReporterOptions.Builder reporter() {
        List<String> problems = new ArrayList<>();
        OwnersPrograms programs = OwnersPrograms.of(this, problems);
        TrustedKeys.of(this, problems);
        ReporterOptions options = null;
        try {
            Map<String, String> complete = new HashMap<>(variables);
            if (contents(API_URL) == null && value(API_URL + FILE) == null) {
                complete.put(API_URL, DEFAULT_API_URL);
            }
            options = ReporterOptions.fromEnvironment(complete);
        } catch (IllegalArgumentException wrong) {
            problems.add(0, String.valueOf(wrong.getMessage()));
        }
        if (options == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        ReporterOptions.Builder builder =
                options.toBuilder().reporterId("agent").reporterKind("agent");
        programs.addTo(builder);
        return builder;
    }

    /**
     * Returns a way to the control plane. Whoever asks for it closes it.
     *
     * @throws IllegalArgumentException if the address cannot be one
     */
    HttpHeartbeatSink sink() {
        return HttpHeartbeatSink.builder(URI.create(apiUrl()), () -> Objects.requireNonNullElse(token(), ""))
                .allowPlainHttp(allowsPlainHttp())
                .build();
    }

    /** Returns everything, for what reads its own variables. */
    Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    /** Returns whether the token may travel in the clear. */
    boolean allowsPlainHttp() {
        return "true".equalsIgnoreCase(value("DUMONT_ALLOW_PLAIN_HTTP"));
    }

    /** Returns the control plane's address, for people; its own where nothing else is said. */
    String apiUrl() {
        String given = value(RunOption.API_URL);
        return given == null ? DEFAULT_API_URL : given;
    }

    /** Returns the keys that an update is trusted by, in Base64; none where none can be read. */
    List<String> updateKeys() {
        return TrustedKeys.of(this, new ArrayList<>());
    }

    /** Returns whether somebody starts the agent again when it ends. */
    boolean isSupervised() {
        return value("NOTIFY_SOCKET") != null || value("DUMONT_SUPERVISED") != null;
    }

    /** Returns whether the machine was rented by a program that may end without giving it back. */
    boolean isUnderLease() {
        return DeadMan.isUnderLease(variables);
    }

    /** Returns the option's value; null where it is not given, or where the file that holds it cannot be read. */
    @Nullable
    String value(RunOption option) {
        return contents(option.variable());
    }

    /** Returns the token; null where there is none, or where its file cannot be read. Show it to nobody. */
    @Nullable
    String token() {
        return contents(TOKEN);
    }

    /** Returns the file that the token is read from; null when it comes from a variable, or from nowhere. */
    @Nullable
    Path tokenFile() {
        String file = value(TOKEN) == null ? value(TOKEN + FILE) : null;
        return file == null ? null : Path.of(file);
    }

    private @Nullable String contents(String variable) {
        String direct = value(variable);
        String file = value(variable + FILE);
        if (direct != null || file == null) {
            return direct;
        }
        try {
            String text = Files.readString(Path.of(file)).trim();
            return text.isEmpty() ? null : text;
        } catch (IOException | InvalidPathException unreadable) {
            return null;
        }
    }

    private @Nullable String value(String variable) {
        String text = variables.get(variable);
        return text == null || text.isBlank() ? null : text.trim();
    }

    /** Returns the file that systemd's {@code LoadCredential=token:...} made. */
    private static @Nullable Path credential(Map<String, String> environment) {
        String directory = environment.get("CREDENTIALS_DIRECTORY");
        if (directory == null || directory.isBlank()) {
            return null;
        }
        Path token = Path.of(directory, "token");
        return Files.notExists(token) ? null : token; // one that may not be looked at is for the reader to complain of
    }
}
