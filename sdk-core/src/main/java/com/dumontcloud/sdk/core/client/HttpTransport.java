package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.client.ApiCall.Repeat;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.wire.ErrorCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Sends calls with token, key and repeats, on the thread of the caller. Thread-safe. */
final class HttpTransport {

    /** An error that needs more than this to be told is not read to its end. */
    private static final int LONGEST_ERROR = 64 * 1024;

    private static final MediaType JSON = MediaType.get("application/json");

    private final ClientOptions options;
    private final OkHttpClient http;
    private final TimeSource time;
    private final String userAgent;
    private volatile boolean closed;

    HttpTransport(ClientOptions options, OkHttpClient base, TimeSource time) {
        this.options = options;
        this.time = time;
        this.userAgent = UserAgent.of(options.userAgentSuffix());
        this.http = base.newBuilder()
                .connectTimeout(options.connectTimeout())
                .readTimeout(options.readTimeout())
                .writeTimeout(options.readTimeout())
                .callTimeout(Duration.ZERO)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .build();
    }

    /** Sends the call until it succeeds or is given up, and returns what the reader makes of the answer. */
    <T> T send(ApiCall call, AnswerReader<T> reader) {
        if (closed) {
            throw new IllegalStateException("this client is closed");
        }
        Duration timeout = call.timeout() == null ? options.callTimeout() : call.timeout();
        String key = call.repeat() == Repeat.WITH_KEY ? UUID.randomUUID().toString() : null;
        String what = call.method() + " " + call.url(options.baseUrl()).encodedPath();
        return new RetriedCall<T>(what, call.repeat() != Repeat.NEVER, timeout, options, time)
                .run((number, timeLeft) -> attempt(call, key, reader, number, timeLeft));
    }

    void close() {
        closed = true;
    }

    private <T> T attempt(ApiCall call, @Nullable String key, AnswerReader<T> reader, int number, Duration timeLeft) {
        String token = call.needsToken() ? token(call) : "";
        Request request = request(call, key, token);
        boolean changes = !call.method().equals("GET");
        Failures failures = new Failures(call.method(), request.url(), token, number, changes);
        Call sent = http.newCall(request);
        sent.timeout().timeout(timeLeft.toNanos(), TimeUnit.NANOSECONDS);
        try (Response response = sent.execute()) {
            if (!response.isSuccessful()) {
                throw refused(response, failures);
            }
            return reader.read(response, failures);
        } catch (IOException broken) {
            throw failures.unanswered(broken);
        }
    }

    private Request request(ApiCall call, @Nullable String key, String token) {
        ByteString body = call.body();
        Request.Builder request = new Request.Builder()
                .url(call.url(options.baseUrl()))
                .header("User-Agent", userAgent)
                .method(call.method(), body == null ? null : new OneShotBody(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token).header("Accept", "application/json");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }

    @SuppressWarnings(
            "CatchingUnchecked") // A source is the user's code and may throw anything; none of it is ours to pass on.
    private String token(ApiCall call) {
        String token;
        try {
            token = options.credentials().token();
        } catch (DumontException told) {
            throw told;
        } catch (RuntimeException unknown) {
            throw new DumontException(
                    Kind.UNAUTHENTICATED,
                    call.method() + " was not sent: the CredentialSource failed; see the cause",
                    unknown);
        }
        String problem = FixedToken.problemWith(token);
        if (problem != null) {
            throw new DumontException(Kind.UNAUTHENTICATED, call.method() + " was not sent: the token " + problem);
        }
        return token;
    }

    private DumontException refused(Response response, Failures failures) throws IOException {
        var source = response.body().source();
        source.request(LONGEST_ERROR);
        byte[] body = source.getBuffer()
                .readByteArray(Math.min(LONGEST_ERROR, source.getBuffer().size()));
        Duration retryAfter = RetryAfter.read(response.header("Retry-After"), response.header("Date"), time.wall());
        return failures.refused(response.code(), response.headers(), ErrorCodec.decode(body), retryAfter);
    }

    /** Makes something of a successful answer. */
    @FunctionalInterface
    interface AnswerReader<T> {

        /** Returns what the answer says; an {@code IOException} means that it broke off. */
        T read(Response response, Failures failures) throws IOException;
    }

    /** A body that the HTTP client never sends again by itself: whether to repeat is decided here. */
    private static final class OneShotBody extends RequestBody {

        private final ByteString bytes;

        private OneShotBody(ByteString bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable MediaType contentType() {
            return bytes.size() == 0 ? null : JSON;
        }

        @Override
        public long contentLength() {
            return bytes.size();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
