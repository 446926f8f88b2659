package com.dumontcloud.sdk.agent.daemon;

import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Gives a command options of {@link RunOption}. */
final class RunOptionFlags {

    private static final int BEFORE_THE_COMMANDS_OWN = -2;

    private RunOptionFlags() {}

    static void addTo(CommandSpec command, Set<RunOption> options, Map<RunOption, String> flags) {
        for (RunOption option : options) {
            command.addOption(OptionSpec.builder(option.flag())
                    .paramLabel(option.label())
                    .type(String.class)
                    .order(BEFORE_THE_COMMANDS_OWN)
                    .setter(new Keep(option, flags))
                    .description(option.help() + " Or " + option.variable() + ".")
                    .build());
        }
    }

    /** Keeps the value of one option. */
    private static final class Keep implements ISetter {

        private final RunOption option;
        private final Map<RunOption, String> flags;

        private Keep(RunOption option, Map<RunOption, String> flags) {
            this.option = option;
            this.flags = flags;
        }

        /** Is given null for every option before the arguments are read. */
        @Override
        public <T> T set(T value) {
            if (value instanceof String text) {
                flags.put(option, text);
            }
            return value;
        }
    }
}
