package com.dumontcloud.sdk.core.provider;

import org.jspecify.annotations.Nullable;

/** Puts scripts that run at the starts of a machine together. */
public final class StartScript {

    private StartScript() {}

    /**
     * Returns a script that begins with these lines and goes on with what was to run anyway, by the shell that its first line names.
     *
     * @param lines of a POSIX shell, with a line break at their end
     * @param script what was to run; absent for nothing
     * @throws IllegalArgumentException if that is for something else than a shell
     */
    public static String beginning(String lines, @Nullable String script) {
        if (script == null || !script.startsWith("#!")) {
            return lines + (script == null ? "" : script);
        }
        int end = script.indexOf('\n');
        String first = end < 0 ? script : script.substring(0, end);
        if (!first.matches("#!\\s*(/usr/bin/env\\s+|\\S*/)?(ba|da|k|z|a)?sh(\\s.*)?")) {
            throw new IllegalArgumentException("the script is for \"" + first + "\", and must be for a shell");
        }
        return first + "\n" + lines + (end < 0 ? "" : script.substring(end + 1));
    }
}
