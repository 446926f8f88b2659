package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes one heartbeat; shows it, sends it, or both. */
@Command(
        name = "once",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes one heartbeat of this machine, sends it and says what came back. Commands in the answer are left to"
                    + " the agent.",
            "With --json it prints the heartbeat and sends nothing: that needs no token and no network.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was printed, or accepted",
            "1:it was not accepted",
            "2:wrong options or a wrong configuration",
        })
final class OnceCommand implements Callable<Integer> {

    /** Not the agent's own name, under which it keeps a record of its commands and counts its heartbeats. */
    private static final String REPORTER = "once";

    private final Shell shell;
    private final Map<RunOption, String> flags;
    private final Layout layout;

    @Option(names = "--json", description = "Prints the heartbeat as JSON, on one line, in the nested dialect.")
    private boolean json;

    @Option(names = "--send", description = "Sends it although it is printed.")
    private boolean send;

    OnceCommand(Shell shell, Map<RunOption, String> flags, Layout layout) {
        this.shell = shell;
        this.flags = flags;
        this.layout = layout;
    }

    @Override
    public Integer call() throws InterruptedException {
        AgentSettings settings = new AgentSettings(flags, InstalledEnvironment.under(shell.environment(), layout));
        return json && !send ? print(settings) : send(settings);
    }

    private int print(AgentSettings settings) throws InterruptedException {
        String id = settings.value(RunOption.INSTANCE_ID);
        if (id == null) {
            id = "unregistered";
            shell.complain("no " + RunOption.INSTANCE_ID.variable() + "; the heartbeat says \"" + id + "\" instead");
        }
        MachineId machine;
        try {
            machine = MachineId.of(id);
        } catch (IllegalArgumentException wrong) {
            throw new ExpectedException(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        }
        print(OneHeartbeat.take(ReporterOptions.builder(machine)
                .reporterId(REPORTER)
                .reporterKind("agent")
                .peopleProbe(PeopleProbe.system(settings.variables()))));
        return ExitCode.OK;
    }

    private void print(Heartbeat heartbeat) {
        shell.out().println(new String(AgentCodec.encodeHeartbeat(heartbeat, Dialect.NESTED), StandardCharsets.UTF_8));
    }

    /** The agent that may run here is neither interrupted nor believed to have stopped: only {@link #REPORTER} comes and goes. */
    private int send(AgentSettings settings) throws InterruptedException {
        try (HttpHeartbeatSink controlPlane = settings.sink()) {
            Heartbeat heartbeat = OneHeartbeat.take(settings.reporter().reporterId(REPORTER));
            if (json) {
                print(heartbeat);
            }
            HeartbeatReply reply = controlPlane.send(heartbeat);
            shell.err().println("Accepted by " + settings.apiUrl() + ": " + words(reply));
            controlPlane.send(
                    heartbeat.toBuilder().seq(1L).goodbye(Goodbye.STOPPED).build());
            return ExitCode.OK;
        } catch (IllegalArgumentException wrong) {
            throw new ExpectedException(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        } catch (DumontException refused) {
            throw new ExpectedException(ExitCode.FAILED, String.valueOf(refused.getMessage()));
        }
    }

    private static String words(HeartbeatReply reply) {
        StringBuilder words = new StringBuilder("next heartbeat ");
        words.append(
                reply.nextHeartbeatIn() == null ? "when the agent likes" : "in " + seconds(reply.nextHeartbeatIn()));
        if (reply.hibernateIn() != null) {
            words.append(", hibernation in ").append(seconds(reply.hibernateIn()));
        }
        if (!reply.commands().isEmpty()) {
            words.append(", ").append(reply.commands().size()).append(" commands for the agent");
        }
        return words.toString();
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }
}
