package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.client.ApiCall.Repeat;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.wire.ErrorCodec;
import com.dumontcloud.sdk.core.wire.ErrorDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends calls with token, key and repeats, on the thread of the caller. Thread-safe. */
final class HttpTransport {

    private static final Logger log = LoggerFactory.getLogger(HttpTransport.class);

    /** An error that needs more than this to be told is not read to its end. */
    private static final int LONGEST_ERROR = 64 * 1024;

    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType EVENT_STREAM = MediaType.get("text/event-stream");

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
                .addNetworkInterceptor(HttpTransport::withoutZeroWait)
                .build();
    }

    /** Sends the call until it succeeds or is given up, and returns what the reader makes of a 2xx answer. */
    <T> T send(ApiCall call, AnswerReader<T> reader) {
        return exchange(call, (response, failures) -> {
            if (!response.isSuccessful()) {
                throw refused(response, failures);
            }
            return reader.read(response, failures);
        });
    }

    /** Sends the call until the reader is content or it is given up; the reader sees answers of every status. */
    <T> T exchange(ApiCall call, AnswerReader<T> reader) {
        requireOpen();
        Duration timeout = call.timeout() == null ? options.callTimeout() : call.timeout();
        String key = call.repeat() == Repeat.WITH_KEY ? UUID.randomUUID().toString() : null;
        String what = call.method() + " " + call.shownUrl(options.baseUrl()).encodedPath();
        RetriedCall<T> retried =
                new RetriedCall<>(what, call.repeat() != Repeat.NEVER, call.pace(), timeout, options, time);
        return retried.run((number, timeLeft) -> attempt(call, key, reader, number, timeLeft));
    }

    /**
     * Sends a question until it is answered, and returns an answer that goes on: the caller's to read, and to close.
     *
     * @param lastEventId after which event it is to go on; absent where nothing was read before
     * @param silence how long nothing may come before it counts as broken
     * @param begin told of each attempt before it is sent, so that it can be cancelled
     */
    Response open(ApiCall call, @Nullable String lastEventId, Duration silence, Consumer<Call> begin) {
        requireOpen();
        OkHttpClient patient = http.newBuilder().readTimeout(silence).build();
        RetriedCall<Response> retried =
                new RetriedCall<>(call.toString(), true, call.pace(), options.callTimeout(), options, time);
        return retried.run((number, timeLeft) -> {
            String token = token(call);
            Request.Builder request = request(call, null, token).newBuilder().header("Accept", EVENT_STREAM.toString());
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            Failures failures = new Failures(call.method(), call.url(options.baseUrl()), token, number, false);
            Call sent = patient.newCall(request.build());
            begin.accept(sent);
            return answered(sent, failures);
        });
    }

    /**
     * Waits before an answer that broke off is asked for again.
     *
     * @param times how often in a row it broke off before anything of it came
     * @throws DumontException if that was too often, or the thread is interrupted
     */
    void pause(ApiCall call, int times, IOException broken) {
        Failures failures = new Failures(call.method(), call.url(options.baseUrl()), "", times, false);
        DumontException failure = failures.unanswered(broken);
        if (times > options.retryRules().maxRetries() || failure.kind() == Kind.INTERRUPTED) {
            throw failure;
        }
        try {
            options.sleeper().sleep(options.retryRules().waitAfter(times, failure, options.random()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failures.unanswered(broken);
        }
    }

    void close() {
        closed = true;
    }

    private Response answered(Call sent, Failures failures) {
        Response response;
        try {
            response = sent.execute();
        } catch (IOException broken) {
            throw failures.unanswered(broken);
        }
        boolean isFit = false;
        try {
            if (!response.isSuccessful()) {
                throw refused(response, failures);
            }
            MediaType type = response.body().contentType();
            isFit = type != null && type.type().equals("text") && type.subtype().equals("event-stream");
            if (!isFit) {
                throw failures.unreadable(
                        response.code(), response.headers(), "the answer is no stream of events", null);
            }
            return response;
        } finally {
            if (!isFit) {
                response.close();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this client is closed");
        }
    }

    private <T> T attempt(ApiCall call, @Nullable String key, AnswerReader<T> reader, int number, Duration timeLeft) {
        String token = call.needsToken() ? token(call) : "";
        Request request = request(call, key, token);
        Failures failures =
                new Failures(call.method(), call.shownUrl(options.baseUrl()), token, number, call.changes());
        Call sent = http.newCall(request);
        sent.timeout().timeout(timeLeft.toNanos(), TimeUnit.NANOSECONDS);
        try (Response response = sent.execute()) {
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

    /** OkHttp repeats a 503 that asks for no wait by itself, uncounted; without the header the decision is ours. */
    private static Response withoutZeroWait(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String wait = response.header("Retry-After");
        boolean none = wait != null && wait.matches("0+");
        return none ? response.newBuilder().removeHeader("Retry-After").build() : response;
    }

    private DumontException refused(Response response, Failures failures) {
        Duration retryAfter = RetryAfter.read(response.header("Retry-After"), response.header("Date"), time.wall());
        return failures.refused(response.code(), response.headers(), error(response), retryAfter);
    }

    /** The status alone says no: where the rest cannot be read, it goes unsaid rather than hide the status. */
    private static ErrorDocument error(Response response) {
        BufferedSource source = response.body().source();
        try {
            source.request(LONGEST_ERROR);
            long length = Math.min(LONGEST_ERROR, source.getBuffer().size());
            return ErrorCodec.decode(source.readByteArray(length));
        } catch (IOException brokeOff) {
            log.debug("The answer with status {} broke off", response.code(), brokeOff);
            return ErrorDocument.EMPTY;
        }
    }

    /** Makes something of an answer. */
    @FunctionalInterface
    interface AnswerReader<T> {

        /** Returns what it says; an {@code IOException} means that it broke off. */
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
