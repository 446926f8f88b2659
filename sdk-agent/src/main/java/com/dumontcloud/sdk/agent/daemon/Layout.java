package com.dumontcloud.sdk.agent.daemon;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the agent's files are on a machine, or in the tree of an image.
 *
 * @param root {@code /}, or where the tree begins
 */
record Layout(Path root) {

    static final Layout MACHINE = new Layout(Path.of("/"));

    /** Returns where an absolute path of the machine is in this tree. */
    Path at(String path) {
        return root.resolve(path.substring(1));
    }

    /** Returns what a path of this tree is called on the machine. */
    String nameOf(Path path) {
        return "/" + root.relativize(path);
    }

    boolean isMachine() {
        return root.equals(MACHINE.root);
    }

    /** Returns whether a package of the system has brought the program: then its files are not ours to write or to remove. */
    boolean isPackaged() {
        return Files.exists(packagedUnit());
    }

    Path program() {
        return at("/usr/lib/dumont-agent");
    }

    Path jar() {
        return program().resolve("dumont-agent.jar");
    }

    Path launcher() {
        return program().resolve("dumont-agent");
    }

    Path runtime() {
        return program().resolve("runtime");
    }

    /** Returns where the launcher keeps what makes it start faster. */
    Path cache() {
        return program().resolve("cache");
    }

    /** Returns the list of what was installed. */
    Path manifest() {
        return (isPackaged() ? configuration() : program()).resolve("installed");
    }

    Path command() {
        return at("/usr/local/bin/dumont-agent");
    }

    Path supervisor() {
        return at((isPackaged() ? "/usr/bin" : "/usr/local/bin") + "/dumont-agent-supervise");
    }

    Path unit() {
        return isPackaged() ? packagedUnit() : at("/etc/systemd/system/dumont-agent.service");
    }

    private Path packagedUnit() {
        return at("/lib/systemd/system/dumont-agent.service");
    }

    Path dropIns() {
        return at("/etc/systemd/system/dumont-agent.service.d");
    }

    /** Returns the link by which systemd starts the unit with the machine. */
    Path wanted() {
        return at("/etc/systemd/system/multi-user.target.wants/dumont-agent.service");
    }

    /** Returns the directory of settings and token. */
    Path configuration() {
        return at("/etc/dumont-agent");
    }

    Path settings() {
        return configuration().resolve("agent.env");
    }

    Path token() {
        return configuration().resolve("token");
    }

    /** Returns the state directory; of a dynamic user of systemd it is a link to {@link #privateState}. */
    Path state() {
        return at("/var/lib/dumont-agent");
    }

    Path privateState() {
        return at("/var/lib/private/dumont-agent");
    }

    Path log() {
        return at("/var/log/dumont-agent.log");
    }
}
