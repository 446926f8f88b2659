package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.time.SystemTime;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports this machine until a signal ends it. */
final class RunCommand {

    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    /** The reporter closes within 5 s; after this much nothing will come of waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private RunCommand() {}

    static int run(Shell shell, Map<RunOption, String> flags) {
        AgentSettings settings = new AgentSettings(flags, shell.environment());
        ReporterOptions.Builder options;
        try {
            options = settings.reporter();
        } catch (IllegalArgumentException wrong) {
            shell.complain("cannot start: " + wrong.getMessage());
            shell.err().println("Try dumont-agent run --help.");
            return ExitCode.USAGE;
        }
        Bell bell = new Bell();
        Ending ending = new Ending(bell);
        ending.onSignal(PATIENCE);
        StatusFile statusFile = StatusFile.of(shell.environment());
        warnOfAnother(statusFile);
        try (SystemTime time = SystemTime.create("dumont-agent", 1);
                ServiceManager manager = ServiceManager.of(
                        shell.environment(), ProcessHandle.current().pid())) {
            Liveness liveness = new Liveness(time.mono());
            AgentNews news = new AgentNews(
                    time, bell, liveness, String.valueOf(settings.value(RunOption.INSTANCE_ID)), settings.apiUrl());
            options.handler(AgentCommand.RESTART, new RestartHandler(ending, settings.isSupervised()))
                    .handler(AgentCommand.UPDATE, updates(settings, ending))
                    .listener(news);
            Publisher publisher = new Publisher(time, liveness, manager, statusFile);
            new AgentService(bell, ending, news, publisher, manager.watchdog()).run(options.build());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return ending.cleanedUp();
    }

    private static UpdateHandler updates(AgentSettings settings, Ending ending) {
        return new UpdateHandler(
                settings.updateKeys(),
                ending,
                settings.isSupervised(),
                settings.variables().get("STATE_DIRECTORY"));
    }

    /** Two agents under one name confuse whoever counts heartbeats; refusing to report at all would be worse. */
    private static void warnOfAnother(StatusFile statusFile) {
        AgentStatus other = statusFile.read();
        if (other != null && other.agent().isRunning()) {
            log.warn(
                    "Another dumont-agent runs here, process {}; stop one of them",
                    other.agent().pid());
        }
    }
}
