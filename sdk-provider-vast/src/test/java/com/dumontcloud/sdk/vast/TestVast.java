package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** A scripted Vast on loopback, and clients of it whose waits pass in virtual time. */
final class TestVast implements AutoCloseable {

    static final String KEY = "s3cret-vast-key-7f";
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    final MockWebServer server = new MockWebServer();
    final VirtualTime time = VirtualTime.startingAt(NOW);
    final List<Duration> waits = new ArrayList<>();

    TestVast() {
        try {
            server.start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String url() {
        String url = server.url("/").toString();
        return url.substring(0, url.length() - 1);
    }

    VastOptions.Builder options() {
        return options(url(), time, waits);
    }

    /** Returns options whose waits are noted and pass at once. */
    static VastOptions.Builder options(String url, VirtualTime time, List<Duration> waits) {
        return options(url, time, waits, Duration.ofSeconds(20));
    }

    /** Returns options whose waits are noted and pass at once, but for answers, for which this much real time is waited. */
    static VastOptions.Builder options(String url, VirtualTime time, List<Duration> waits, Duration patience) {
        return VastOptions.builder(CredentialSource.of(KEY))
                .url(url)
                .connection(connection -> connection
                        .timeSource(time)
                        .readTimeout(patience)
                        .sleeper(wait -> {
                            synchronized (waits) {
                                waits.add(wait);
                                time.advance(wait);
                            }
                        }));
    }

    VastClient client() {
        return client(options -> options);
    }

    VastClient client(UnaryOperator<VastOptions.Builder> change) {
        return VastClient.create(change.apply(options()).build());
    }

    TestVast answer(String json) {
        return answer(200, json);
    }

    TestVast answer(int status, String body, String... headers) {
        MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
        for (int i = 0; i < headers.length; i += 2) {
            response.setHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.build());
        return this;
    }

    /** Lets the next request get no answer, though it arrived. */
    TestVast drop() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        return this;
    }

    RecordedRequest taken() {
        try {
            RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("no request came");
            }
            return request;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Returns method, path and query of the next request, as they were sent. */
    static String line(RecordedRequest request) {
        return request.getMethod() + " " + request.getTarget();
    }

    static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    int requests() {
        return server.getRequestCount();
    }

    @Override
    public void close() {
        server.close();
    }
}
