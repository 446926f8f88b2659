package com.dumontcloud.sdk.agent.internal.people;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * A socket whose reading ends at a deadline. A time-out of the JDK's own is one for each read, which a peer that sends one byte
 * at a time can stretch for ever; a TLS socket laid over this one is bounded as well.
 */
final class DeadlineSocket extends Socket {

    private final long deadline;

    /** Creates a socket for one exchange that begins now. */
    DeadlineSocket(long atMostMillis) {
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    }

    int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("no whole answer in time");
        }
        return (int) left;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(millisLeft());
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                setSoTimeout(millisLeft());
                return super.read(bytes, offset, length);
            }
        };
    }
}
