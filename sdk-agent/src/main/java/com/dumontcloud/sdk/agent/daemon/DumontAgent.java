package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.log.AgentLogProvider;
import java.util.Map;
import org.slf4j.event.Level;

/** The program {@code dumont-agent}. */
public final class DumontAgent {

    private DumontAgent() {}

    /** Carries out what the arguments say and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Shell shell = new Shell(System.getenv(), System.out, System.err);
        AgentLogProvider.install(isService(args) ? Level.INFO : Level.WARN);
        System.exit(execute(shell, args));
    }

    static int execute(Shell shell, String... args) {
        if (SecretFlag.isIn(args)) {
            shell.complain(SecretFlag.ADVICE);
            return ExitCode.USAGE;
        }
        if (args.length == 1 && args[0].equals(Rehearsal.COMMAND)) {
            return Rehearsal.run(shell);
        }
        Map<RunOption, String> flags = RunFlags.parse(args);
        return flags == null ? AgentCommandLine.execute(shell, args) : RunCommand.run(shell, flags);
    }

    /** Whether a log is what people see of it; the other commands print what they have to say. */
    private static boolean isService(String... args) {
        return args.length == 0 || args[0].equals("run") || args[0].startsWith("-");
    }
}
