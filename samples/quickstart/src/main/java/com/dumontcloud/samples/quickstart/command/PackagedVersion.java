package com.dumontcloud.samples.quickstart.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Knows which version a command is: that of the jar it came in. */
public final class PackagedVersion implements IVersionProvider {

    @Spec
    private @Nullable CommandSpec command;

    /** Creates the provider; picocli tells it of the command. */
    public PackagedVersion() {}

    @Override
    public String[] getVersion() {
        if (command == null) {
            throw new IllegalStateException("asked for the version of no command");
        }
        String version = command.userObject().getClass().getPackage().getImplementationVersion();
        return new String[] {command.name() + " " + (version == null ? "(not packaged)" : version)};
    }
}
