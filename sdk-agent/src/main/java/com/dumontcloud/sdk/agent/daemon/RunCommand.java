package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports this machine until a signal ends it. */
final class RunCommand {

    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    /** The reporter closes within 5 s; after this much more nothing will come of waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private RunCommand() {}

    static int run(Shell shell, Map<RunOption, String> flags) {
        ReporterOptions options;
        try {
            options = new AgentSettings(flags, shell.environment())
                    .reporter()
                    .listener(new FirstReply())
                    .build();
        } catch (IllegalArgumentException wrong) {
            shell.complain("cannot start: " + wrong.getMessage());
            shell.err().println("Try dumont-agent run --help.");
            return ExitCode.USAGE;
        }
        Ending ending = Ending.onSignal(PATIENCE);
        try (HeartbeatReporter reporter = HeartbeatReporter.start(options)) {
            while (!ending.await(Duration.ofDays(1))) {
                log.debug("Still alive: {}", reporter);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        ending.cleanedUp();
        return ExitCode.OK;
    }

    private static final class FirstReply implements ReporterListener {

        private boolean said;

        @Override
        public void replied(Heartbeat sent, HeartbeatReply reply) {
            if (!said) {
                said = true;
                log.info("First heartbeat accepted");
            }
        }
    }
}
