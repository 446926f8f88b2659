package com.dumontcloud.samples.controlplane.terminal;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shell of a session of MINA, which is its own: they end together. */
final class SshShell implements Shell {

    private static final Logger log = LoggerFactory.getLogger(SshShell.class);

    private static final int MOST_READ = 16 * 1024;
    private static final byte[] NO_MORE = {};

    private final ClientSession session;
    private final ChannelShell channel;
    private final HostKey hostKey;

    SshShell(ClientSession session, ChannelShell channel, HostKey hostKey) {
        this.session = session;
        this.channel = channel;
        this.hostKey = hostKey;
    }

    @Override
    public HostKey hostKey() {
        return hostKey;
    }

    /** Where the machine is gone that is seen by {@link #read}; what was typed is nobody's then. */
    @Override
    public void type(byte[] keys, Runnable taken) {
        try {
            channel.getAsyncIn().writeBuffer(new ByteArrayBuffer(keys)).addListener(written -> taken.run());
        } catch (IOException gone) {
            log.debug("The machine does not take what is typed", gone);
            taken.run();
        }
    }

    @Override
    public void read(Consumer<byte[]> output) {
        channel.getAsyncOut().read(new ByteArrayBuffer(MOST_READ)).addListener(read -> {
            Throwable failure = read.getException();
            if (failure != null) {
                log.debug("The machine sends no more", failure);
            }
            Buffer buffer = failure == null ? read.getBuffer() : null;
            output.accept(buffer == null || buffer.available() == 0 ? NO_MORE : buffer.getCompactData());
        });
    }

    @Override
    public void resize(WindowSize size) {
        try {
            channel.sendWindowChange(size.columns(), size.rows());
        } catch (IOException gone) {
            log.debug("The machine could not be told of another size", gone);
        }
    }

    /** At once: a machine that is gone would never agree to it. The programs of one that is not are hung up on. */
    @Override
    public void close() {
        session.close(true);
    }
}
