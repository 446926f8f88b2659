package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Whether the control plane can be reached, knows the token, and has the same time. */
final class ControlPlaneCheck {

    private static final String CHECK = "control plane";
    private static final int PATIENCE_MILLIS = 10_000;

    /** The header tells whole seconds, and the answer was some time on its way. */
    private static final Duration UNSURE = Duration.ofSeconds(2);

    private static final Duration NOTICEABLE = Duration.ofSeconds(30);
    private static final Duration HARMFUL = Duration.ofMinutes(5);

    private ControlPlaneCheck() {}

    static List<Finding> look(AgentSettings settings) {
        String token = settings.token();
        URI route;
        try (var sink = settings.sink()) { // which knows what may be an address
            route = sink.endpoint();
        } catch (IllegalArgumentException wrong) {
            return List.of(Finding.fail(CHECK, String.valueOf(wrong.getMessage()), "set DUMONT_API_URL"));
        }
        try {
            return ask(route, token);
        } catch (IOException failed) {
            return List.of(unreachable(route, failed));
        }
    }

    private static List<Finding> ask(URI route, @Nullable String token) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) route.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        long asked = System.nanoTime();
        int status = connection.getResponseCode();
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        Instant here = Instant.now();
        long date = connection.getDate();
        connection.disconnect();
        Finding answer = answer(route, status, took, token != null);
        return date == 0 ? List.of(answer) : List.of(answer, clock(Duration.between(Instant.ofEpochMilli(date), here)));
    }

    private static Finding answer(URI route, int status, Duration took, boolean withToken) {
        String text = route + " answered " + status + " after " + took.toMillis() + " ms";
        if (status == 200) {
            return Finding.ok(CHECK, text);
        }
        if (status == 401 || status == 403) {
            return Finding.fail(
                    CHECK,
                    text + (withToken ? ": it does not know the token" : ", since no token was sent"),
                    "have a token issued for this machine, and call: sudo dumont-agent install");
        }
        if (status >= 300 && status < 400) {
            return Finding.fail(CHECK, text + ": it sends elsewhere", "set DUMONT_API_URL to the address it leads to");
        }
        if (status == 404 || status == 405) {
            return Finding.fail(CHECK, text + ": it is no control plane", "check DUMONT_API_URL");
        }
        return Finding.fail(CHECK, text, "try again later; the agent does so by itself");
    }

    static Finding unreachable(URI route, IOException failure) {
        String text = route + " cannot be reached: " + failure;
        if (failure instanceof UnknownHostException) {
            return Finding.fail(CHECK, text, "check the name in DUMONT_API_URL, and the machine's DNS");
        }
        if (failure instanceof SSLException) {
            return Finding.fail(
                    CHECK, text, "check the clock; a certificate of your own must be known to this machine's Java");
        }
        if (failure instanceof ConnectException || failure instanceof SocketTimeoutException) {
            return Finding.fail(CHECK, text, "check address and port in DUMONT_API_URL, and firewalls between");
        }
        return Finding.fail(CHECK, text, "check DUMONT_API_URL and the network");
    }

    /** The engine goes by its own clock; a wrong one here spoils certificates first, and what people read. */
    static Finding clock(Duration ahead) {
        Duration off = ahead.abs();
        String text = off.compareTo(UNSURE) <= 0
                ? "agrees with the control plane"
                : off.toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of") + " the control plane";
        if (off.compareTo(NOTICEABLE) < 0) {
            return Finding.ok("clock", text);
        }
        String remedy = "let it be set: timedatectl set-ntp true, or install chrony";
        return off.compareTo(HARMFUL) < 0 ? Finding.warn("clock", text, remedy) : Finding.fail("clock", text, remedy);
    }
}
