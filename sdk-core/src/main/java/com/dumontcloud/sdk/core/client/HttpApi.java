package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP API that takes a bearer token and speaks JSON, for whoever writes a provider: deadlines, repeats, pace and secrets
 * are seen to, what an answer means is up to you.
 *
 * <p>Immutable and thread-safe. Every call runs on the thread that makes it and blocks until it has an answer or its time is
 * up. The options' dialect plays no part. Redirects are not followed.
 */
public final class HttpApi implements AutoCloseable {

    /** The largest answer that is read, in bytes. */
    public static final long LARGEST_ANSWER = JsonAnswer.LARGEST;

    /** As much of a refusal as is read, in bytes. */
    private static final int LONGEST_REFUSAL = 16 * 1024;

    private final ClientOptions options;
    private final TimeSource time;
    private final HttpTransport transport;
    private final @Nullable OkHttpClient ownHttp;
    private final @Nullable SystemTime ownTime;

    private HttpApi(ClientOptions options) {
        OkHttpClient givenHttp = options.httpClient();
        TimeSource givenTime = options.timeSource();
        this.options = options;
        this.ownHttp = givenHttp == null ? new OkHttpClient() : null;
        this.ownTime = givenTime == null ? SystemTime.create("dumont-client", 1) : null;
        this.time = givenTime == null ? Objects.requireNonNull(ownTime) : givenTime;
        this.transport =
                new HttpTransport(options, givenHttp == null ? Objects.requireNonNull(ownHttp) : givenHttp, time);
    }

    /** Returns a client of the API at the options' base URL. Opens no connection yet. */
    public static HttpApi create(ClientOptions options) {
        return new HttpApi(Objects.requireNonNull(options, "options"));
    }

    /** Returns the time that calls are measured by. */
    public TimeSource time() {
        return time;
    }

    /**
     * Sends a call and returns what the reader makes of the answer, whatever its status.
     *
     * <p>Where the reader throws an {@link com.dumontcloud.sdk.core.error.ApiException} with a status of 408, 429 or 5xx but
     * 501, or no answer came, the call is repeated as the options say, if it may be.
     *
     * @throws DumontException what the reader threw; {@code NETWORK} or {@code TIMEOUT} where no whole answer came,
     *     {@code RATE_LIMITED} where its turn did not come in time, in which case nothing was sent
     */
    public <T> T send(ApiCall call, Function<HttpAnswer, T> reader) {
        return transport.exchange(call, (response, failures) -> reader.apply(answer(call, response, failures)));
    }

    /** Refuses further calls and closes idle connections of our own. Returns at once; idempotent. */
    @Override
    public void close() {
        transport.close();
        if (ownHttp != null) {
            ownHttp.connectionPool().evictAll();
        }
        if (ownTime != null) {
            ownTime.close();
        }
    }

    @Override
    public String toString() {
        return "API at " + options.baseUrl();
    }

    private HttpAnswer answer(ApiCall call, Response response, Failures failures) throws IOException {
        BufferedSource source = response.body().source();
        long most = response.isSuccessful() ? LARGEST_ANSWER : LONGEST_REFUSAL;
        boolean more = source.request(most + 1);
        if (more && response.isSuccessful()) {
            throw new DumontException(
                    Kind.INVALID_ANSWER, failures + " was answered with more than " + LARGEST_ANSWER + " bytes");
        }
        byte[] body = source.readByteArray(Math.min(most, source.getBuffer().size()));
        Duration retryAfter = RetryAfter.read(response.header("Retry-After"), response.header("Date"), time.wall());
        return new HttpAnswer(
                failures.toString(),
                response.code(),
                body,
                !more,
                failures.token(),
                call.secrets(),
                Optional.ofNullable(retryAfter),
                failures.number());
    }
}
