package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.provider.StartScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings an agent to a machine as it starts, by its environment and the script that runs then, for machines with SSH or Jupyter.
 *
 * <pre>{@code
 * AgentBootstrap agent = AgentBootstrap.fromControlPlane("https://api.example.com", token);
 * RentalRequest.builder(offer, rentalToken).environment(agent.environment()).onStart(agent.onStart("python train.py"));
 * }</pre>
 *
 * <p>On the machine it fetches the agent with whatever of curl, wget and Python is there, uses it only if its SHA-256 is the right
 * one, and has it install and start itself; an image without Java gets one where it has {@code apt-get}. It runs beside your
 * own script and before it, and neither can break the other. At a later start what is there already is not fetched again. What it
 * did is in {@code /var/log/dumont-bootstrap.log}. The machine's id is that of its container, {@code CONTAINER_ID}.
 *
 * <p>The token is in the environment alone: in no script, no argument and no URL. Whoever may read the account's machines at Vast
 * can read it there, as can every program of the container. Immutable; {@link #toString()} does not show it.
 */
public final class AgentBootstrap {

    /** The route of a control plane at which its agent is, and, with {@code .sha256} behind it, its checksum. */
    private static final String DOWNLOAD = "/downloads/agent/latest/dumont-agent";

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * Begins the bootstrap, with no word on the script's own output, and as no job of the script's shell: else a {@code wait} in the
     * script would wait for it too.
     */
    private static final String BEGIN = "({ sh -c \"$(printf %s \"$DUMONT_BOOTSTRAP\" | base64 -d)\"; }"
            + " >>/var/log/dumont-bootstrap.log 2>&1 </dev/null &)\n";

    private final String apiUrl;
    private final String token;
    private final String agentUrl;
    private final @Nullable String sha256;
    private final boolean allowPlainHttp;

    private AgentBootstrap(
            String apiUrl, String token, String agentUrl, @Nullable String sha256, boolean allowPlainHttp) {
        this.apiUrl = requireUrl(apiUrl, allowPlainHttp);
        this.token = Objects.requireNonNull(token, "token");
        this.agentUrl = requireUrl(agentUrl, allowPlainHttp);
        this.sha256 = sha256;
        this.allowPlainHttp = allowPlainHttp;
        if (token.isBlank()) {
            throw new IllegalArgumentException("the token is blank");
        }
    }

    /**
     * Returns a bootstrap of the agent that the control plane hands out, by the checksum that it gives for it: of whatever version
     * that is when the machine starts.
     *
     * @param apiUrl the control plane, such as {@code https://api.example.com}
     * @param token what the control plane lets this machine's agent in with
     * @throws IllegalArgumentException if the URL is none, or of plain http to another host
     */
    public static AgentBootstrap fromControlPlane(String apiUrl, String token) {
        return new AgentBootstrap(apiUrl, token, withoutLastSlash(apiUrl) + DOWNLOAD, null, false);
    }

    /**
     * Returns a bootstrap of one agent and no other.
     *
     * @param agentUrl where it is: {@code dumont-agent}, or a {@code .tar.gz} that brings its own Java, for images without
     * @param sha256 its checksum, 64 characters of hexadecimal in small letters
     * @throws IllegalArgumentException if a URL is none, or of plain http to another host, or the checksum is not one
     */
    public static AgentBootstrap pinned(String apiUrl, String token, String agentUrl, String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("a SHA-256 has 64 characters of 0-9 a-f, unlike \"" + sha256 + "\"");
        }
        return new AgentBootstrap(apiUrl, token, agentUrl, sha256, false);
    }

    /**
     * Returns a bootstrap as {@link #fromControlPlane} does, of a URL that may be plain http to any host. Whoever is on the way then reads
     * the token, and can have the machine run another agent as root: for networks that encrypt by themselves, and for trying out. The
     * agent is told to go on without TLS too.
     */
    public static AgentBootstrap fromControlPlaneInTheClear(String apiUrl, String token) {
        return new AgentBootstrap(apiUrl, token, withoutLastSlash(apiUrl) + DOWNLOAD, null, true);
    }

    /** Returns the variables that the machine needs, the token among them. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DUMONT_API_URL", apiUrl);
        variables.put("DUMONT_API_TOKEN", token);
        variables.put("DUMONT_AGENT_URL", agentUrl);
        if (sha256 != null) {
            variables.put("DUMONT_AGENT_SHA256", sha256);
        }
        if (allowPlainHttp) {
            variables.put("DUMONT_ALLOW_PLAIN_HTTP", "true");
        }
        variables.put("DUMONT_BOOTSTRAP", Base64.getEncoder().encodeToString(script()));
        return variables;
    }

    /** Returns what runs at each start where nothing else does. */
    public String onStart() {
        return BEGIN;
    }

    /**
     * Returns what runs at each start: the bootstrap, and a script of yours, which may be as long as Vast allows less some 120
     * characters.
     *
     * @throws IllegalArgumentException if it is no script of a shell
     */
    public String onStart(String script) {
        return StartScript.beginning(BEGIN, script);
    }

    @Override
    public String toString() {
        return "bootstrap of " + agentUrl + " for " + apiUrl + ", token hidden";
    }

    private static byte[] script() {
        try (InputStream script = AgentBootstrap.class.getResourceAsStream("bootstrap.sh")) {
            return Objects.requireNonNull(script, "bootstrap.sh is missing from the jar")
                    .readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("bootstrap.sh cannot be read from the jar", unreadable);
        }
    }

    private static String requireUrl(String text, boolean allowPlainHttp) {
        URI url = URI.create(text);
        boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
            throw new IllegalArgumentException("\"" + text
                    + "\" must be an http or https URL without a user and a query, which others could read");
        }
        if ("http".equals(url.getScheme())
                && !allowPlainHttp
                && !LOOPBACK.matcher(url.getHost()).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is plain http, by which others could read the token and replace"
                            + " the agent; use https, or fromControlPlaneInTheClear inside a network that encrypts by itself");
        }
        return withoutLastSlash(text);
    }

    private static String withoutLastSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
