package com.dumontcloud.sdk.agent.daemon;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line. Never repeats a value, which may be a token in the wrong place. */
final class Mistake {

    private Mistake() {}

    static String in(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return in(unmatched);
        }
        if (wrong instanceof MissingParameterException || wrong instanceof OverwrittenOptionException) {
            return String.valueOf(wrong.getMessage());
        }
        @Nullable ArgSpec argument = wrong.getArgSpec();
        return argument instanceof OptionSpec option
                ? option.longestName() + " does not take this value" + instead(option)
                : "the arguments cannot be understood";
    }

    private static String in(UnmatchedArgumentException unmatched) {
        if (!unmatched.isUnknownOption()) {
            return "there is an argument that is neither a command nor an option";
        }
        List<String> arguments = unmatched.getUnmatched();
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        int equals = first.indexOf('=');
        String name = equals < 0 ? first : first.substring(0, equals);
        return name.matches("--[a-z][a-z-]{0,30}") ? "unknown option " + name : "there is an unknown option";
    }

    private static String instead(OptionSpec option) {
        @Nullable Iterable<String> candidates = option.completionCandidates();
        if (candidates == null) {
            return "";
        }
        return StreamSupport.stream(candidates.spliterator(), false)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or ", "; it takes ", ""));
    }
}
