package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Makes options of properties, and names everything that is missing or wrong at once. */
final class OptionsReader {

    private static final String TOKEN = "DUMONT_API_TOKEN";

    private final DumontProperties properties;
    private final Environment environment;
    private final List<String> problems = new ArrayList<>();

    OptionsReader(DumontProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    ReporterOptions read(Consumer<ReporterOptions.Builder> added) {
        MachineId id = instanceId();
        URI url = apiUrl();
        Supplier<String> token = apiToken();
        if (properties.downAfterFailures() < 1) {
            problems.add("dumont.down-after-failures is " + properties.downAfterFailures() + "; it must be 1 or more");
        }
        if (id == null || url == null || token == null || !problems.isEmpty()) {
            throw new InvalidDumontPropertiesException(problems);
        }
        ReporterOptions.Builder options = ReporterOptions.builder(id)
                .apiUrl(url)
                .apiToken(token)
                .allowPlainHttp(properties.allowPlainHttp())
                .initialInterval(properties.initialInterval())
                .shutdownTimeout(properties.shutdownTimeout());
        String given = trimmed(properties.reporterId());
        String name = given == null ? trimmed(environment.getProperty("spring.application.name")) : given;
        if (name != null) {
            options.reporterId(name);
        }
        added.accept(options);
        try {
            return options.build();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidDumontPropertiesException(List.of("dumont, " + wrong.getMessage()));
        }
    }

    private @Nullable MachineId instanceId() {
        String text = trimmed(properties.instanceId());
        if (text == null) {
            problems.add("dumont.instance-id is not set");
            return null;
        }
        try {
            return MachineId.of(text);
        } catch (IllegalArgumentException wrong) {
            problems.add("dumont.instance-id: " + wrong.getMessage());
            return null;
        }
    }

    private @Nullable URI apiUrl() {
        String text = trimmed(properties.apiUrl());
        if (text == null) {
            problems.add("dumont.api-url is not set");
            return null;
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException wrong) {
            problems.add("dumont.api-url is not a URL");
            return null;
        }
    }

    private @Nullable Supplier<String> apiToken() {
        String token = trimmed(environment.getProperty(TOKEN));
        Path file = properties.apiTokenFile();
        if (token != null && file == null) {
            return () -> token;
        }
        if (token != null || file == null) {
            problems.add(
                    token == null
                            ? "neither dumont.api-token-file nor " + TOKEN + " in the environment is set"
                            : "both dumont.api-token-file and " + TOKEN + " in the environment are set; set one");
            return null;
        }
        if (!Files.isReadable(file)) {
            problems.add("dumont.api-token-file cannot be read: " + file);
            return null;
        }
        return () -> contents(file);
    }

    private static @Nullable String trimmed(@Nullable String text) {
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
