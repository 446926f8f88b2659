package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the agent is installed and at work. */
final class ServiceCheck {

    private static final String CHECK = "service";

    private final Layout layout;
    private final Machine machine;
    private final @Nullable AgentStatus status;

    /**
     * Creates the check.
     *
     * @param status what the agent last said of itself, if it did
     */
    ServiceCheck(Layout layout, Machine machine, @Nullable AgentStatus status) {
        this.layout = layout;
        this.machine = machine;
        this.status = status;
    }

    List<Finding> look(Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(installed());
        findings.add(running(now));
        return findings;
    }

    private Finding installed() {
        Installed installed = Installed.in(layout);
        if (installed == Installed.NOT) {
            return Finding.warn(
                    CHECK, "not installed: the agent will not start with the machine", "sudo dumont-agent install");
        }
        if (installed == Installed.SYSTEMD && isOfAnotherVersion()) {
            return Finding.warn(
                    CHECK,
                    layout.unit() + " is not the one of this version",
                    "sudo dumont-agent install; changes of your own belong into: systemctl edit dumont-agent");
        }
        return Finding.ok(CHECK, "installed " + installed.words());
    }

    private Finding running(Instant now) {
        if (status == null || !status.agent().isRunning()) {
            String text = "not running" + sayOfSystemd();
            return Installed.in(layout) == Installed.NOT
                    ? Finding.warn("agent", text, startCommand())
                    : Finding.fail("agent", text, startCommand());
        }
        if (status.isHealthy(now)) {
            return Finding.ok("agent", "running, heartbeats are accepted");
        }
        String failure = status.failure() == null ? "no heartbeat was accepted lately" : status.failure();
        return Finding.fail(
                "agent", "running, but: " + failure, "see the findings above, and its log: " + logCommand());
    }

    private String sayOfSystemd() {
        if (service() != ServiceKind.SYSTEMD || !machine.hasSystemd()) {
            return "";
        }
        String state = machine.run("systemctl", "is-active", "dumont-agent").text();
        return state.isEmpty() ? "" : "; systemd says: " + state;
    }

    private String startCommand() {
        ServiceKind service = service();
        if (service == null) {
            return "sudo dumont-agent install --start";
        }
        String start = service == ServiceKind.SYSTEMD ? "systemctl start dumont-agent" : "dumont-agent-supervise start";
        return "sudo " + start + "; if it fails: " + logCommand();
    }

    private String logCommand() {
        return service() == ServiceKind.SCRIPT ? "tail " + layout.log() : "journalctl -u dumont-agent -e";
    }

    private @Nullable ServiceKind service() {
        return ServiceKind.installedIn(layout, machine);
    }

    private boolean isOfAnotherVersion() {
        try {
            return !Files.readString(layout.unit()).equals(Distribution.text("dumont-agent.service"));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
