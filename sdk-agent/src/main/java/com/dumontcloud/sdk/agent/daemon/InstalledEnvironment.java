package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment of the installed service, for a person who wants to know what the service would do. What the person has set
 * wins; the token of the service is found only by whoever may read it.
 */
final class InstalledEnvironment {

    private static final Logger log = LoggerFactory.getLogger(InstalledEnvironment.class);

    private InstalledEnvironment() {}

    static Map<String, String> under(Map<String, String> environment, Layout layout) {
        Map<String, String> whole = new HashMap<>();
        try {
            if (Files.exists(layout.settings())) {
                whole.putAll(EnvFile.parse(Files.readString(layout.settings())));
            }
        } catch (IOException unreadable) {
            log.debug("{} cannot be read", layout.settings(), unreadable);
        }
        Path token = layout.token();
        if (Files.isReadable(token)) {
            whole.put("CREDENTIALS_DIRECTORY", layout.configuration().toString());
        }
        whole.putAll(CallerEnvironment.of(environment));
        return whole;
    }
}
