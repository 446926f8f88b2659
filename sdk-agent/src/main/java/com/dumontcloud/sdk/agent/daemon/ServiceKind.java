package com.dumontcloud.sdk.agent.daemon;

import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keeps the agent running. */
enum ServiceKind {
    SYSTEMD {
        @Override
        void require(Layout layout, Machine machine) {
            if (layout.isMachine() && !machine.hasSystemd()) {
                throw new ExpectedException(
                        ExitCode.FAILED, "systemd does not run this machine; leave out --service systemd");
            }
            Machine.Outcome version = layout.isMachine() ? machine.run("systemctl", "--version") : NOT_ASKED;
            Matcher number =
                    Pattern.compile("systemd (\\d{1,6}).*", Pattern.DOTALL).matcher(version.text());
            if (number.matches() && Integer.parseInt(number.group(1)) < OLDEST_SYSTEMD) {
                throw new ExpectedException(
                        ExitCode.FAILED,
                        "systemd is " + number.group(1) + ", and hands out credentials only from " + OLDEST_SYSTEMD
                                + " on; use --service script");
            }
        }

        @Override
        Machine.Outcome enable(Layout layout, Machine machine, boolean start) {
            Machine.Outcome outcome = machine.run("systemctl", "daemon-reload");
            return outcome.isGood() && start ? machine.run("systemctl", "restart", "dumont-agent") : outcome;
        }

        @Override
        Machine.Outcome disable(Layout layout, Machine machine) {
            return machine.run("systemctl", "stop", "dumont-agent");
        }

        @Override
        String startCommand(Layout layout, Machine machine) {
            boolean runs = machine.run("systemctl", "is-active", "--quiet", "dumont-agent")
                    .isGood();
            return "systemctl " + (runs ? "restart" : "start") + " dumont-agent";
        }
    },

    SCRIPT {
        @Override
        void require(Layout layout, Machine machine) {
            if (layout.isPackaged() && of(layout, machine) == SYSTEMD) {
                throw new ExpectedException(
                        ExitCode.FAILED,
                        "the package runs the agent under systemd, and two agents are one too many; leave out"
                                + " --service script");
            }
        }

        @Override
        Machine.Outcome enable(Layout layout, Machine machine, boolean start) {
            String script = layout.supervisor().toString();
            if (!start) {
                return NOT_ASKED;
            }
            Machine.Outcome stopped = machine.run(script, "stop");
            return stopped.isGood() ? machine.run(script, "start") : stopped;
        }

        @Override
        Machine.Outcome disable(Layout layout, Machine machine) {
            return machine.run(layout.supervisor().toString(), "stop");
        }

        @Override
        String startCommand(Layout layout, Machine machine) {
            return layout.supervisor() + " start   (put the same line into the container's onstart script)";
        }
    };

    private static final Machine.Outcome NOT_ASKED = new Machine.Outcome(ExitCode.OK, "");

    /** LoadCredential= came with 247. */
    private static final int OLDEST_SYSTEMD = 247;

    /** Returns what this machine, or the system in this tree, has. */
    static ServiceKind of(Layout layout, Machine machine) {
        boolean systemd = layout.isMachine()
                ? machine.hasSystemd()
                : Files.exists(layout.at("/usr/lib/systemd/systemd"))
                        || Files.exists(layout.at("/lib/systemd/systemd"));
        return systemd ? SYSTEMD : SCRIPT;
    }

    /** Returns what keeps the installed agent running; null where none is installed. */
    static @Nullable ServiceKind installedIn(Layout layout, Machine machine) {
        return switch (Installed.in(layout)) {
            case PACKAGE -> of(layout, machine);
            case SYSTEMD -> SYSTEMD;
            case SCRIPT -> SCRIPT;
            case NOT -> null;
        };
    }

    /**
     * Checks that it can be used.
     *
     * @throws ExpectedException if it cannot
     */
    abstract void require(Layout layout, Machine machine);

    /** Makes known what was installed and, if asked to, starts it anew. */
    abstract Machine.Outcome enable(Layout layout, Machine machine, boolean start);

    /** Stops what runs. */
    abstract Machine.Outcome disable(Layout layout, Machine machine);

    /** Returns what a person has to type to start it. */
    abstract String startCommand(Layout layout, Machine machine);
}
