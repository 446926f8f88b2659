package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.wire.JsonObject;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 1,000 machines in 40 pages, 6 KB a row, from bytes to rows whose columns are of the right types.
 *
 * <p>To hold: {@code ours} takes at most 1.2 times what {@code databind} takes in the same run. That one drops every field that
 * its class does not name; {@code databindTree} keeps them, as ours does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RowsBenchmark {

    /** What the thread had of a processor: on a machine that others use as well, the clock on the wall says too much. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Processor {

        /** Time on a processor. */
        public long nanos;

        /** How many lists took it. */
        public long lists;

        private long begun;

        /** Creates the counters. */
        public Processor() {}

        /** Begins to count. */
        @Setup(Level.Iteration)
        public void begin() {
            begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        /** Ends the count. */
        @TearDown(Level.Iteration)
        public void end() {
            nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
        }
    }

    private static final int MACHINES = 1_000;

    private final List<byte[]> pages = Pages.of(MACHINES);
    private final ObjectMapper mapper = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final ObjectReader page = mapper.readerFor(Page.class);

    /** Creates the benchmark. */
    public RowsBenchmark() {}

    /** Checks that both read the same. */
    @Setup
    public void check() throws IOException {
        int rows = 0;
        BigDecimal ours = BigDecimal.ZERO;
        BigDecimal theirs = BigDecimal.ZERO;
        for (byte[] bytes : pages) {
            for (VastInstance row : read(bytes)) {
                rows++;
                ours = ours.add(Objects.requireNonNull(row.runningUsdPerHour()));
            }
            for (Row row : page.<Page>readValue(bytes).instances()) {
                theirs = theirs.add(Objects.requireNonNull(row.dphTotal()));
            }
        }
        if (rows != MACHINES || ours.compareTo(theirs) != 0) {
            throw new IllegalStateException(rows + " rows of " + ours + ", not " + theirs);
        }
    }

    /** Reads as the provider does. */
    @Benchmark
    public int ours(Processor processor) {
        processor.lists++;
        int rows = 0;
        for (byte[] bytes : pages) {
            rows += read(bytes).size();
        }
        return rows;
    }

    /** Reads into a class that has the same columns. */
    @Benchmark
    public int databind(Processor processor) throws IOException {
        processor.lists++;
        int rows = 0;
        for (byte[] bytes : pages) {
            rows += page.<Page>readValue(bytes).instances().size();
        }
        return rows;
    }

    /** Reads into a tree, and so every field. */
    @Benchmark
    public int databindTree(Processor processor) throws IOException {
        processor.lists++;
        int rows = 0;
        for (byte[] bytes : pages) {
            rows += mapper.readTree(bytes).get("instances").size();
        }
        return rows;
    }

    private static List<VastInstance> read(byte[] bytes) {
        VastPage read = VastPage.from(JsonObject.parse(bytes), "instances", "total_instances");
        return read.rows().stream().map(VastInstance::from).toList();
    }

    /** A page. */
    record Page(List<Row> instances) {}

    /** The columns that {@link VastInstance} checks. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Row(
            @JsonProperty("id") long id,
            @JsonProperty("machine_id") @Nullable Long machineId,
            @JsonProperty("actual_status") @Nullable String actualStatus,
            @JsonProperty("intended_status") @Nullable String intendedStatus,
            @JsonProperty("cur_state") @Nullable String curState,
            @JsonProperty("next_state") @Nullable String nextState,
            @JsonProperty("status_msg") @Nullable String statusMessage,
            @JsonProperty("label") @Nullable String label,
            @JsonProperty("gpu_name") @Nullable String gpuName,
            @JsonProperty("geolocation") @Nullable String geolocation,
            @JsonProperty("image_uuid") @Nullable String image,
            @JsonProperty("image_runtype") @Nullable String runType,
            @JsonProperty("public_ipaddr") @Nullable String address,
            @JsonProperty("ssh_host") @Nullable String sshHost,
            @JsonProperty("ssh_port") @Nullable BigDecimal sshPort,
            @JsonProperty("min_bid") @Nullable BigDecimal minBid,
            @JsonProperty("dph_total") @Nullable BigDecimal dphTotal,
            @JsonProperty("storage_total_cost") @Nullable BigDecimal storageTotalCost,
            @JsonProperty("storage_cost") @Nullable BigDecimal storageCost,
            @JsonProperty("disk_space") @Nullable BigDecimal diskSpace,
            @JsonProperty("num_gpus") @Nullable BigDecimal gpus,
            @JsonProperty("gpu_ram") @Nullable BigDecimal gpuRam,
            @JsonProperty("gpu_util") @Nullable BigDecimal gpuUtil,
            @JsonProperty("is_bid") @Nullable Boolean isBid,
            @JsonProperty("start_date") @Nullable BigDecimal startDate,
            @JsonProperty("end_date") @Nullable BigDecimal endDate) {}
}
