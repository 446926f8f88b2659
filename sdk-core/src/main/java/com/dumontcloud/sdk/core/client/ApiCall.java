package com.dumontcloud.sdk.core.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One call as an API's table of routes describes it, before it becomes a request. Immutable: every {@code with} returns another.
 */
public final class ApiCall {

    private final String method;
    private final List<String> path;
    private Map<String, String> query = Map.of();
    private @Nullable HttpUrl elsewhere;
    private @Nullable ByteString body;
    private Repeat repeat;
    private boolean changes;
    private boolean needsToken = true;
    private @Nullable Duration timeout;
    private Pace pace = Pace.NONE;
    private List<String> secrets = List.of();

    private ApiCall(String method, List<String> path, Repeat repeat) {
        this.method = method;
        this.path = List.copyOf(path);
        this.repeat = repeat;
        this.changes = !method.equals("GET");
        for (String segment : path) {
            // URL parsers take these two for steps in the tree, escaped or not, and would call another route.
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("the id \"" + segment + "\" cannot stand in a URL");
            }
        }
    }

    private ApiCall(ApiCall other) {
        this(other.method, other.path, other.repeat);
        this.query = other.query;
        this.elsewhere = other.elsewhere;
        this.body = other.body;
        this.changes = other.changes;
        this.needsToken = other.needsToken;
        this.timeout = other.timeout;
        this.pace = other.pace;
        this.secrets = other.secrets;
    }

    /**
     * Returns a call with a token and without a body, which is never sent twice unless it is a GET.
     *
     * @param method the HTTP method
     * @param path the segments after the base URL, not yet escaped; an empty last one stands for a trailing slash
     */
    public static ApiCall of(String method, List<String> path) {
        return new ApiCall(method, path, method.equals("GET") ? Repeat.FREELY : Repeat.NEVER);
    }

    /**
     * Returns a GET of any URL, such as one that an answer gave. It carries no token: that is nobody's business there.
     *
     * @throws IllegalArgumentException if the text is no URL; it is not shown, since such URLs may be signed
     */
    public static ApiCall getElsewhere(String url) {
        ApiCall call = new ApiCall("GET", List.of(), Repeat.FREELY);
        call.elsewhere = HttpUrl.parse(url);
        call.needsToken = false;
        if (call.elsewhere == null) {
            throw new IllegalArgumentException("a text that is no http or https URL was to be fetched");
        }
        return call;
    }

    static ApiCall get(List<String> path) {
        return of("GET", path);
    }

    static ApiCall delete(List<String> path) {
        return of("DELETE", path).repeatable();
    }

    /** Returns a call that creates or costs: it carries an idempotency key and is repeated under it. */
    static ApiCall postOnce(List<String> path, byte @Nullable [] body) {
        ApiCall call = new ApiCall("POST", path, Repeat.WITH_KEY);
        call.body = body == null ? ByteString.EMPTY : ByteString.of(body);
        return call;
    }

    /** Returns a call that is never sent twice. */
    static ApiCall postUnrepeated(List<String> path, byte[] body) {
        ApiCall call = of("POST", path);
        call.body = ByteString.of(body);
        return call;
    }

    /** Returns this call with one more parameter in its query. */
    public ApiCall withQuery(String name, String value) {
        Map<String, String> more = new TreeMap<>(query);
        more.put(name, value);
        ApiCall call = new ApiCall(this);
        call.query = Map.copyOf(more);
        return call;
    }

    ApiCall withQuery(String name, int value) {
        return withQuery(name, Integer.toString(value));
    }

    /** Returns this call with a JSON document as its body. */
    public ApiCall withJson(String json) {
        ApiCall call = new ApiCall(this);
        call.body = ByteString.encodeUtf8(json);
        return call;
    }

    /**
     * Returns this call with texts out of its body that are secrets, such as a password: {@link HttpAnswer#blotted} blots them out,
     * should the other side repeat them. Empty ones are passed over.
     */
    public ApiCall withSecrets(Collection<String> secrets) {
        ApiCall call = new ApiCall(this);
        // The longest first: one may be a part of another.
        call.secrets = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return call;
    }

    /** Returns this call as one that may be sent again when it failed: the second time changes nothing more. */
    public ApiCall repeatable() {
        ApiCall call = new ApiCall(this);
        call.repeat = Repeat.FREELY;
        return call;
    }

    /** Returns this call as a mere question, whatever its method: it may be sent again, and leaves no outcome unknown. */
    public ApiCall asQuestion() {
        ApiCall call = repeatable();
        call.changes = false;
        return call;
    }

    /** Returns this call kept to a pace: every attempt waits for its turn. */
    public ApiCall pacedBy(Pace pace) {
        ApiCall call = new ApiCall(this);
        call.pace = Objects.requireNonNull(pace, "pace");
        return call;
    }

    ApiCall withoutToken(Duration longerTimeout) {
        ApiCall call = new ApiCall(this);
        call.needsToken = false;
        call.timeout = longerTimeout;
        return call;
    }

    @Override
    public String toString() {
        return method + " " + (elsewhere == null ? "/" + String.join("/", path) : elsewhere.host());
    }

    String method() {
        return method;
    }

    @Nullable
    ByteString body() {
        return body;
    }

    Repeat repeat() {
        return repeat;
    }

    /** Returns whether it might change something. */
    boolean changes() {
        return changes;
    }

    boolean needsToken() {
        return needsToken;
    }

    /** Returns how long it may take with all repeats; absent means as long as the options say. */
    @Nullable
    Duration timeout() {
        return timeout;
    }

    Pace pace() {
        return pace;
    }

    List<String> secrets() {
        return secrets;
    }

    HttpUrl url(HttpUrl base) {
        if (elsewhere != null) {
            return elsewhere;
        }
        HttpUrl.Builder url = base.newBuilder();
        path.forEach(url::addPathSegment);
        new TreeMap<>(query).forEach(url::addQueryParameter);
        return url.build();
    }

    /** Returns the address as it may be shown: elsewhere its path may be a secret, as its query always may. */
    HttpUrl shownUrl(HttpUrl base) {
        HttpUrl url = url(base);
        return elsewhere == null
                ? url
                : url.newBuilder().encodedPath("/").query(null).build();
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
