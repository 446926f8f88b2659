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
            "A program that a Debian package has brought stays, stopped and disabled, until the package is removed.",
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
            sayOfPackage(layout);
            return ExitCode.OK;
        }
        ServiceKind service = ServiceKind.installedIn(layout, machine);
        boolean acts = layout.isMachine() && !dryRun;
        if (acts && installed && service != null) {
            stop(layout, service);
        }
        awaitNothingOfJava();
        Installer installer = new Installer(layout, dryRun, shell.out());
        installer.purge(layout.cache());
        installer.purge(layout.jar().resolveSibling(layout.jar().getFileName() + ".previous")); // of an update
        installer.uninstall(purge ? Set.of() : Set.of(layout.settings()));
        if (purge) {
            purge(installer, layout);
        }
        if (acts && service == ServiceKind.SYSTEMD) {
            machine.run("systemctl", "daemon-reload");
        }
        sayOfPackage(layout);
        return ExitCode.OK;
    }

    /** When it exits, Java asks for a logger of its own, and complains where the files that it needs for that are gone. */
    private static void awaitNothingOfJava() {
        System.getLogger("java.lang.Runtime").isLoggable(System.Logger.Level.DEBUG);
    }

    private void sayOfPackage(Layout layout) {
        if (layout.isPackaged()) {
            shell.out()
                    .println("The program came with the package dumont-agent and stays. To remove it: apt-get "
                            + (purge ? "purge" : "remove") + " dumont-agent");
        }
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
                layout.at("/var/cache/private/dumont-agent"),
                layout.at("/var/cache/dumont-agent"),
                layout.log(),
                layout.log().resolveSibling(layout.log().getFileName() + ".1"),
                layout.at("/run/dumont-agent"))) {
            installer.purge(path);
        }
    }
}
