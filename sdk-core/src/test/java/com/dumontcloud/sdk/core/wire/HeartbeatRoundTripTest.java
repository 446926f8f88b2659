package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is lost between a heartbeat and its document, and no document, however damaged, does more than be refused. */
class HeartbeatRoundTripTest {

    @Test
    void readsEveryFieldOfTheContract() {
        Heartbeat heartbeat = decode(Heartbeats.EVERYTHING);

        assertThat(heartbeat)
                .usingRecursiveComparison()
                .isEqualTo(Heartbeat.builder(MachineId.of("m-1"))
                        .hostname("gpu-001")
                        .timestamp(Instant.parse("2024-12-20T15:30:00.250Z"))
                        .gpuTotals(new GpuTotals(87.5, 18.4 * 1024, 24576.0, 72.5, 320.25))
                        .host(new HostReading(45.5, 12800.0, 65536.0, 45.2, 1L, 2L, 4294967295L, 4L))
                        .processCount(3)
                        .activeUsers(1)
                        .lastActivity(Instant.parse("2024-12-20T15:29:45Z"))
                        .agentVersion("1.2.0")
                        .costAccumulatedUsd(new BigDecimal("2.40"))
                        .agentStatus("running")
                        .uptimeSeconds(7200L)
                        .reporter(ReporterRef.process("trainer", "s-1"))
                        .seq(41L)
                        .bootId("b-1")
                        .idleSeconds(12.5)
                        .gpus(List.of(
                                GpuReading.builder(1)
                                        .uuid("GPU-1")
                                        .name("RTX 4090")
                                        .state(GpuReading.State.OK)
                                        .utilizationMeanPercent(12.25)
                                        .utilizationMaxPercent(99.0)
                                        .samples(60)
                                        .coveredSeconds(59.5)
                                        .memoryUsedMib(18432.0)
                                        .memoryTotalMib(24576.0)
                                        .temperatureCelsius(72.0)
                                        .powerWatts(320.0)
                                        .absent(Map.of("fan_percent", "not supported"))
                                        .memoryUtilizationPercent(7.5)
                                        .powerLimitWatts(450.0)
                                        .energyJoules(9600.5)
                                        .smClockMhz(2520)
                                        .memoryClockMhz(10501)
                                        .pcieReceivedBytes(5_000_000_000L)
                                        .pcieSentBytes(6L)
                                        .smUtilizationPercent(41.5)
                                        .eccUncorrectedErrors(2L)
                                        .xid(79)
                                        .processCount(4)
                                        .memoryBasis(MemoryBasis.ALLOCATED)
                                        .instances(List.of(
                                                new GpuInstanceReading("MIG-1", 12.5, 4864.0, 3.25, 1),
                                                new GpuInstanceReading(null, null, null, null, null)))
                                        .build(),
                                GpuReading.builder(1)
                                        .state(GpuReading.State.RESET_REQUIRED)
                                        .memoryBasis(MemoryBasis.UNKNOWN)
                                        .build()))
                        .people(new PeopleReading(2, 30.5, false))
                        .busy(new BusyReading(true, "epoch 3 €", 0.5, 1.5))
                        .results(List.of(
                                new CommandResult("c-1", Outcome.DONE, "saved", 1.0, "s-9"),
                                CommandResult.of("c-2", Outcome.UNKNOWN, null)))
                        .goodbye(Goodbye.FINISHED)
                        .build());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void losesNothingInEitherDialect(Dialect dialect) {
        Heartbeats generator = new Heartbeats(20241220);

        for (int i = 0; i < 300; i++) {
            Heartbeat heartbeat = generator.next();
            Heartbeat decoded = AgentCodec.decodeHeartbeat(AgentCodec.encodeHeartbeat(heartbeat, dialect));

            assertThat(decoded).as("heartbeat %d", i).usingRecursiveComparison().isEqualTo(heartbeat);
        }
    }

    /** The contract's own fields first, so that a reader of the contract finds them where it says; then those added to it. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void writesAllThatIsKnownOfAGpuFlatInItsElement(Dialect dialect) {
        GpuReading gpu = decode(Heartbeats.EVERYTHING).gpus().get(0);

        byte[] json = AgentCodec.encodeHeartbeat(
                Heartbeat.builder(MachineId.of("m-1")).gpus(List.of(gpu)).build(), dialect);

        assertThat(text(json)).isEqualTo("""
                {"instance_id":"m-1","gpus":[{"index":1,"uuid":"GPU-1","name":"RTX 4090","utilization_mean_percent":12.25,\
                "utilization_max_percent":99,"samples":60,"covered_seconds":59.5,"memory_used_mb":18432,"memory_total_mb":24576,\
                "temperature_celsius":72,"power_watts":320,"state":"ok","absent":{"fan_percent":"not supported"},\
                "memory_utilization_percent":7.5,"power_limit_watts":450,"energy_joules":9600.5,"sm_clock_mhz":2520,\
                "memory_clock_mhz":10501,"pcie_rx_bytes":5000000000,"pcie_tx_bytes":6,"sm_utilization_percent":41.5,\
                "ecc_uncorrected_errors":2,"xid":79,"process_count":4,"memory_basis":"allocated","instances":[\
                {"uuid":"MIG-1","memory_used_mb":12.5,"memory_total_mb":4864,"sm_utilization_percent":3.25,\
                "process_count":1},{}]}]}""");
    }

    @Test
    void believesTheObjectsWhereBothDialectsSpeak() {
        Heartbeat heartbeat = decode("""
                {"gpu_utilization":1,"vram_used_gb":1,"gpu_metrics":{"utilization_percent":80,"memory_used_mb":2048},
                 "host":{"cpu_percent":30,"memory_used_mb":4096,"disk_used_gb":9},
                 "cpu_utilization":2,"ram_used_gb":2,"disk_used_gb":2,"instance_id":1}""");

        assertThat(heartbeat.gpuTotals()).isEqualTo(new GpuTotals(80.0, 2048.0, null, null, null));
        assertThat(heartbeat.host()).isEqualTo(new HostReading(30.0, 4096.0, null, 9.0, null, null, null, null));
    }

    @Test
    void givesMeaningToNothingThatWasNotSaid() {
        Heartbeat heartbeat = decode("""
                {"instance_id":"m-1","busy":{"label":"no word on whether it works"},"goodbye":{},
                 "results":[{"outcome":"done"},null,{"id":"c-1"}],"gpus":[null,{"power_watts":1}],"reporter":{"kind":"process"}}""");

        assertThat(heartbeat.busy()).isNull();
        assertThat(heartbeat.goodbye()).isEqualTo(Goodbye.STOPPED);
        assertThat(heartbeat.results()).containsExactly(CommandResult.of("c-1", Outcome.UNKNOWN, null));
        assertThat(heartbeat.gpus()).singleElement().satisfies(gpu -> {
            assertThat(gpu.index()).isEqualTo(1);
            assertThat(gpu.state()).isEqualTo(GpuReading.State.UNKNOWN);
        });
        assertThat(heartbeat.reporter()).isEqualTo(new ReporterRef("agent", "process", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "1e-300", "0.000000000000000000000000000001"})
    void readsACostTooSmallToCountAsNothing(String cost) {
        assertThat(decode("{\"instance_id\":1,\"cost_accumulated\":" + cost + "}")
                        .costAccumulatedUsd())
                .isEqualByComparingTo("0");
    }

    @Test
    void readsACostToTheLastOfTwentyDecimals() {
        assertThat(decode("{\"instance_id\":1,\"cost_accumulated\":0.30000000000000004}")
                        .costAccumulatedUsd())
                .isEqualTo(new BigDecimal("0.30000000000000004"));
        assertThat(decode("{\"instance_id\":1,\"cost_accumulated\":1.000000000000000000005}")
                        .costAccumulatedUsd())
                .isEqualTo(new BigDecimal("1.00000000000000000000"));
    }

    @Test
    void writesAnIdAsANumberOnlyWhereTheNestedDialectCarriesItExactly() {
        assertThat(encodedId("456789", Dialect.NESTED)).isEqualTo("456789");
        assertThat(encodedId("9007199254740991", Dialect.NESTED)).isEqualTo("9007199254740991");
        assertThat(encodedId("9007199254740992", Dialect.NESTED)).isEqualTo("\"9007199254740992\"");
        assertThat(encodedId("007", Dialect.NESTED)).isEqualTo("\"007\"");
        assertThat(encodedId("m-1", Dialect.NESTED)).isEqualTo("\"m-1\"");
        assertThat(encodedId("456789", Dialect.FLAT)).isEqualTo("\"456789\"");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void leavesOutNumbersThatNobodyMeasured(Dialect dialect) {
        Heartbeat heartbeat = Heartbeat.builder(MachineId.of("m-1"))
                .gpuTotals(new GpuTotals(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, null, 1.5))
                .build();

        assertThat(text(AgentCodec.encodeHeartbeat(heartbeat, dialect)))
                .isEqualTo("{\"instance_id\":\"m-1\",\"gpu_metrics\":{\"power_watts\":1.5}}");
    }

    @Test
    void replacesHalfASurrogatePair() {
        Heartbeat heartbeat = Heartbeat.builder(MachineId.of("m-1"))
                .hostname("a\ud83db\ude80")
                .build();

        byte[] json = AgentCodec.encodeHeartbeat(heartbeat, Dialect.NESTED);

        assertThat(AgentCodec.decodeHeartbeat(json).hostname()).isEqualTo("a\ufffdb\ufffd");
    }

    @Test
    void writesLongDocumentsAndShortOnesByTurns() {
        Heartbeat large = Heartbeat.builder(MachineId.of("m-1"))
                .results(Collections.nCopies(100, CommandResult.of("c", Outcome.DONE, "€".repeat(100))))
                .build();
        Heartbeat small = Heartbeat.builder(MachineId.of("m-1")).build();

        for (int i = 0; i < 3; i++) {
            assertThat(AgentCodec.decodeHeartbeat(AgentCodec.encodeHeartbeat(large, Dialect.FLAT))
                            .results())
                    .hasSize(100);
            assertThat(text(AgentCodec.encodeHeartbeat(small, Dialect.FLAT))).isEqualTo("{\"instance_id\":\"m-1\"}");
        }
    }

    @Test
    void refusesDamagedDocumentsAndNeverFailsOtherwise() {
        mutate(100_000, 7);
    }

    @Test
    @Tag("fuzz")
    void refusesMillionsOfDamagedDocuments() {
        for (int seed = 100; seed < 150; seed++) {
            mutate(200_000, seed);
        }
    }

    /** Reads documents with a few random bytes changed, left out, doubled or spliced in; each either reads or is refused. */
    private static void mutate(int times, long seed) {
        Random random = new Random(seed);
        List<byte[]> documents = Heartbeats.documents().stream()
                .map(text -> text.getBytes(UTF_8))
                .toList();
        byte[] tokens = "{}[]\",:\\u0123456789eE+-.truefalsnx \n\u00ff\u00c3\u0080".getBytes(ISO_8859_1);
        int read = 0;
        for (int i = 0; i < times; i++) {
            byte[] damaged = documents.get(random.nextInt(documents.size())).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                damaged = damage(damaged, tokens, random);
            }
            try {
                AgentCodec.decodeHeartbeat(damaged);
                read++;
            } catch (InvalidHeartbeatException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
        assertThat(read).as("documents that survived").isBetween(times / 100, times * 3 / 4);
    }

    private static byte[] damage(byte[] document, byte[] tokens, Random random) {
        int at = random.nextInt(document.length);
        if (random.nextInt(3) > 0) {
            document[at] = random.nextInt(8) == 0 ? (byte) random.nextInt() : tokens[random.nextInt(tokens.length)];
            return document;
        }
        int from = random.nextInt(document.length);
        byte[] spliced = new byte[at + document.length - from];
        if (spliced.length == 0) {
            return document;
        }
        System.arraycopy(document, 0, spliced, 0, at);
        System.arraycopy(document, from, spliced, at, document.length - from);
        return spliced;
    }

    private static String encodedId(String id, Dialect dialect) {
        String json = text(
                AgentCodec.encodeHeartbeat(Heartbeat.builder(MachineId.of(id)).build(), dialect));
        return json.substring(json.indexOf(':') + 1, json.length() - 1);
    }

    private static Heartbeat decode(String json) {
        return AgentCodec.decodeHeartbeat(json.getBytes(UTF_8));
    }

    private static String text(byte[] json) {
        return new String(json, UTF_8);
    }
}
