package com.dumontcloud.sdk.agent.daemon;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket, which the JDK cannot: its channels of that family are streams. Calls the C library through
 * JNA, on Linux. For one thread.
 */
final class NotifySocket implements NotifyChannel {

    // bits/socket.h of Linux
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final int LONGEST_PATH = 108;

    private final Function sendTo;
    private final Function close;
    private final byte[] address;
    private final int descriptor;

    private NotifySocket(NativeLibrary libc, byte[] address) {
        this.sendTo = libc.getFunction("sendto", Function.THROW_LAST_ERROR);
        this.close = libc.getFunction("close");
        this.address = address;
        Function socket = libc.getFunction("socket", Function.THROW_LAST_ERROR);
        this.descriptor = socket.invokeInt(new Object[] {AF_UNIX, SOCK_DGRAM_CLOEXEC, 0});
    }

    /**
     * Opens a socket that sends to this one.
     *
     * @param name a path, or {@code @} and an abstract name
     * @throws IOException if the system refuses, or native code cannot be called here
     */
    @SuppressWarnings("CatchingUnchecked")
    static NotifySocket open(String name) throws IOException {
        byte[] address = address(name);
        try {
            return new NotifySocket(NativeLibrary.getInstance("c"), address);
        } catch (LastErrorException refused) {
            throw new IOException("no socket: error " + refused.getErrorCode(), refused);
        } catch (Exception | LinkageError unusable) { // JNA has no library for this system, or nowhere to unpack it
            throw new IOException("JNA cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public void send(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            sendTo.invokeInt(
                    new Object[] {descriptor, bytes, (long) bytes.length, MSG_NOSIGNAL, address, address.length});
        } catch (LastErrorException refused) {
            throw new IOException("error " + refused.getErrorCode(), refused);
        }
    }

    @Override
    public void close() {
        close.invokeInt(new Object[] {descriptor});
    }

    /** Returns a sockaddr_un as long as it is used: an abstract name is as long as the address says, whatever it contains. */
    private static byte[] address(String name) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name.startsWith("@");
        if (path.length < 2 || path.length >= LONGEST_PATH || !(isAbstract || name.startsWith("/"))) {
            throw new IOException("not the name of a Unix socket: " + name);
        }
        if (isAbstract) {
            path[0] = 0;
        }
        ByteBuffer address = ByteBuffer.allocate(2 + path.length + (isAbstract ? 0 : 1));
        address.order(ByteOrder.nativeOrder()).putShort((short) AF_UNIX).put(path);
        return address.array();
    }
}
