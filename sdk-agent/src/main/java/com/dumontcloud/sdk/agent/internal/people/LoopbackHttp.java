package com.dumontcloud.sdk.agent.internal.people;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gets one document from a server on this very machine, all within a bounded time.
 *
 * <p>On a socket of its own rather than with the JDK's client, whose connections, proxies, cookies and passwords are shared with
 * everything else in the program. It asks as HTTP/1.0 does, so that the answer comes neither in chunks nor with another one to
 * wait for. Redirects are not followed. Thread-safe.
 */
final class LoopbackHttp {

    private static final int MOST_BYTES = 256 * 1024;
    private static final String HEAD_END = "\r\n\r\n";

    private final long atMostMillis;

    /** Creates a client whose exchanges last at most this long, each as a whole. */
    LoopbackHttp(long atMostMillis) {
        this.atMostMillis = atMostMillis;
    }

    /**
     * Returns the body of an answer of 200.
     *
     * @param path what comes after the server's base path
     * @throws java.net.ConnectException if nothing listens there
     * @throws IOException if anything but 200 and a body of less than 256 KiB comes back in time
     */
    String get(JupyterServer server, String path) throws IOException {
        try (DeadlineSocket socket = new DeadlineSocket(atMostMillis)) {
            socket.connect(server.address(), socket.millisLeft());
            Socket speaking = server.secure() ? AnyCertificate.over(socket) : socket;
            speaking.getOutputStream().write(request(server, path).getBytes(StandardCharsets.US_ASCII));
            return body(speaking.getInputStream());
        }
    }

    private static String request(JupyterServer server, String path) {
        String token = server.token();
        return "GET " + server.basePath() + path + " HTTP/1.0\r\n"
                + "Host: localhost:" + server.address().getPort() + "\r\n"
                + (token == null ? "" : "Authorization: token " + token + "\r\n")
                + "Accept: application/json\r\n"
                + "Connection: close" + HEAD_END;
    }

    private static String body(InputStream in) throws IOException {
        byte[] bytes = new byte[4096];
        int length = 0;
        int wanted = Integer.MAX_VALUE; // until the server hangs up
        int count;
        while (length < wanted && (count = in.read(bytes, length, bytes.length - length)) > 0) {
            length += count;
            if (wanted == Integer.MAX_VALUE) {
                wanted = lengthOf(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            }
            if (length >= MOST_BYTES || (wanted != Integer.MAX_VALUE && wanted > MOST_BYTES)) {
                throw new IOException("more than " + MOST_BYTES + " bytes came back");
            }
            bytes = length == bytes.length ? Arrays.copyOf(bytes, length * 2) : bytes;
        }
        String answer = new String(bytes, 0, length, StandardCharsets.UTF_8);
        int headEnd = answer.indexOf(HEAD_END);
        if (headEnd < 0 || !Head.OK.matcher(answer).matches()) {
            String status = answer.lines().findFirst().orElse("nothing");
            throw new IOException("the answer was not 200 but " + status.substring(0, Math.min(40, status.length())));
        }
        return answer.substring(headEnd + HEAD_END.length());
    }

    /** Returns how long the whole answer will be, if it says so. */
    private static int lengthOf(String answer) {
        int headEnd = answer.indexOf(HEAD_END);
        Matcher length = Head.LENGTH.matcher(headEnd < 0 ? "" : answer.substring(0, headEnd + 2));
        return length.find() ? headEnd + HEAD_END.length() + Integer.parseInt(length.group(1)) : Integer.MAX_VALUE;
    }

    /** What to look for in an answer. Most machines have no notebook server, and then never load it. */
    private static final class Head {

        static final Pattern OK = Pattern.compile("HTTP/1\\.[01] 200\\b.*", Pattern.DOTALL);
        static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d{1,9})\r\n", Pattern.CASE_INSENSITIVE);
    }
}
