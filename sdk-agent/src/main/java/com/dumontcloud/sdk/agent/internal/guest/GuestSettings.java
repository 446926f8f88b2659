package com.dumontcloud.sdk.agent.internal.guest;

import com.dumontcloud.sdk.agent.ReporterOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the reporter is told by the environment, and by the agent's arguments, which win: {@code instance-id}, {@code api-url},
 * {@code reporter-id} and {@code start-delay-seconds}, separated by commas. Immutable.
 */
final class GuestSettings {

    private static final String REPORTER_ID = "DUMONT_REPORTER_ID";
    private static final String START_DELAY = "start-delay-seconds";
    private static final Map<String, String> VARIABLES = Map.of(
            "instance-id", "DUMONT_INSTANCE_ID",
            "api-url", "DUMONT_API_URL",
            "reporter-id", REPORTER_ID);

    /**
     * By then most programs have told the JDK what it reads once and for all, such as which certificates to trust or not to use
     * IPv6; our first connection must not come before that.
     */
    private static final Duration USUAL_DELAY = Duration.ofSeconds(1);

    private static final int MOST_DELAY_SECONDS = 600;

    private final Map<String, String> variables;
    private final Duration startDelay;

    private GuestSettings(Map<String, String> variables, Duration startDelay) {
        this.variables = variables;
        this.startDelay = startDelay;
    }

    /**
     * Returns the settings.
     *
     * @throws IllegalArgumentException if an argument is unknown or wrong, or is a secret
     */
    static GuestSettings of(@Nullable String arguments, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        Duration delay = USUAL_DELAY;
        for (String argument : arguments == null ? new String[0] : arguments.split(",")) {
            if (argument.isBlank()) {
                continue;
            }
            int equals = argument.indexOf('=');
            String name = (equals < 0 ? argument : argument.substring(0, equals)).trim();
            String value = equals < 0 ? "" : argument.substring(equals + 1).trim();
            String variable = VARIABLES.get(name);
            if (variable != null) {
                variables.put(variable, value);
                variables.remove(variable + "_FILE");
            } else if (name.equals(START_DELAY)) {
                delay = delay(value);
            } else {
                throw new IllegalArgumentException(isSecret(name) ? SECRET : unknown(name));
            }
        }
        return new GuestSettings(variables, delay);
    }

    private static final String SECRET = "its arguments hold a secret, which every user of this machine can read."
            + " Put the token into DUMONT_API_TOKEN, or into a file that DUMONT_API_TOKEN_FILE names,"
            + " and have the one just given replaced.";

    /**
     * Returns the options of the reporter, but for its name.
     *
     * @throws IllegalArgumentException if anything is missing or wrong, naming every problem
     */
    ReporterOptions options() {
        return ReporterOptions.fromEnvironment(variables);
    }

    /** Returns the name that this reporter was given; null when it has to find one. */
    @Nullable
    String reporterId() {
        String id = variables.get(REPORTER_ID);
        return id == null || id.isBlank() ? null : id.trim();
    }

    Duration startDelay() {
        return startDelay;
    }

    private static boolean isSecret(String name) {
        String word = name.toLowerCase(Locale.ROOT);
        return word.contains("token") || word.contains("secret") || word.contains("password") || word.contains("key");
    }

    /** The name only where it looks like one: anything else may be a secret that lost its name. */
    private static String unknown(String name) {
        String which = name.matches("[a-z][a-z-]{0,40}") ? "argument " + name : "an argument";
        return which + " is unknown; there are "
                + String.join(", ", VARIABLES.keySet().stream().sorted().toList()) + " and " + START_DELAY;
    }

    private static Duration delay(String seconds) {
        if (!seconds.matches("\\d{1,3}") || Integer.parseInt(seconds) > MOST_DELAY_SECONDS) {
            throw new IllegalArgumentException(START_DELAY + " must be a whole number of 0 to " + MOST_DELAY_SECONDS);
        }
        return Duration.ofSeconds(Integer.parseInt(seconds));
    }
}
