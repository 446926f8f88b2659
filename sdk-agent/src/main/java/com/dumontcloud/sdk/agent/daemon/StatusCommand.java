package com.dumontcloud.sdk.agent.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how the agent on this machine is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says whether the agent is installed and running, and whether its heartbeats arrive.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it runs and its heartbeats are accepted",
            "1:it runs, but its heartbeats are not accepted, or none has been yet",
            "3:it is not running",
        })
final class StatusCommand implements Callable<Integer> {

    private final Shell shell;
    private final Layout layout;
    private final Supplier<Instant> clock;

    @Option(names = "--json", description = "Prints it as JSON, on one line.")
    private boolean json;

    StatusCommand(Shell shell, Layout layout, Supplier<Instant> clock) {
        this.shell = shell;
        this.layout = layout;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        AgentStatus found = StatusFile.find(shell.environment());
        AgentStatus status = found != null && found.agent().isRunning() ? found : null;
        Instant now = clock.get();
        boolean healthy = status != null && status.isHealthy(now);
        if (json) {
            shell.out().println(Json.of(facts(status, healthy)));
        } else {
            print(status, now);
        }
        if (status == null) {
            return ExitCode.NOT_RUNNING;
        }
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private Map<String, @Nullable Object> facts(@Nullable AgentStatus status, boolean healthy) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("installed", Installed.in(layout).word());
        facts.put("running", status != null);
        facts.put("accepted", healthy);
        if (status != null) {
            facts.putAll(status.facts());
        }
        return facts;
    }

    private void print(@Nullable AgentStatus status, Instant now) {
        say("Installed", Installed.in(layout).words());
        if (status == null) {
            say("Running", "no");
            return;
        }
        say(
                "Running",
                "version " + status.version() + ", process " + status.agent().pid() + ", for "
                        + ago(status.startedAt(), now));
        say("Machine", status.machine() + " at " + status.apiUrl());
        say("Heartbeats", heartbeats(status, now));
        if (status.failure() != null) {
            say("Failure", status.failure());
        }
        say("GPUs", status.gpus() == null ? "not reported yet" : status.gpus());
        if (status.hibernateAt() != null) {
            say("Hibernation", "in " + ago(now, status.hibernateAt()) + ", unless somebody uses the machine");
        }
    }

    private static String heartbeats(AgentStatus status, Instant now) {
        String every = ", every " + status.interval().toSeconds() + " s";
        if (status.acceptedAt() == null) {
            return "none accepted, " + status.failuresInARow() + " failed" + every;
        }
        String last = "last accepted " + ago(status.acceptedAt(), now) + " ago" + every;
        return status.failuresInARow() == 0 ? last : last + "; " + status.failuresInARow() + " failed since";
    }

    /** In whole seconds below two minutes, then in minutes, hours and days. */
    private static String ago(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        if (time.toMinutes() < 2) {
            return Math.max(0, time.toSeconds()) + " s";
        }
        if (time.toHours() < 2) {
            return time.toMinutes() + " min";
        }
        return time.toDays() < 2 ? time.toHours() + " h" : time.toDays() + " days";
    }

    private void say(String what, String how) {
        shell.out().printf("%-12s %s%n", what, how);
    }
}
