package com.dumontcloud.sdk.core.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Tells control planes which client calls, so that their operators can find an old one. */
final class UserAgent {

    private static final String NAME = "dumont-java/" + version();

    private UserAgent() {}

    /** Returns, for example, {@code dumont-java/0.1.0 (java/17.0.15; linux) my-tool/2}. */
    static String of(@Nullable String suffix) {
        String java = visible(System.getProperty("java.version", "unknown"));
        String os = visible(System.getProperty("os.name", "unknown")).toLowerCase(Locale.ROOT);
        return NAME + " (java/" + java + "; " + os + ")" + (suffix == null ? "" : " " + suffix);
    }

    private static String visible(String text) {
        return text.replaceAll("[^\\x21-\\x7e]|[();]", "-");
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = UserAgent.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the version of the SDK could not be read from its own jar", unreadable);
        }
        return visible(properties.getProperty("version", "unknown"));
    }
}
