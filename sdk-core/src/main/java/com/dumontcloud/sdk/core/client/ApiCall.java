package com.dumontcloud.sdk.core.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One call as the route table describes it, before it becomes a request.
 *
 * @param method the HTTP method
 * @param path the segments after the base URL, not yet escaped
 * @param query parameters by name
 * @param body the JSON to send; absent where there is none
 * @param repeat whether it may be sent again when it failed
 * @param needsToken whether the token goes with it
 * @param timeout how long it may take with all repeats; absent means as long as the options say
 */
record ApiCall(
        String method,
        List<String> path,
        Map<String, String> query,
        @Nullable ByteString body,
        Repeat repeat,
        boolean needsToken,
        @Nullable Duration timeout) {

    ApiCall {
        path = List.copyOf(path);
        query = Map.copyOf(query);
        for (String segment : path) {
            // URL parsers take these two for steps in the tree, escaped or not, and would call another route.
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("the id \"" + segment + "\" cannot stand in a URL");
            }
        }
    }

    static ApiCall get(List<String> path) {
        return new ApiCall("GET", path, Map.of(), null, Repeat.FREELY, true, null);
    }

    static ApiCall delete(List<String> path) {
        return new ApiCall("DELETE", path, Map.of(), null, Repeat.FREELY, true, null);
    }

    /** Returns a call that creates or costs: it carries an idempotency key and is repeated under it. */
    static ApiCall postOnce(List<String> path, byte @Nullable [] body) {
        return new ApiCall(
                "POST",
                path,
                Map.of(),
                body == null ? ByteString.EMPTY : ByteString.of(body),
                Repeat.WITH_KEY,
                true,
                null);
    }

    /** Returns a call that is never sent twice. */
    static ApiCall postUnrepeated(List<String> path, byte[] body) {
        return new ApiCall("POST", path, Map.of(), ByteString.of(body), Repeat.NEVER, true, null);
    }

    ApiCall withQuery(String name, int value) {
        Map<String, String> more = new TreeMap<>(query);
        more.put(name, Integer.toString(value));
        return new ApiCall(method, path, more, body, repeat, needsToken, timeout);
    }

    ApiCall withoutToken(Duration longerTimeout) {
        return new ApiCall(method, path, query, body, repeat, false, longerTimeout);
    }

    HttpUrl url(HttpUrl base) {
        HttpUrl.Builder url = base.newBuilder();
        path.forEach(url::addPathSegment);
        new TreeMap<>(query).forEach(url::addQueryParameter);
        return url.build();
    }

    /** Whether a failed call may be sent again. */
    enum Repeat {
        /** It changes nothing, or the second time changes nothing more. */
        FREELY,
        /** The other side recognises the repeat by its key. */
        WITH_KEY,
        /** A repeat might do it twice. */
        NEVER
    }
}
