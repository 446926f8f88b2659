package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.wire.JsonObject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dumont-vast-audit.jar} as people run it, with the vendor's own gaps between calls, in real time. */
class VastAuditIT {

    private static final Path JAR = Path.of("target", "dumont-vast-audit.jar");
    private static final String KEY = "s3cret-read-only-key";
    private static final Duration GAP = Duration.ofSeconds(1);
    /** By so much a sleep may end early. */
    private static final Duration CLOCK = Duration.ofMillis(5);

    @TempDir
    private Path files;

    private final MockWebServer server = new MockWebServer();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final List<Long> lists = new ArrayList<>();
    private int machines = 60;

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsATable() throws Exception {
        Run run = run(Map.of("VAST_API_KEY", KEY));

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out.lines().filter(line -> line.startsWith("machine "))).hasSize(60);
        assertThat(run.out)
                .contains("1 x RTX 4090", "Now 30.0000 USD/h, 21960.00 USD a month", "Credit left: 12.50 USD.");
        assertThat(run.err).isEmpty();
        assertOnlyRead();
        assertThat(lists).hasSize(3);
        assertThat(Duration.ofNanos(lists.get(1) - lists.get(0))).isGreaterThan(GAP.minus(CLOCK));
        assertThat(Duration.ofNanos(lists.get(2) - lists.get(0)))
                .isGreaterThan(GAP.multipliedBy(2).minus(CLOCK));
    }

    /** In a locale whose terminal knows ASCII alone. */
    @Test
    void writesJsonInUtf8WhateverTheLocale() throws Exception {
        machines = 1;
        Path keyFile = Files.writeString(files.resolve("key"), KEY + "\n");

        Run run = run(Map.of("VAST_API_KEY_FILE", keyFile.toString(), "LC_ALL", "C"), "--json");

        assertThat(run.code).as(run.err).isZero();
        JsonObject report = JsonObject.parse(run.out.getBytes(StandardCharsets.UTF_8));
        assertThat(report.decimal("now_usd_per_month")).isEqualByComparingTo("366");
        assertThat(report.decimal("credit_usd")).isEqualByComparingTo("12.5");
        assertThat(report.texts("notes")).isEmpty();
        JsonObject line = report.objects("lines").get(0);
        assertThat(line.names())
                .containsExactly(
                        "kind",
                        "id",
                        "name",
                        "what",
                        "state",
                        "now_usd_per_hour",
                        "running_usd_per_hour",
                        "parked_usd_per_hour",
                        "now_usd_per_month",
                        "forgotten");
        assertThat(line.text("name")).isEqualTo("análise");
        assertOnlyRead();
    }

    @Test
    void failsWithoutAWordOfTheKey() throws Exception {
        Run refused = run(Map.of("VAST_API_KEY", "another-s3cret"));
        Run unreachable = run(Map.of("VAST_API_KEY", KEY, "VAST_URL", "http://127.0.0.1:1"));
        Run wrong = run(Map.of("VAST_API_KEY", KEY), "--fix");
        Run help = run(Map.of(), "--help");

        assertThat(List.of(refused.code, unreachable.code, wrong.code, help.code))
                .containsExactly(1, 1, 2, 0);
        assertThat(refused.err).contains("Invalid user key").doesNotContain("another-s3cret");
        assertThat(wrong.err).startsWith("usage: ");
        assertThat(help.out).startsWith("usage: ");
        assertThat(List.of(refused.out, unreachable.out, wrong.out)).allMatch(String::isEmpty);
    }

    @Test
    @Tag("soak")
    void readsAThousandMachinesInUnderAMinute() throws Exception {
        machines = 1000;
        long begun = System.nanoTime();

        Run run = run(Map.of("VAST_API_KEY", KEY));

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.println("audit of 1,000 machines: " + took);
        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out.lines().filter(line -> line.startsWith("machine "))).hasSize(1000);
        assertThat(took).isBetween(GAP.multipliedBy(39), Duration.ofMinutes(1));
        assertOnlyRead();
    }

    private void assertOnlyRead() {
        synchronized (requests) {
            assertThat(requests).isNotEmpty().allSatisfy(request -> {
                assertThat(request.getMethod()).isEqualTo("GET");
                assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
                assertThat(request.getTarget()).doesNotContain(KEY);
            });
        }
    }

    private MockResponse answer(RecordedRequest request) {
        synchronized (requests) {
            requests.add(request);
        }
        return new MockResponse.Builder()
                .code(isLetIn(request) ? 200 : 404)
                .body(isLetIn(request) ? body(request) : "{\"error\":\"auth_error\",\"msg\":\"Invalid user key\"}")
                .build();
    }

    private static boolean isLetIn(RecordedRequest request) {
        return ("Bearer " + KEY).equals(request.getHeaders().get("Authorization"));
    }

    private String body(RecordedRequest request) {
        return switch (request.getUrl().encodedPath()) {
            case "/api/v1/instances/" -> page(request.getUrl().queryParameter("after_token"));
            case "/api/v0/volumes" -> "{\"volumes\":[]}";
            case "/api/v0/users/current" -> "{\"credit\":12.5}";
            default -> throw new AssertionError(request.getTarget());
        };
    }

    /** The token says how many rows came before; rows are of some 6 KB, as Vast's are. */
    private String page(String token) {
        lists.add(System.nanoTime());
        int first = token == null ? 0 : Integer.parseInt(token);
        int end = Math.min(machines, first + 25);
        String[] rows = IntStream.range(first, end)
                .mapToObj(i -> "{\"id\":" + (i + 1)
                        + ",\"label\":\"análise\",\"actual_status\":\"running\",\"cur_state\":\"running\","
                        + "\"dph_total\":0.5,\"storage_total_cost\":0.01,\"gpu_name\":\"RTX 4090\",\"num_gpus\":1,"
                        + "\"onstart\":\"" + "x".repeat(5_700) + "\"}")
                .toArray(String[]::new);
        return VastListTest.page(end == machines ? "null" : "\"" + end + "\"", machines, rows);
    }

    /** Runs the jar to its end; whatever it is told, its arguments hold no key. */
    private Run run(Map<String, String> environment, String... arguments) throws Exception {
        File out = files.resolve("out.txt").toFile();
        File err = files.resolve("err.txt").toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        Map<String, String> variables = builder.environment();
        variables.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "VAST_API_KEY", "VAST_API_KEY_FILE"));
        String url = server.url("/").toString();
        variables.put("VAST_URL", url.substring(0, url.length() - 1));
        variables.putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(110, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new Run(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
        } finally {
            process.destroyForcibly();
        }
    }

    private record Run(int code, String out, String err) {}
}
