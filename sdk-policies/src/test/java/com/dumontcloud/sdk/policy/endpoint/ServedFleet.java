package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A simulated cloud, a monitor on virtual time and a real server on loopback, for tests that speak HTTP. */
final class ServedFleet implements AutoCloseable {

    static final String USER_TOKEN = "user-token-of-the-tests";

    final VirtualTime time = VirtualTime.startingAt(Instant.parse("2025-12-19T00:00:00Z"));
    final SimulatedCloud cloud;
    final FleetMonitor monitor;
    final EmbeddedServer server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    ServedFleet(Preset preset) {
        this(preset, UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    private ServedFleet(
            Preset preset,
            UnaryOperator<SimulatedCloud.Builder> world,
            UnaryOperator<MachinesEndpoint.Builder> endpoint,
            UnaryOperator<EmbeddedServer.Builder> serving) {
        cloud = world.apply(SimulatedCloud.builder(time)).build();
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(preset.settings()), new MemoryFleetStore())
                .provider(cloud)
                .time(time)
                .lowCredit(Duration.ofMinutes(1))
                .build();
        ApiEndpoint contract = endpoint.apply(MachinesEndpoint.builder(monitor).userToken(USER_TOKEN))
                .build();
        server = serving.apply(EmbeddedServer.builder(contract)).build().start();
        monitor.start();
        time.runDue();
    }

    /** Serves what so much was paid for in advance. */
    static ServedFleet withCredit(String usd) {
        return new ServedFleet(
                Preset.BALANCED,
                cloud -> cloud.creditUsd(new BigDecimal(usd)),
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    /** Serves with another endpoint than the default. */
    static ServedFleet with(UnaryOperator<MachinesEndpoint.Builder> endpoint) {
        return new ServedFleet(Preset.BALANCED, UnaryOperator.identity(), endpoint, UnaryOperator.identity());
    }

    /** Serves with another server than the default. */
    static ServedFleet servedBy(UnaryOperator<EmbeddedServer.Builder> server) {
        return new ServedFleet(Preset.BALANCED, UnaryOperator.identity(), UnaryOperator.identity(), server);
    }

    /** Rents a machine that the monitor knows at once, and claims it by issuing its token. */
    String rent(String id) {
        rentUnclaimed(id);
        return monitor.issueToken(MachineId.of(id));
    }

    SimulatedMachine rentUnclaimed(String id) {
        SimulatedMachine machine = cloud.rent(id, HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        monitor.poll();
        return machine;
    }

    Reply get(String target) {
        return send("GET", target, "", Map.of("Authorization", "Bearer " + USER_TOKEN));
    }

    Reply post(String target, String body) {
        return post(target, body, USER_TOKEN);
    }

    Reply post(String target, String body, String token) {
        return send(
                "POST", target, body, Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json"));
    }

    Reply delete(String target) {
        return send("DELETE", target, "", Map.of("Authorization", "Bearer " + USER_TOKEN));
    }

    Reply send(String method, String target, String body, Map<String, String> headers) {
        return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Reply send(String method, String target, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + target))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return new Reply(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException failure) {
            throw new IllegalStateException(method + " " + target + " got no answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        server.close();
        monitor.close();
    }

    record Reply(HttpResponse<String> http) {

        int status() {
            return http.statusCode();
        }

        String text() {
            return http.body();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }

        Object at(String path) {
            return Json.at(Json.read(http.body()), path);
        }
    }
}
