package com.dumontcloud.sdk.agent.daemon;

import java.util.List;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line. Never repeats a value, which may be a token in the wrong place. */
final class Mistake {

    private Mistake() {}

    static String in(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(wrong.getMessage());
        }
        List<String> arguments = unmatched.getUnmatched();
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        if (!unmatched.isUnknownOption()) {
            return "there is an argument that is neither a command nor an option";
        }
        int equals = first.indexOf('=');
        return "unknown option " + (equals < 0 ? first : first.substring(0, equals));
    }
}
