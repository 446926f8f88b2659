package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes one heartbeat; shows it, sends it, or both. */
@Command(
        name = "once",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Takes one heartbeat of this machine, sends it and prints the answer.")
final class OnceCommand implements Callable<Integer> {

    private final Shell shell;
    private final Map<RunOption, String> flags;

    @Option(
            names = "--json",
            description = "Prints the heartbeat as JSON and, without --send, sends nothing. Needs no token and no URL.")
    private boolean json;

    @Option(names = "--send", description = "Sends it although it is printed.")
    private boolean send;

    OnceCommand(Shell shell, Map<RunOption, String> flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InterruptedException {
        AgentSettings settings = new AgentSettings(flags, shell.environment());
        boolean sends = send || !json;
        Heartbeat heartbeat = OneHeartbeat.take(sends ? settings.reporter() : offline(settings));
        if (json) {
            byte[] text = AgentCodec.encodeHeartbeat(heartbeat, Dialect.NESTED);
            shell.out().println(new String(text, StandardCharsets.UTF_8));
        }
        return ExitCode.OK;
    }

    private ReporterOptions.Builder offline(AgentSettings settings) {
        String id = settings.value(RunOption.INSTANCE_ID);
        if (id == null) {
            id = "unregistered";
            shell.complain(
                    "no " + RunOption.INSTANCE_ID.variable() + "; the heartbeat says \"" + id + "\" in its place");
        }
        return ReporterOptions.builder(MachineId.of(id)).reporterId("agent").reporterKind("agent");
    }
}
