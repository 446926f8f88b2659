package com.dumontcloud.sdk.agent.nvml;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Opens NVML, says what came of it, and makes the calls of {@link NvmlCalls} or the many of a busy sampler. */
final class NvmlProgram {

    private static final int MEMORY_V2_TAG = 0x02000028;

    private NvmlProgram() {}

    public static void main(String[] arguments) throws Exception {
        String root = System.getProperty("test.root", "/");
        HostSettings now = HostSettings.now();
        NvmlOpening opening =
                NvmlOpening.open(new NvmlLocator(new HostSettings(Path.of(root), now.environment(), now.properties())));
        NvmlTrouble trouble = opening.trouble();
        System.out.println(trouble == null ? "open" : trouble.kind().toString());
        System.out.println(opening.describe());
        NvmlLibrary library = opening.library();
        if (library == null || arguments.length == 0) {
            return;
        }
        switch (arguments[0]) {
            case "calls" -> calls(library);
            case "misuse" -> misuse(library);
            case "present" -> present(library);
            case "allocation" -> allocation(library);
            case "hang" -> collectDuringHang(library, Path.of(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void calls(NvmlLibrary library) {
        NvmlCaller caller = new NvmlCaller(library);
        for (NvmlCalls.Row row : NvmlCalls.rows()) {
            System.out.println(row.function() + " " + row.call().apply(caller.blank(), row.function()));
        }
    }

    /** Prints how often a wrong number of parameters was refused; any other outcome than that would be a wild call. */
    private static void misuse(NvmlLibrary library) {
        NvmlCaller caller = new NvmlCaller(library);
        int refused = 0;
        for (NvmlFunction function : NvmlFunction.values()) {
            for (int parameters : new int[] {0, 1, 2, 3, 4, 6}) {
                if (parameters != function.parameters().length()) {
                    try {
                        caller.call(function, new long[parameters]);
                    } catch (IllegalArgumentException expected) {
                        refused++;
                    }
                }
            }
        }
        System.out.println("refused " + refused);
    }

    /** Prints which functions are absent, and what comes of the first call. No function looks at its parameters before that. */
    private static void present(NvmlLibrary library) {
        NvmlCaller caller = new NvmlCaller(library);
        List<NvmlFunction> absent = Arrays.stream(NvmlFunction.values())
                .filter(function ->
                        caller.call(function, new long[function.parameters().length()]) == NvmlCode.FUNCTION_NOT_FOUND)
                .toList();
        System.out.println("absent " + absent);
        System.out.println("INIT " + caller.call(NvmlFunction.INIT));
    }

    /** Prints how many bytes the thread allocated during many samples of eight GPUs, once the compiler has done its work. */
    private static void allocation(NvmlLibrary library) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        NvmlCaller caller = new NvmlCaller(library);
        caller.must(NvmlFunction.INIT);
        long[] gpus = new long[8];
        for (int i = 0; i < gpus.length; i++) {
            gpus[i] = caller.gpu(i);
        }
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 20; window++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 2000; i++) {
                sample(library, caller, gpus);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        System.out.println(least);
    }

    /** Prints how many milliseconds a collection takes while another thread is inside a call that hangs, by the calls' log. */
    private static void collectDuringHang(NvmlLibrary library, Path log) throws IOException, InterruptedException {
        NvmlCaller caller = new NvmlCaller(library);
        caller.must(NvmlFunction.INIT);
        long gpu = caller.gpu(0);
        Thread stuck = new Thread(() -> caller.call(NvmlFunction.DEVICE_GET_POWER_USAGE, gpu, caller.at(0)));
        stuck.setDaemon(true);
        stuck.start();
        while (!Files.readString(log).contains("nvmlDeviceGetPowerUsage 0")) {
            Thread.onSpinWait(); // until the thread is where it hangs
        }
        long before = System.nanoTime();
        System.gc();
        System.out.println((System.nanoTime() - before) / 1_000_000);
    }

    /** The seven calls that every GPU gets. */
    static int sample(NvmlLibrary nvml, NvmlCaller caller, long[] gpus) {
        int failed = 0;
        long a = caller.at(0);
        for (long gpu : gpus) {
            failed |= nvml.call(NvmlFunction.DEVICE_GET_UTILIZATION_RATES, gpu, a);
            caller.putInt(0, MEMORY_V2_TAG);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_MEMORY_INFO_V2, gpu, a);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_TEMPERATURE, gpu, 0, a);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_POWER_USAGE, gpu, a);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_CLOCK_INFO, gpu, 1, a);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_CLOCK_INFO, gpu, 2, a);
            caller.putInt(0, 8);
            failed |= nvml.call(NvmlFunction.DEVICE_GET_COMPUTE_RUNNING_PROCESSES, gpu, a, a + 8);
        }
        return failed;
    }
}
