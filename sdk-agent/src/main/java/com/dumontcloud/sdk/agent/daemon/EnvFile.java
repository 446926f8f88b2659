package com.dumontcloud.sdk.agent.daemon;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of variables that systemd and a shell read alike: a value stands in single quotes, between which neither of them knows
 * any special character.
 */
final class EnvFile {

    private EnvFile() {}

    /**
     * Returns the file's text.
     *
     * @throws IllegalArgumentException if a value cannot be written so that both read the same
     */
    static String format(Map<String, String> variables) {
        StringBuilder text = new StringBuilder("# Settings of dumont-agent, none of them secret: NAME='value'.\n");
        variables.forEach((name, value) -> {
            if (value.indexOf('\'') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        name + " has a quote or a control character, which its file cannot hold");
            }
            text.append(name).append("='").append(value).append("'\n");
        });
        return text.toString();
    }

    /** Returns the variables of a file; one that was edited may have other quotes, or none. */
    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.lines().map(String::trim).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#' && line.charAt(0) != ';') {
                variables.put(
                        line.substring(0, equals).trim(),
                        unquoted(line.substring(equals + 1).trim()));
            }
        });
        return variables;
    }

    private static String unquoted(String value) {
        int last = value.length() - 1;
        boolean quoted = last > 0
                && (value.charAt(0) == '\'' || value.charAt(0) == '"')
                && value.charAt(last) == value.charAt(0);
        return quoted ? value.substring(1, last) : value;
    }
}
