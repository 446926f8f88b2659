package com.dumontcloud.sdk.agent.daemon;

import java.util.Locale;

/** Catches a token on the command line before anything can repeat it. */
final class SecretFlag {

    static final String ADVICE =
            "a token is never given on the command line, where every user of this machine can read it."
                    + " Put it into DUMONT_API_TOKEN, or into a file that DUMONT_API_TOKEN_FILE names."
                    + " If the one just given is real, have it replaced.";

    private SecretFlag() {}

    /** Returns whether one of the flags is named after a token. */
    static boolean isIn(String... args) {
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = (equals < 0 ? arg : arg.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (name.startsWith("-") && name.endsWith("token")) {
                return true;
            }
        }
        return false;
    }
}
