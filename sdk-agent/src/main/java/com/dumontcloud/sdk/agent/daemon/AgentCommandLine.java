package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** Everything that picocli does for the program: help texts, mistakes, and the commands that are in no hurry. */
final class AgentCommandLine {

    private final Shell shell;
    private final Map<RunOption, String> flags = new EnumMap<>(RunOption.class);

    private AgentCommandLine(Shell shell) {
        this.shell = shell;
    }

    static int execute(Shell shell, String... args) {
        return new AgentCommandLine(shell).commands().execute(args);
    }

    private CommandLine commands() {
        return configured(new Top(shell, flags))
                .addSubcommand(configured(new Run(shell, flags)))
                .addSubcommand(configured(new OnceCommand(shell, flags)))
                .addSubcommand(configured(new InstallCommand(shell, flags, new Machine())))
                .addSubcommand(new CommandLine(new UninstallCommand(shell, new Machine())))
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, args) -> explain(wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure));
    }

    /** Returns the command with the options that say who the machine is and whom it talks to. */
    private CommandLine configured(Object command) {
        CommandLine line = new CommandLine(command);
        RunOptionFlags.addTo(line.getCommandSpec(), flags);
        return line;
    }

    private int explain(ParameterException wrong) {
        shell.complain(Mistake.in(wrong));
        shell.err().println("Try " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
        return ExitCode.USAGE;
    }

    private int explain(Exception failure) {
        if (failure instanceof ExpectedException expected) {
            shell.complain(String.valueOf(expected.getMessage()));
            return expected.exitCode();
        }
        shell.complain(failure.toString());
        failure.printStackTrace(shell.err());
        return ExitCode.FAILED;
    }

    @Command(
            name = "dumont-agent",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            sortOptions = false,
            description = "Reports this machine to the control plane.")
    private static final class Top extends Run {

        private Top(Shell shell, Map<RunOption, String> flags) {
            super(shell, flags);
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Reports this machine until it is stopped.")
    private static class Run implements Callable<Integer> {

        private final Shell shell;
        private final Map<RunOption, String> flags;

        private Run(Shell shell, Map<RunOption, String> flags) {
            this.shell = shell;
            this.flags = flags;
        }

        @Override
        public Integer call() {
            return RunCommand.run(shell, flags);
        }
    }

    /** Knows which version this is. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"dumont-agent " + AgentVersion.TEXT};
        }
    }
}
