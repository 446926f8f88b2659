package com.dumontcloud.sdk.agent.internal.people;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Jupyter server that the environment names, for one that leaves no file where this program can read it. Immutable; neither
 * its text nor its errors hold the token.
 */
final class NamedJupyter {

    private static final String URL = "DUMONT_JUPYTER_URL";
    private static final String TOKEN = "DUMONT_JUPYTER_TOKEN";
    private static final String TOKEN_FILE = "DUMONT_JUPYTER_TOKEN_FILE";

    private final JupyterServer server;
    private final @Nullable Path tokenFile;

    private NamedJupyter(JupyterServer server, @Nullable Path tokenFile) {
        this.server = server;
        this.tokenFile = tokenFile;
    }

    /**
     * Returns what the environment names; absent where it names nothing.
     *
     * @param hostname the machine's own name
     * @throws IllegalArgumentException if it is not a server of this machine
     */
    static @Nullable NamedJupyter of(Map<String, String> environment, @Nullable String hostname) {
        String url = value(environment, URL);
        String token = value(environment, TOKEN);
        String file = value(environment, TOKEN_FILE);
        if (url == null) {
            return null;
        }
        if (token != null && file != null) {
            throw new IllegalArgumentException("both " + TOKEN + " and " + TOKEN_FILE + " are set; set one");
        }
        JupyterServer server = server(url, token, hostname);
        if (server == null) {
            throw new IllegalArgumentException(URL + " must be http or https, a host and a port of this machine and the"
                    + " server's base path, such as http://localhost:8888/; the token goes to " + TOKEN);
        }
        return new NamedJupyter(server, file == null ? null : Path.of(file));
    }

    /** Returns the server with the token it has now. */
    JupyterServer server() {
        return tokenFile == null
                ? server
                : new JupyterServer(server.address(), server.secure(), server.basePath(), read(tokenFile));
    }

    private static @Nullable JupyterServer server(String url, @Nullable String token, @Nullable String hostname) {
        try {
            URI parsed = new URI(url);
            String scheme = String.valueOf(parsed.getScheme());
            String host = parsed.getHost();
            boolean secure = scheme.equalsIgnoreCase("https");
            boolean plain = parsed.getRawQuery() == null
                    && parsed.getRawFragment() == null
                    && parsed.getRawUserInfo() == null
                    && (secure || scheme.equalsIgnoreCase("http"));
            String path = parsed.getRawPath();
            return !plain || host == null || path == null
                    ? null
                    : JupyterServer.of(host, parsed.getPort(), secure, path, token, hostname);
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    /** A token that cannot be read is none: the server will say that it is missing. */
    private static @Nullable String read(Path file) {
        try {
            String token = Files.readString(file).trim();
            return token.isEmpty() ? null : token;
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? null : text.trim();
    }
}
