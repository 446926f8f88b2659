package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.agent.internal.AgentVersion;
import com.dumontcloud.sdk.agent.update.SignedUpdate;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the agent by a version that its maker signed, and ends it so that whoever supervises it starts the new one.
 *
 * <p>Where the folder of the program cannot be written, as in the sandbox of the unit, the new version is kept in the state
 * directory. The launcher starts it from there instead of the jar that it was made for, and of no other: a later installation
 * wins.
 */
final class UpdateHandler implements CommandHandler {

    private static final String JAR = "dumont-agent.jar";

    private final List<String> keys;
    private final Ending ending;
    private final boolean supervised;
    private final @Nullable Path kept;

    /**
     * Creates the handler.
     *
     * @param keys whose signature counts; none to refuse every update
     * @param supervised whether somebody starts the agent again
     * @param stateDirectory systemd's; null where there is none
     */
    UpdateHandler(List<String> keys, Ending ending, boolean supervised, @Nullable String stateDirectory) {
        this.keys = keys;
        this.ending = ending;
        this.supervised = supervised;
        this.kept = stateDirectory == null || stateDirectory.isBlank() ? null : Path.of(stateDirectory, "update");
    }

    @Override
    public CommandResult run(AgentCommand command, CommandContext context) throws IOException, InterruptedException {
        if (keys.isEmpty()) {
            return context.refused("this agent trusts no key to be updated by; name one with DUMONT_UPDATE_KEY");
        }
        if (!supervised) {
            return context.refused("nobody would start this agent again; install it as a service");
        }
        Path jar = Distribution.running().jar().toRealPath();
        if (!jar.getFileName().toString().endsWith(".jar")) {
            return context.refused("this agent is one file with its launcher; install it as a service");
        }
        Path artifact = Files.isWritable(jar.getParent()) ? jar : copyOf(jar);
        if (artifact == null) {
            return context.refused(
                    jar.getParent() + " cannot be written, and there is no state directory to keep an update in");
        }
        return SignedUpdate.builder(artifact, AgentVersion.TEXT, keys, () -> ending.request(ExitCode.RESTART))
                .build()
                .run(command, context);
    }

    /** Returns a copy that can be replaced, from which the launcher starts the agent from now on. */
    private @Nullable Path copyOf(Path jar) throws IOException {
        if (kept == null) {
            return null;
        }
        Path copy = kept.resolve(JAR);
        Path madeFor = kept.resolve("made-for");
        // In this order, so that the launcher never takes half a copy for a whole one.
        Files.createDirectories(kept);
        Files.deleteIfExists(madeFor);
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(madeFor, jar + "\n");
        Files.setLastModifiedTime(madeFor, Files.getLastModifiedTime(jar));
        return copy;
    }
}
