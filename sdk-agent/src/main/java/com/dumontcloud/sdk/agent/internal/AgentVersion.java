package com.dumontcloud.sdk.agent.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as the build wrote it down. */
public final class AgentVersion {

    /** Such as {@code 1.2.0}; {@code unknown} where a repackaged jar has lost it. */
    public static final String TEXT = read();

    private AgentVersion() {}

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = AgentVersion.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version", "unknown");
    }
}
