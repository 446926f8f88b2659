package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes away what {@code install} has put there. */
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stops the service and removes what install has written, and nothing else.",
            "The token, a settings file that somebody has changed since, and the state stay for the next installation,"
                    + " unless --purge is given.",
        })
final class UninstallCommand implements Callable<Integer> {

    private final Shell shell;
    private final Machine machine;

    @Option(names = "--root", paramLabel = "DIR", description = "Removes from the tree that begins here.")
    private Path root = Layout.MACHINE.root();

    @Option(names = "--dry-run", description = "Says what it would do, and does nothing.")
    private boolean dryRun;

    @Option(names = "--purge", description = "Removes the token, the settings, the state and the log as well.")
    private boolean purge;

    UninstallCommand(Shell shell, Machine machine) {
        this.shell = shell;
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException {
        Layout layout = new Layout(root.toAbsolutePath().normalize());
        if (layout.isMachine() && !dryRun && !machine.isRoot()) {
            throw new ExpectedException(ExitCode.FAILED, "only root can remove a service; call it with sudo");
        }
        boolean installed = Files.exists(layout.manifest());
        if (!installed && !purge) {
            shell.out().println("Nothing that install has written is here.");
            return ExitCode.OK;
        }
        boolean systemd = Files.exists(layout.unit());
        boolean acts = layout.isMachine() && !dryRun;
        if (acts && installed) {
            stop(layout, systemd ? ServiceKind.SYSTEMD : ServiceKind.SCRIPT);
        }
        Installer installer = new Installer(layout, dryRun, shell.out());
        installer.uninstall(purge ? Set.of() : Set.of(layout.settings()));
        if (purge) {
            purge(installer, layout);
        }
        if (acts && systemd) {
            machine.run("systemctl", "daemon-reload");
        }
        return ExitCode.OK;
    }

    private void stop(Layout layout, ServiceKind service) {
        Machine.Outcome stopped = service.disable(layout, machine);
        if (!stopped.isGood()) {
            shell.complain("the service could not be stopped: " + stopped.text());
        }
    }

    private void purge(Installer installer, Layout layout) throws IOException {
        for (Path path : List.of(
                layout.configuration(),
                layout.privateState(),
                layout.state(),
                layout.log(),
                layout.log().resolveSibling(layout.log().getFileName() + ".1"),
                layout.at("/run/dumont-agent"))) {
            installer.purge(path);
        }
    }
}
