package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.samples.controlplane.terminal.TerminalRefused.ChangedHostKey;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SshAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.channel.StreamingChannel.Streaming;
import org.apache.sshd.common.future.CancelOption;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens shells by Apache MINA SSHD, with the control plane's own key and nothing of the account it runs under: no configuration, no
 * agent, no other keys, no forwarding. Thread-safe.
 */
public final class SshShells implements Shells, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SshShells.class);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration AUTHENTICATE = Duration.ofSeconds(10);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(20);
    private static final int MOST_UNANSWERED = 3;

    /** How long a machine may take to follow where its provider was told of the key. */
    private static final Duration FOLLOWS = Duration.ofSeconds(20);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

    /** How much output a machine may send before it is read; enough for a fast line across an ocean to a person's eyes. */
    private static final long WINDOW_BYTES = 256 * 1024;

    private final SshClient client;
    private final TerminalKey key;
    private final KeyAuthorizer authorizer;
    private final HostKeys hostKeys;
    private final Reach reach;

    private SshShells(SshClient client, TerminalKey key, KeyAuthorizer authorizer, HostKeys hostKeys, Reach reach) {
        this.client = client;
        this.key = key;
        this.authorizer = authorizer;
        this.hostKeys = hostKeys;
        this.reach = reach;
    }

    /**
     * Prepares it.
     *
     * @param directory where the host keys are kept
     * @param networks to which networks that are not public a shell may be opened
     */
    public static SshShells start(Path directory, TerminalKey key, KeyAuthorizer authorizer, Networks networks) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(key.pair()));
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setServerKeyVerifier(HostKeyCheck.VERIFIER);
        client.addSessionListener(HostKeyCheck.PREFERENCE);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, SIGN_OF_LIFE);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, MOST_UNANSWERED);
        CoreModuleProperties.WINDOW_SIZE.set(client, WINDOW_BYTES);
        client.start();
        return new SshShells(client, key, authorizer, HostKeys.of(directory), new Reach(networks));
    }

    @Override
    public Shell open(MachineId machine, SshAddress address, WindowSize size, @Nullable String acceptedKey)
            throws TerminalRefused {
        InetSocketAddress target = reach.of(address);
        HostKeyCheck check = new HostKeyCheck(machine, hostKeys, acceptedKey);
        ClientSession session = logIn(target, address.user(), check);
        try {
            return shell(session, size, check);
        } catch (IOException failure) {
            session.close(true);
            throw new TerminalRefused(TerminalEnd.UNREACHABLE, "no shell: " + failure.getMessage(), failure);
        }
    }

    /**
     * Forgets by what a machine was known, since it is gone. Waits for the disk.
     *
     * @throws java.io.UncheckedIOException if that could not be written
     */
    public void forget(MachineId machine) {
        hostKeys.forget(machine);
    }

    /** Ends every session. Idempotent. */
    @Override
    public void close() {
        client.stop();
    }

    /** Once more for some seconds where the provider can be told of the key. */
    private ClientSession logIn(InetSocketAddress target, String user, HostKeyCheck check) throws TerminalRefused {
        long begun = System.nanoTime();
        boolean told = false;
        while (true) {
            try {
                return attempt(target, user, check);
            } catch (TerminalRefused refused) {
                if (refused.end() != TerminalEnd.NOT_AUTHORIZED || System.nanoTime() - begun > FOLLOWS.toNanos()) {
                    throw refused;
                }
                if (!told && !tell(check.machine())) {
                    throw refused;
                }
                told = true;
                pause(refused);
            }
        }
    }

    private boolean tell(MachineId machine) {
        try {
            return authorizer.authorize(machine, key.publicLine());
        } catch (DumontException failure) {
            log.warn("The provider of {} could not be told of the terminals' key", machine, failure);
            return false;
        }
    }

    private static void pause(TerminalRefused refused) throws TerminalRefused {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_ATTEMPTS.toNanos());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw refused;
        }
    }

    private ClientSession attempt(InetSocketAddress target, String user, HostKeyCheck check) throws TerminalRefused {
        ClientSession session = null;
        boolean done = false;
        try {
            AttributeRepository context = AttributeRepository.ofKeyValuePair(HostKeyCheck.KEY, check);
            session = client.connect(user, target, context)
                    .verify(CONNECT, CancelOption.CANCEL_ON_TIMEOUT)
                    .getSession();
            session.auth().verify(AUTHENTICATE, CancelOption.CANCEL_ON_TIMEOUT);
            done = true;
            return session;
        } catch (IOException failure) {
            throw refusal(target, check, session, failure);
        } finally {
            if (!done && session != null) {
                session.close(true);
            }
        }
    }

    private static TerminalRefused refusal(
            InetSocketAddress target, HostKeyCheck check, @Nullable ClientSession session, IOException failure) {
        ChangedHostKey changed = check.changed();
        if (changed != null) {
            return new TerminalRefused(changed);
        }
        // A host key was trusted, so it is an SSH server that spoke; what it did not like is who asked.
        boolean spoke = check.trusted() != null && session != null;
        return new TerminalRefused(
                spoke ? TerminalEnd.NOT_AUTHORIZED : TerminalEnd.UNREACHABLE,
                target + ": " + failure.getMessage(),
                failure);
    }

    private static Shell shell(ClientSession session, WindowSize size, HostKeyCheck check) throws IOException {
        ChannelShell channel = session.createShellChannel();
        channel.setUsePty(true);
        channel.setPtyType("xterm-256color");
        channel.setPtyColumns(size.columns());
        channel.setPtyLines(size.rows());
        channel.setStreaming(Streaming.Async);
        channel.setRedirectErrorStream(true);
        channel.open().verify(CONNECT);
        return new SshShell(session, channel, check.hostKey());
    }
}
