package com.dumontcloud.benchmarks.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The least that a JVM can do to be heard: no agent in Java can be faster, or smaller. */
final class BareJvm {

    private BareJvm() {}

    /**
     * Sends one request by hand and stays.
     *
     * @param args the port on loopback
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            String request = "POST /api/agent/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            Thread.currentThread().join();
        }
    }
}
