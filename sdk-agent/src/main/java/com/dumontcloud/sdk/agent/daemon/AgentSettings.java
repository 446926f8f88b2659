package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.AgentCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent was told by flags and by its environment; a flag wins over its variable and over the {@code _FILE} of it.
 *
 * <p>The token comes from the environment, from a file, or from the credential that systemd hands over, never from a flag:
 * every user of a machine can read the flags of every process.
 */
final class AgentSettings {

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
        ReporterOptions options = null;
        try {
            options = ReporterOptions.fromEnvironment(variables);
        } catch (IllegalArgumentException wrong) {
            problems.add(String.valueOf(wrong.getMessage()));
        }
        Path hibernate = program(RunOption.HOOK_HIBERNATE, problems);
        Path snapshot = program(RunOption.HOOK_SNAPSHOT, problems);
        if (options == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        ReporterOptions.Builder builder =
                options.toBuilder().reporterId("agent").reporterKind("agent");
        if (hibernate != null) {
            builder.handler(AgentCommand.HIBERNATE, new ProgramHook(hibernate));
        }
        if (snapshot != null) {
            builder.handler(AgentCommand.SNAPSHOT, new ProgramHook(snapshot));
        }
        return builder;
    }

    /** Returns the option's value; null where it is not given, or where the file that holds it cannot be read. */
    @Nullable
    String value(RunOption option) {
        String direct = value(option.variable());
        String file = value(option.variable() + FILE);
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

    /** Returns the program that an option names; found wanting now rather than when the machine is about to be parked. */
    private @Nullable Path program(RunOption option, List<String> problems) {
        String text = value(option);
        if (text == null) {
            return null;
        }
        Path program = Path.of(text);
        if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            problems.add(option.variable() + " must be the absolute path of a program that can be run; it is " + text);
            return null;
        }
        return program;
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
        return Files.exists(token) ? token : null;
    }
}
