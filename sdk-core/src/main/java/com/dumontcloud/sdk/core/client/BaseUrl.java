package com.dumontcloud.sdk.core.client;

import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Checks the address of a control plane. */
final class BaseUrl {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

    private BaseUrl() {}

    /** Returns the address; adds to the problems and returns null where a text is none. Shows no user name or password. */
    static @Nullable HttpUrl parse(String text, boolean allowPlainHttp, List<String> problems) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            problems.add("the base URL is not of the form https://host[:port], nor http://localhost[:port]"
                    + (text.indexOf('@') < 0 ? ": \"" + text + "\"" : ""));
            return null;
        }
        int before = problems.size();
        if (!url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty()) {
            problems.add("the base URL holds a user name or password; give the token by a CredentialSource instead");
        }
        if (url.query() != null || url.fragment() != null) {
            problems.add("the base URL of " + url.host() + " has a query or a fragment; leave it out");
        }
        String path = url.encodedPath().replaceAll("/+$", "");
        if (path.endsWith("/api") || path.endsWith("/api/v1")) {
            problems.add(
                    "the base URL of " + url.host() + " ends with " + path + "; leave out /api, the client adds it");
        }
        if (!url.isHttps() && !allowPlainHttp && !LOOPBACK.matcher(url.host()).matches()) {
            problems.add("the base URL of " + url.host() + " is plain http, which would show the token to the network;"
                    + " use https, or allowPlainHttp inside a network that encrypts by itself");
        }
        return problems.size() == before ? withoutTrailingSlash(url, path) : null;
    }

    /** Segments are appended; an empty last one would double the slash. */
    private static HttpUrl withoutTrailingSlash(HttpUrl url, String path) {
        return url.newBuilder().encodedPath(path.isEmpty() ? "/" : path).build();
    }
}
