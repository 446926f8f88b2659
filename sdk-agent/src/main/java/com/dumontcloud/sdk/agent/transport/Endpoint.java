package com.dumontcloud.sdk.agent.transport;

import com.dumontcloud.sdk.agent.internal.net.Loopback;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where heartbeats are posted to, and which addresses a token may be sent to. */
final class Endpoint {

    private static final String NESTED_PATH = "/api/v1/agent/status";
    private static final String FLAT_PATH = "/api/agent/status";

    private Endpoint() {}

    /** Returns the route of the dialect at this control plane. */
    static URI of(URI apiUrl, Dialect dialect) {
        String base = apiUrl.getScheme() + "://" + apiUrl.getRawAuthority() + prefix(apiUrl);
        return URI.create(base + (dialect == Dialect.FLAT ? FLAT_PATH : NESTED_PATH));
    }

    /** Returns what keeps this from being the address of a control plane, one sentence each. */
    static List<String> problemsWith(URI apiUrl, boolean allowPlainHttp) {
        List<String> problems = new ArrayList<>();
        String scheme = apiUrl.getScheme() == null ? "" : apiUrl.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            problems.add("the API URL must begin with https://");
        } else if (apiUrl.getHost() == null) {
            problems.add("the API URL has no host");
        } else if (scheme.equals("http") && !allowPlainHttp && !Loopback.is(apiUrl.getHost())) {
            problems.add("the API URL is plain http to " + apiUrl.getHost()
                    + ", which shows the token to everybody on the way; use https, or allow plain http"
                    + " (in the environment with DUMONT_ALLOW_PLAIN_HTTP=true)");
        }
        if (apiUrl.getRawUserInfo() != null) {
            problems.add("the API URL holds a user or password; give the token apart");
        }
        if (apiUrl.getRawQuery() != null || apiUrl.getRawFragment() != null) {
            problems.add("the API URL has a query or fragment");
        }
        return problems;
    }

    private static String prefix(URI apiUrl) {
        @Nullable String path = apiUrl.getRawPath();
        String prefix = path == null ? "" : path;
        while (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        for (String ending : List.of("/api/v1", "/api")) {
            if (prefix.endsWith(ending)) {
                return prefix.substring(0, prefix.length() - ending.length());
            }
        }
        return prefix;
    }
}
