package com.dumontcloud.benchmarks;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One heartbeat in and out: the document that agent-status-api.md prints, 307 bytes without white space.
 *
 * <p>To hold: {@code codec} takes at most 1.5 times what {@code handWritten} takes in the same run, and allocates at most 1 kB
 * per operation (run with {@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AgentCodecBenchmark {

    private static final String DOCUMENT = """
            {"instance_id":456789,"hostname":"gpu-001","timestamp":"2024-12-20T15:30:00Z",\
            "gpu_metrics":{"utilization_percent":85,"memory_used_mb":18432,"memory_total_mb":24576,\
            "temperature_celsius":72,"power_watts":320},"process_count":3,"active_users":1,\
            "last_activity":"2024-12-20T15:29:45Z","agent_version":"1.2.0"}""";

    private final byte[] document = DOCUMENT.getBytes(StandardCharsets.UTF_8);
    private final HandWrittenHeartbeat handWritten = new HandWrittenHeartbeat();
    private final Heartbeat heartbeat = AgentCodec.decodeHeartbeat(document);

    /** Creates the benchmark. */
    public AgentCodecBenchmark() {}

    /** Checks that all three give back the document they were given, so that the same work is compared. */
    @Setup
    public void check() {
        if (!Arrays.equals(document, codec()) || !Arrays.equals(document, handWritten())) {
            throw new IllegalStateException("the document did not come back as it was");
        }
    }

    /** Decodes and encodes with the codec. */
    @Benchmark
    public byte[] codec() {
        return AgentCodec.encodeHeartbeat(AgentCodec.decodeHeartbeat(document), Dialect.NESTED);
    }

    /** Decodes and encodes with code that knows this one document only. */
    @Benchmark
    public byte[] handWritten() {
        return handWritten.encode(handWritten.decode(document));
    }

    /** Decodes with the codec. */
    @Benchmark
    public Heartbeat codecDecode() {
        return AgentCodec.decodeHeartbeat(document);
    }

    /** Decodes with code that knows this one document only. */
    @Benchmark
    public Heartbeat handWrittenDecode() {
        return handWritten.decode(document);
    }

    /** Encodes with the codec. */
    @Benchmark
    public byte[] codecEncode() {
        return AgentCodec.encodeHeartbeat(heartbeat, Dialect.NESTED);
    }

    /** Encodes with code that knows this one document only. */
    @Benchmark
    public byte[] handWrittenEncode() {
        return handWritten.encode(heartbeat);
    }
}
