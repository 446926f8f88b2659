package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * One sample of eight GPUs, seven calls each, through the binding that this Java uses, over the stand-in library of the tests:
 * that one answers in some 20 ns a call, so that what is measured is mostly the way there. It lives in the agent's package since
 * nothing of the binding is public. {@link NvmlCost} compares it with the same calls from C.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class NvmlBenchmark {

    private static final int GPUS = 8;
    private static final int MEMORY_V2 = 0x02000028;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    private final long[] gpus = new long[GPUS];
    private @Nullable NvmlLibrary library;
    private long address;

    /** Creates the benchmark. */
    public NvmlBenchmark() {}

    /** Compiles the library, opens it, and checks that a sample works, so that no error is measured. */
    @Setup
    public void open() throws IOException, InterruptedException {
        Map<String, String> named =
                Map.of(NvmlLocator.PROPERTY, CSources.compile().library().toString());
        NvmlOpening opening = NvmlOpening.open(new NvmlLocator(new HostSettings(Path.of("/"), Map.of(), named)));
        NvmlLibrary nvml = opening.library();
        if (nvml == null || nvml.call(NvmlFunction.INIT) != NvmlCode.SUCCESS) {
            throw new IllegalStateException(opening.describe());
        }
        library = nvml;
        address = nvml.address(memory);
        for (int i = 0; i < GPUS; i++) {
            nvml.call(NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX, i, address);
            gpus[i] = memory.getLong(0);
        }
        if (sample() != NvmlCode.SUCCESS || memory.getInt(0) != 3) {
            throw new IllegalStateException("the calls do not work");
        }
        System.out.println("Called by " + opening.describe());
    }

    /** Makes the calls; returns all codes in one. */
    @Benchmark
    public int sample() {
        NvmlLibrary nvml = library;
        if (nvml == null) {
            return NvmlCode.UNINITIALIZED;
        }
        int failed = 0;
        for (long gpu : gpus) {
            failed |= nvml.call(NvmlFunction.DEVICE_GET_UTILIZATION_RATES, gpu, address);
            memory.putInt(0, MEMORY_V2);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, gpu, address);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_TEMPERATURE, gpu, 0, address);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_POWER_USAGE, gpu, address);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_CLOCK_INFO, gpu, 1, address);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_CLOCK_INFO, gpu, 2, address);
            memory.putInt(0, 8);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_COMPUTE_RUNNING_PROCESSES, gpu, address, address + 8);
        }
        return failed;
    }
}
