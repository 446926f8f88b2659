package com.dumontcloud.sdk.agent.update;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@code update}: replaces the agent's own file by a version that its maker signed, and has it restarted.
 *
 * <p>Whoever speaks for the control plane can ask for an update but not choose what runs: the file must have the SHA-256 that
 * one of the trusted Ed25519 keys signed, together with its version. Nothing is fetched before the signature is checked, and
 * nothing replaced before the digest is. The command's arguments are
 *
 * <ul>
 *   <li>{@code version}: one to four numbers, such as {@code 1.12.0}, with or without a qualifier such as {@code -rc.1}
 *   <li>{@code url}: {@code https}, or {@code http} on this machine; it is not signed, so mirrors are fine
 *   <li>{@code sha256}: of the file, 64 hexadecimal digits
 *   <li>{@code signature}: Base64 of the 64 bytes of the signature
 *   <li>{@code downgrade_from}: only to go back to an older version: the version that runs, which the signature then covers
 * </ul>
 *
 * <p>The bytes signed are ASCII, each line ended by one line feed, the last line only where there is a {@code downgrade_from}:
 *
 * <pre>{@code
 * dumont-agent-update v1
 * version: 1.12.0
 * sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 * downgrade-from: 1.13.0
 * }</pre>
 *
 * <p>The file before stays beside the new one, under its name with {@code .previous}. Thread-safe.
 */
public final class SignedUpdate implements CommandHandler {

    private static final Logger log = LoggerFactory.getLogger(SignedUpdate.class);

    private final Path artifact;
    private final ReleaseVersion current;
    private final List<ReleaseKey> keys;
    private final Runnable restart;
    private final Download download;

    private SignedUpdate(Builder builder) {
        this.artifact = builder.artifact;
        this.current = builder.current;
        this.keys = builder.keys;
        this.restart = builder.restart;
        this.download = new Download(builder.mostBytes, builder.timeout);
    }

    /**
     * Returns a builder of the handler.
     *
     * @param artifact the file the agent runs from; its folder must be writable
     * @param currentVersion the version that runs
     * @param publicKeys whose signature counts: Ed25519 keys as {@code openssl pkey -pubout} writes them, one or more, so that
     *     one can take another's place
     * @param restart ends the process so that it is started anew; run when the control plane knows of the update, or 30 s later
     * @throws IllegalArgumentException if the version or a key cannot be read, or there is no key
     */
    public static Builder builder(Path artifact, String currentVersion, List<String> publicKeys, Runnable restart) {
        return new Builder(artifact, currentVersion, publicKeys, restart);
    }

    @Override
    public CommandResult run(AgentCommand command, CommandContext context) throws InterruptedException {
        UpdateOrder order;
        try {
            order = UpdateOrder.from(command);
        } catch (IllegalArgumentException wrong) {
            return context.refused(String.valueOf(wrong.getMessage()));
        }
        if (keys.stream().noneMatch(order::isSignedBy)) {
            log.warn("An update to {} was refused: none of the trusted keys signed it", order.version());
            return context.refused("no key that this agent trusts signed version " + order.version());
        }
        int direction = order.version().compareTo(current);
        if (direction == 0) {
            return context.done("version " + current + " runs already");
        }
        if (direction < 0 && !current.equals(order.downgradeFrom())) {
            return context.refused("version " + order.version() + " is older than " + current
                    + ", and the signature does not allow to go back from that");
        }
        return install(order, context);
    }

    @Override
    public String toString() {
        return "updates of " + artifact + ", version " + current;
    }

    private CommandResult install(UpdateOrder order, CommandContext context) throws InterruptedException {
        try {
            Path target = artifact.toRealPath();
            Path fresh = Files.createTempFile(target.getParent(), ".dumont-update-", ".part");
            try {
                String digest = download.fetch(order.url(), fresh, part -> context.progress(part, "downloading"));
                if (!digest.equals(order.sha256())) {
                    return context.failed("what was downloaded is not what was signed: its SHA-256 is " + digest);
                }
                Replacement.replace(target, fresh);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException failure) {
            return context.failed("version " + order.version() + " could not be installed: " + failure);
        }
        log.info("Version {} takes the place of {} with the next start", order.version(), current);
        context.afterwards(restart);
        return context.done("version " + order.version() + " takes the place of " + current);
    }

    /** Collects the settings of an update handler. Not thread-safe. */
    public static final class Builder {

        private static final long MEBIBYTE = 1024L * 1024;

        private final Path artifact;
        private final ReleaseVersion current;
        private final List<ReleaseKey> keys;
        private final Runnable restart;
        private long mostBytes = 128 * MEBIBYTE;
        private Duration timeout = Duration.ofMinutes(10);

        private Builder(Path artifact, String currentVersion, List<String> publicKeys, Runnable restart) {
            this.artifact = Objects.requireNonNull(artifact, "artifact");
            this.restart = Objects.requireNonNull(restart, "restart");
            ReleaseVersion version = ReleaseVersion.parse(currentVersion);
            if (version == null) {
                throw new IllegalArgumentException("the version that runs, " + currentVersion
                        + ", is not one such as 1.12.0: it could not be told from an older one");
            }
            if (publicKeys.isEmpty()) {
                throw new IllegalArgumentException("no key to trust an update by");
            }
            this.current = version;
            this.keys = publicKeys.stream().map(ReleaseKey::parse).toList();
        }

        /** Sets how large a download may be, 1 KiB to 4 GiB. Default: 128 MiB. */
        public Builder mostBytes(long mostBytes) {
            if (mostBytes < 1024 || mostBytes > 4096 * MEBIBYTE) {
                throw new IllegalArgumentException("mostBytes is " + mostBytes + "; it must be 1 KiB to 4 GiB");
            }
            this.mostBytes = mostBytes;
            return this;
        }

        /** Sets how long a download may take as a whole, 1 ms to 50 min. Default: 10 min. */
        public Builder timeout(Duration timeout) {
            if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(50)) > 0) {
                throw new IllegalArgumentException("timeout is " + timeout + "; it must be 1 ms to 50 min");
            }
            this.timeout = timeout;
            return this;
        }

        /** Returns the handler. */
        public SignedUpdate build() {
            return new SignedUpdate(this);
        }
    }
}
