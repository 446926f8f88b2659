package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a service of the agent. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies the agent to /usr/lib/dumont-agent and makes a service of it that starts with the machine.",
            "",
            "The machine's id, the control plane's address and the token are taken from the environment of whoever"
                    + " calls, also through sudo, and kept: the token in a file for root alone, the rest in"
                    + " /etc/dumont-agent/agent.env. Doing it twice changes nothing; with other values it changes those.",
            "",
            "Where systemd runs the machine the service is the unit dumont-agent, in a strict sandbox; elsewhere, as in"
                    + " a container, a script keeps the agent running, to be called from an onstart script.",
            "",
            "Where a Debian package has brought the agent, program and unit are the package's and stay as they are: install"
                    + " writes settings, token and drop-ins, and enables the service.",
            "",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export DUMONT_INSTANCE_ID=28864630 DUMONT_API_TOKEN=...",
            "  export DUMONT_API_URL=https://api.example.com",
            "  sudo -E ./dumont-agent install --start",
            "",
            "  dumont-agent install --root /mnt/image --service systemd",
        })
final class InstallCommand implements Callable<Integer> {

    private final Shell shell;
    private final Map<RunOption, String> flags;
    private final Machine machine;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Installs into the tree that begins here, such as that of an image, and starts nothing.")
    private Path root = Layout.MACHINE.root();

    @Option(names = "--dry-run", description = "Says what it would do, and does nothing.")
    private boolean dryRun;

    @Option(names = "--start", description = "Starts the service, or starts it again.")
    private boolean start;

    @Option(
            names = "--service",
            paramLabel = "KIND",
            description = "systemd or script. Default: systemd where it runs the machine.")
    private @Nullable ServiceKind kind;

    @Option(
            names = "--watch-notebooks",
            negatable = true,
            description = "Lets the sandboxed agent read every file, to find the notebook servers of others; else"
                    + " somebody in a notebook is seen only by the GPU and the CPU it uses. Default: where Jupyter is.")
    private @Nullable Boolean watchNotebooks;

    InstallCommand(Shell shell, Map<RunOption, String> flags, Machine machine) {
        this.shell = shell;
        this.flags = flags;
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException {
        Layout layout = new Layout(root.toAbsolutePath().normalize());
        requireRoot(layout);
        ServiceKind service = kind == null ? ServiceKind.of(layout, machine) : kind;
        service.require(layout, machine);
        InstallSettings settings = InstallSettings.of(flags, CallerEnvironment.of(shell.environment()), layout);
        if (start && !settings.isComplete()) {
            throw new ExpectedException(ExitCode.USAGE, "cannot be started: " + settings.missing());
        }
        boolean notebooks = watchNotebooks == null ? Notebooks.areIn(layout) : watchNotebooks;
        InstallPlan plan = new InstallPlan(
                layout,
                Distribution.running(),
                settings.variables(),
                settings.token(),
                service == ServiceKind.SYSTEMD,
                notebooks);
        shell.out()
                .println(
                        layout.isPackaged()
                                ? (dryRun ? "Would configure" : "Configuring")
                                        + " the dumont-agent that a package has installed"
                                : (dryRun ? "Would install" : "Installing") + " dumont-agent " + AgentVersion.TEXT);
        put(plan, layout);
        return finish(layout, service, settings);
    }

    private void put(InstallPlan plan, Layout layout) throws IOException {
        Installer installer = new Installer(layout, dryRun, shell.out());
        try {
            installer.install(plan.pieces());
            Piece token = plan.tokenFile();
            if (token != null) {
                installer.keep(token);
            }
        } catch (AccessDeniedException denied) {
            throw new ExpectedException(ExitCode.FAILED, "no permission to write " + denied.getFile());
        }
    }

    private int finish(Layout layout, ServiceKind service, InstallSettings settings) {
        if (!settings.isComplete()) {
            shell.out().println("Not configured yet: " + settings.missing());
        }
        if (dryRun || !layout.isMachine()) {
            return ExitCode.OK;
        }
        makeCache(layout);
        Machine.Outcome outcome = service.enable(layout, machine, start);
        if (!outcome.isGood()) {
            shell.complain("installed, but: " + outcome.text());
            return ExitCode.FAILED;
        }
        shell.out()
                .println(
                        start
                                ? "Started. Look with: dumont-agent status"
                                : "Next: " + service.startCommand(layout, machine));
        return ExitCode.OK;
    }

    /** In the environment of the service, whose Java it must be. An image gets its cache when it first starts. */
    private void makeCache(Layout layout) {
        Machine.Outcome outcome = machine.run(
                "env",
                "-i",
                "PATH=" + ServiceJava.PATH,
                "/bin/sh",
                "-c",
                "set -a; . \"$1\"; exec \"$2\" refresh-cache",
                "sh",
                layout.settings().toString(),
                layout.launcher().toString());
        if (!outcome.text().isEmpty()) {
            shell.out().println(outcome.text());
        }
        if (!outcome.isGood()) {
            shell.out().println("Without its cache the agent takes twice as long to start, and is well otherwise.");
        }
    }

    private void requireRoot(Layout layout) {
        if (layout.isMachine() && !dryRun && !machine.isRoot()) {
            throw new ExpectedException(
                    ExitCode.FAILED, "only root can install a service; call it with sudo, which keeps your settings");
        }
    }
}
