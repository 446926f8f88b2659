package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.record.StateFolder;
import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@link ReporterOptions} from environment variables and from the files they name. */
final class Environment {

    private static final String INSTANCE_ID = "DUMONT_INSTANCE_ID";
    private static final String API_URL = "DUMONT_API_URL";
    private static final String API_TOKEN = "DUMONT_API_TOKEN";
    private static final String ALLOW_PLAIN_HTTP = "DUMONT_ALLOW_PLAIN_HTTP";
    private static final String FILE = "_FILE";

    private final Map<String, String> variables;
    private final List<String> problems = new ArrayList<>();

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    ReporterOptions options() {
        MachineId id = machineId();
        // A stand-in only so that everything else is checked as well; with a problem noted, nothing is built.
        ReporterOptions.Builder builder = ReporterOptions.builder(id == null ? MachineId.of("unknown") : id);
        URI url = apiUrl();
        if (url != null) {
            builder.apiUrl(url);
        }
        boolean allowPlainHttp = "true".equalsIgnoreCase(value(ALLOW_PLAIN_HTTP));
        builder.allowPlainHttp(allowPlainHttp);
        token(builder);
        peopleProbe(builder);
        stateDirectory(builder);
        if (url != null) {
            problems.addAll(HttpHeartbeatSink.problemsWith(url, allowPlainHttp));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("environment: " + String.join("; ", problems));
        }
        return builder.build();
    }

    private @Nullable MachineId machineId() {
        String text = read(INSTANCE_ID);
        if (text == null) {
            return null;
        }
        try {
            return MachineId.of(text);
        } catch (IllegalArgumentException wrong) {
            problems.add(INSTANCE_ID + ": " + wrong.getMessage());
            return null;
        }
    }

    private @Nullable URI apiUrl() {
        String text = read(API_URL);
        if (text == null) {
            return null;
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException wrong) {
            problems.add(API_URL + " is not a URL");
            return null;
        }
    }

    private void token(ReporterOptions.Builder builder) {
        String token = read(API_TOKEN);
        if (token == null) {
            return;
        }
        String file = value(API_TOKEN + FILE);
        if (file == null) {
            builder.apiToken(token);
        } else {
            Path path = Path.of(file);
            builder.apiToken(() -> contents(path));
        }
    }

    private void stateDirectory(ReporterOptions.Builder builder) {
        try {
            Path base = StateFolder.base(variables, System.getProperty("user.home"));
            if (base != null) {
                builder.stateDirectory(base);
            }
        } catch (InvalidPathException wrong) {
            problems.add("DUMONT_STATE_DIR, STATE_DIRECTORY or XDG_STATE_HOME is no path: " + wrong.getMessage());
        }
    }

    private void peopleProbe(ReporterOptions.Builder builder) {
        try {
            builder.peopleProbe(PeopleProbe.system(variables));
        } catch (IllegalArgumentException wrong) {
            problems.add(String.valueOf(wrong.getMessage()));
        }
    }

    /** Returns the variable's value or its file's; notes why where there is neither. */
    private @Nullable String read(String name) {
        String direct = value(name);
        String file = value(name + FILE);
        if (direct != null && file != null) {
            problems.add("both " + name + " and " + name + FILE + " are set; set one");
            return null;
        }
        if (direct == null && file == null) {
            problems.add(name + " (or " + name + FILE + ") is not set");
            return null;
        }
        return file == null ? direct : readFile(name + FILE, file);
    }

    private @Nullable String readFile(String name, String file) {
        try {
            String text = contents(Path.of(file));
            if (text.isEmpty()) {
                problems.add("the file that " + name + " names is empty");
                return null;
            }
            return text;
        } catch (UncheckedIOException | InvalidPathException unreadable) {
            problems.add("the file that " + name + " names cannot be read: " + file);
            return null;
        }
    }

    private @Nullable String value(String name) {
        String text = variables.get(name);
        return text == null || text.isBlank() ? null : text.trim();
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file).trim();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
