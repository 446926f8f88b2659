package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a program of the owner carry out a command. The program finds the command in its environment, says how it goes on its
 * standard output, and how it went by its exit code; it is killed, with whatever it started, when its time is over.
 */
final class ProgramHook implements CommandHandler {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final String PREFIX = "DUMONT_COMMAND";

    private final Path program;

    ProgramHook(Path program) {
        this.program = program;
    }

    @Override
    public CommandResult run(AgentCommand command, CommandContext context) throws IOException, InterruptedException {
        Duration time = time(context.timeLeft());
        Process process = start(command, time);
        try {
            HookOutput output = HookOutput.read(process.getInputStream(), context);
            boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                ProcessTree.kill(process.toHandle());
            }
            output.await();
            return ended ? result(process.exitValue(), output, context) : late(time, output, context);
        } finally {
            ProcessTree.kill(process.toHandle());
        }
    }

    @Override
    public String toString() {
        return "hook " + program;
    }

    private Process start(AgentCommand command, Duration time) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        describe(command, time, builder.environment());
        return builder.start();
    }

    /** Says what is asked for, and nothing that an agent's caller may have left there under the same names. */
    private static void describe(AgentCommand command, Duration time, Map<String, String> environment) {
        OwnEnvironment.removeFrom(environment);
        environment.keySet().removeIf(name -> name.startsWith(PREFIX));
        environment.put(PREFIX, clean(command.type()));
        environment.put(PREFIX + "_SECONDS", Long.toString(time.toSeconds()));
        if (command.id() != null) {
            environment.put(PREFIX + "_ID", clean(command.id()));
        }
        command.args()
                .forEach((name, value) -> environment.put(
                        PREFIX + "_ARG_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), clean(value)));
    }

    /** No variable can hold a NUL. */
    private static String clean(String value) {
        return value.replace('\0', ' ');
    }

    private static Duration time(@Nullable Duration left) {
        return left == null || left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    private static CommandResult result(int exitCode, HookOutput output, CommandContext context) {
        if (exitCode != 0) {
            String said = output.lastLine();
            return context.failed("exit code " + exitCode + (said == null ? "" : ": " + said));
        }
        String snapshot = output.snapshotId();
        return snapshot == null
                ? context.done(output.lastLine())
                : context.doneWithSnapshot(snapshot, output.lastLine());
    }

    private static CommandResult late(Duration time, HookOutput output, CommandContext context) {
        String said = output.lastLine();
        return context.failed("killed after " + time.toSeconds() + " s" + (said == null ? "" : ": " + said));
    }
}
