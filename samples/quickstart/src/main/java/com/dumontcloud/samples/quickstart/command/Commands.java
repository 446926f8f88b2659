package com.dumontcloud.samples.quickstart.command;

import com.dumontcloud.samples.quickstart.usage.TraceFormatException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs commands: what somebody can mend is said in a line, anything else with all that is known of it. */
public final class Commands {

    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;

    private Commands() {}

    /**
     * Runs a command.
     *
     * @param command annotated with {@link Command}
     * @param out where it says what was asked of it, its help included
     * @param errors where it complains
     * @return what it returns; 1 if it failed, 2 if its options are wrong
     */
    public static int run(Callable<Integer> command, PrintStream out, PrintStream errors, String... args) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((wrong, given) -> complain(wrong.getCommandLine(), wrong, WRONG_OPTIONS))
                .setExecutionExceptionHandler((failure, line, parsed) -> complain(line, failure, FAILED))
                .execute(args);
    }

    private static int complain(CommandLine command, Exception problem, int exitCode) {
        boolean expected = exitCode == WRONG_OPTIONS
                || problem instanceof TraceFormatException
                || problem instanceof IOException
                || problem instanceof IllegalArgumentException;
        String name = command.getCommandName();
        command.getErr().println(name + ": " + (expected ? problem.getMessage() : problem.toString()));
        if (exitCode == WRONG_OPTIONS) {
            command.getErr().println("Try " + name + " --help.");
        } else if (!expected) {
            problem.printStackTrace(command.getErr());
        }
        return exitCode;
    }
}
