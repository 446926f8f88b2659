package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A scripted control plane on loopback, and clients of it whose waits pass in virtual time. */
final class TestPlane implements AutoCloseable {

    static final String TOKEN = "s3cret-token-7f";
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    final MockWebServer server = new MockWebServer();
    final VirtualTime time = VirtualTime.startingAt(NOW);
    final List<Duration> waits = new ArrayList<>();

    TestPlane() {
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

    AgentApi agents() {
        return agents(options -> options);
    }

    AgentApi agents(UnaryOperator<ClientOptions.Builder> change) {
        return DumontClient.create(change.apply(options()).build()).agents();
    }

    /** Every random part is one half. */
    ClientOptions.Builder options() {
        return ClientOptions.builder(url(), CredentialSource.of(TOKEN))
                .timeSource(time)
                .sleeper(wait -> {
                    waits.add(wait);
                    time.advance(wait);
                })
                .random(new Half());
    }

    TestPlane answer(int status, String json, String... headers) {
        MockResponse.Builder response =
                new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            response.setHeader(headers[i], headers[i + 1]);
        }
        server.enqueue(response.body(json).build());
        return this;
    }

    RecordedRequest taken() throws InterruptedException {
        RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    int requests() {
        return server.getRequestCount();
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Half implements RandomGenerator {

        @Override
        public long nextLong() {
            return Long.MIN_VALUE;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    }
}
