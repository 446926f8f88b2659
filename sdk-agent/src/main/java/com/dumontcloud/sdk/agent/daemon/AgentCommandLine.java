package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** Everything that picocli does for the program: help texts, mistakes, and the commands that are in no hurry. */
final class AgentCommandLine {

    private static final Set<RunOption> ALL = EnumSet.allOf(RunOption.class);
    private static final Set<RunOption> WHO_AND_WHERE = EnumSet.of(RunOption.INSTANCE_ID, RunOption.API_URL);

    private final Shell shell;
    private final Machine machine = new Machine();
    private final Map<RunOption, String> flags = new EnumMap<>(RunOption.class);

    private AgentCommandLine(Shell shell) {
        this.shell = shell;
    }

    static int execute(Shell shell, String... args) {
        return new AgentCommandLine(shell).commands().execute(args);
    }

    private CommandLine commands() {
        Layout layout = Layout.MACHINE;
        return with(ALL, new Top(shell, flags))
                .addSubcommand(with(ALL, new Run(shell, flags)))
                .addSubcommand(with(
                        EnumSet.complementOf(EnumSet.of(RunOption.STATE_DIR)),
                        new InstallCommand(shell, flags, machine)))
                .addSubcommand(new CommandLine(new UninstallCommand(shell, machine)))
                .addSubcommand(new CommandLine(new StatusCommand(shell, layout, Instant::now)))
                .addSubcommand(with(WHO_AND_WHERE, new OnceCommand(shell, flags, layout)))
                .addSubcommand(with(WHO_AND_WHERE, new DoctorCommand(shell, flags, layout, machine)))
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((wrong, args) -> explain(wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure));
    }

    private CommandLine with(Set<RunOption> options, Object command) {
        CommandLine line = new CommandLine(command);
        RunOptionFlags.addTo(line.getCommandSpec(), options, flags);
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
            description = {
                "Reports what this machine is doing to a control plane, so that it is parked when nobody uses it and"
                        + " left alone when somebody does. Without a command it does what run does.",
                "",
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  dumont-agent once --json                what it would report of this machine",
                "  sudo dumont-agent install --start       makes a service of it",
                "  dumont-agent status                     whether its heartbeats arrive",
                "  sudo dumont-agent doctor                what is wrong, and what helps",
            })
    private static final class Top extends Run {

        private Top(Shell shell, Map<RunOption, String> flags) {
            super(shell, flags);
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Reports this machine until it is stopped, and then says goodbye.",
                "",
                "The token comes from DUMONT_API_TOKEN, from the file that DUMONT_API_TOKEN_FILE names, or from systemd's"
                        + " credential \"token\"; never from an option, since every user of a machine can read those.",
                "",
            },
            footerHeading = "%nFurther variables:%n",
            footer = {
                "  DUMONT_INSTANCE_ID_FILE,",
                "  DUMONT_API_URL_FILE        files that hold what the option says",
                "  DUMONT_LOG_LEVEL           error, warn, info, debug or trace; default: info",
                "  DUMONT_ALLOW_PLAIN_HTTP    true: the token may travel unencrypted",
                "  DUMONT_NVML_PATH           NVIDIA's library, if not found by itself",
                "  DUMONT_JUPYTER_URL,",
                "  DUMONT_JUPYTER_TOKEN_FILE  a notebook server, if not found by itself",
                "  DUMONT_OWNER_LEASE         a program rented this machine, and may end",
                "                             without returning it",
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:stopped by a signal",
                "2:wrong options or a wrong configuration",
                "75:the control plane asked for a restart",
            })
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
