package com.dumontcloud.samples.controlplane;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The self-hosted control plane: agents report to it, it parks what nobody uses, and people see and rule it on a page. */
@Command(
        name = "dumont-control-plane",
        mixinStandardHelpOptions = true,
        description =
                "Watches rented GPU machines, parks those that nobody uses, and serves the API and the Machines page.")
public final class ControlPlane implements Runnable {

    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ControlPlane() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Undertow's log goes where ours goes; it reads this once.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        int exitCode;
        try (Termination termination = Termination.listen()) {
            exitCode = run(new Serve(System.getenv(), System.out, termination), System.out, System.err, args);
        }
        System.exit(exitCode);
    }

    static int run(Serve serve, PrintStream out, PrintStream errors, String... args) {
        return new CommandLine(new ControlPlane())
                .addSubcommand(serve)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((wrong, given) -> complain(wrong.getCommandLine(), wrong, WRONG_OPTIONS))
                .setExecutionExceptionHandler((failure, line, parsed) ->
                        complain(line, failure, failure instanceof IllegalArgumentException ? WRONG_OPTIONS : FAILED))
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: serve");
    }

    /** What somebody can mend is said in a line, anything else with all that is known of it. */
    private static int complain(CommandLine command, Exception problem, int exitCode) {
        boolean expected = exitCode == WRONG_OPTIONS
                || problem instanceof IllegalStateException
                || problem instanceof UncheckedIOException;
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + (expected ? problem.getMessage() : problem.toString()));
        if (exitCode == WRONG_OPTIONS) {
            command.getErr().println("Try " + name + " --help.");
        } else if (!expected) {
            problem.printStackTrace(command.getErr());
        }
        return exitCode;
    }
}
