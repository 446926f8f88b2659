package com.dumontcloud.sdk.agent.daemon;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's start, two heartbeats and its end, against a control plane of its own on loopback, so that Java can write down
 * what every start needs; see {@code make-cache} in the launcher. Reports nothing to anybody. Half of what is written down is
 * for TLS, and left out where {@code DUMONT_API_URL} is plain http.
 */
final class Rehearsal {

    static final String COMMAND = "rehearse";

    private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

    /** What a server refuses to read is not worth waiting for. */
    private static final int PATIENCE_MILLIS = 20_000;

    /** The command, unknown to everybody, is reported in a second heartbeat at once. */
    private static final String REPLY =
            "{\"success\":true,\"commands\":[{\"id\":\"rehearsal-1\",\"type\":\"rehearsal\"}],"
                    + "\"hibernate_in_seconds\":null,\"next_heartbeat_in\":30}";

    private Rehearsal() {}

    /** Runs the agent until it has been heard twice. Does not return: the program then ends as after a signal. */
    static int run(Shell shell) {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (!shell.environment().getOrDefault("DUMONT_API_URL", "").startsWith("http:")) {
                greetOverTls();
            }
            Thread controlPlane = new Thread(() -> answerTwice(server), "dumont-rehearsal");
            controlPlane.setDaemon(true);
            controlPlane.start();
            Map<String, String> environment = new HashMap<>(shell.environment());
            environment
                    .keySet()
                    .removeIf(name -> name.startsWith("DUMONT_API_") || name.startsWith("DUMONT_INSTANCE_"));
            environment.put("DUMONT_INSTANCE_ID", "rehearsal");
            environment.put("DUMONT_API_TOKEN", "rehearsal");
            environment.put("DUMONT_API_URL", "http://127.0.0.1:" + server.getLocalPort());
            return DumontAgent.execute(new Shell(environment, shell.out(), shell.err()), "run");
        } catch (IOException unusable) {
            shell.complain("cannot listen on loopback: " + unusable);
            return ExitCode.FAILED;
        }
    }

    private static void answerTwice(ServerSocket server) {
        int code = ExitCode.FAILED;
        try {
            server.setSoTimeout(PATIENCE_MILLIS);
            try (Socket agent = server.accept()) {
                agent.setSoTimeout(PATIENCE_MILLIS);
                InputStream in = new BufferedInputStream(agent.getInputStream());
                answer(agent, in);
                answer(agent, in);
            }
            code = ExitCode.OK;
        } catch (IOException silence) {
            log.warn("The rehearsal was cut short", silence);
        } finally {
            System.exit(code);
        }
    }

    /** By hand: a server of the JDK's would be written down as well, and a small runtime has none. */
    private static void answer(Socket agent, InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        in.skipNBytes(length);
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + REPLY.length() + "\r\n\r\n";
        agent.getOutputStream().write((head + REPLY).getBytes(StandardCharsets.US_ASCII));
        agent.getOutputStream().flush();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the agent hung up");
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    /** Begins a TLS connection that nobody answers: what it takes to say hello is most of what it takes at all. */
    private static void greetOverTls() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread door = new Thread(() -> hangUp(deaf), "dumont-rehearsal-tls");
            door.setDaemon(true);
            door.start();
            try {
                URI.create("https://127.0.0.1:" + deaf.getLocalPort() + "/")
                        .toURL()
                        .openConnection()
                        .connect();
            } catch (IOException asMeant) {
                log.debug("No TLS, as was meant", asMeant);
            }
        }
    }

    private static void hangUp(ServerSocket deaf) {
        try (Socket greeted = deaf.accept()) {
            log.debug("Greeted with byte {}", greeted.getInputStream().read());
        } catch (IOException nobody) {
            log.debug("Nobody came", nobody);
        }
    }
}
