package com.dumontcloud.sdk.agent.nvml;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NVML through JNA. Each native method below is bound to the function of its name; since all parameters are plain numbers, a
 * call allocates nothing.
 *
 * <p>JNA binds native methods for good, and so does this class: the first library it maps is the only one of this program.
 * Thread-safe.
 */
final class JnaNvmlLibrary implements NvmlLibrary {

    /** RTLD_NOW and RTLD_NODELETE of Linux (dlfcn.h): a call may be stuck in the library, so it is never unmapped. */
    private static final int NOW_AND_FOR_GOOD = 0x2 | 0x1000;

    private static @Nullable JnaNvmlLibrary bound;

    private final Path file;
    private final Set<NvmlFunction> present;

    private JnaNvmlLibrary(Path file, Set<NvmlFunction> present) {
        this.file = file;
        this.present = present;
    }

    /**
     * Maps the library, or returns it when it is mapped already.
     *
     * @throws UnsatisfiedLinkError if the system's loader refuses it
     * @throws NvmlUnavailableException if it is not NVML, or another one than before
     */
    static synchronized JnaNvmlLibrary bind(Path file) throws NvmlUnavailableException {
        if (bound == null) {
            bound = map(file);
        } else if (!bound.file.equals(file)) {
            throw new NvmlUnavailableException(new NvmlTrouble(
                    NvmlTrouble.Kind.UNLOADABLE,
                    "this program has mapped " + bound.file + " and cannot change to " + file,
                    "start it again"));
        }
        return bound;
    }

    private static JnaNvmlLibrary map(Path file) throws NvmlUnavailableException {
        // What the library lacks is bound to a function that every one has, and never called.
        FunctionMapper mapper =
                (library, method) -> has(library, method.getName()) ? method.getName() : NvmlFunction.INIT.symbol();
        Map<String, Object> options = Platform.isLinux()
                ? Map.of(Library.OPTION_FUNCTION_MAPPER, mapper, Library.OPTION_OPEN_FLAGS, NOW_AND_FOR_GOOD)
                : Map.of(Library.OPTION_FUNCTION_MAPPER, mapper);
        NativeLibrary library = NativeLibrary.getInstance(file.toString(), options);
        Set<NvmlFunction> present = EnumSet.allOf(NvmlFunction.class);
        present.removeIf(function -> !has(library, function.symbol()));
        if (!present.contains(NvmlFunction.INIT)) {
            throw new NvmlUnavailableException(NvmlTrouble.notNvml(file));
        }
        Native.register(JnaNvmlLibrary.class, library);
        return new JnaNvmlLibrary(file, present);
    }

    private static boolean has(NativeLibrary library, String symbol) {
        try {
            library.getGlobalVariableAddress(symbol);
            return true;
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
    }

    @Override
    public long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    @Override
    public String describe() {
        String version =
                Native.class.getPackage().getImplementationVersion(); // of the JNA that the host program brought
        return (version == null ? "JNA" : "JNA " + version) + ", " + file;
    }

    @Override
    public int call(NvmlFunction function) {
        if (!present.contains(function)) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        return switch (function) {
            case INIT -> nvmlInit_v2();
            case SHUTDOWN -> nvmlShutdown();
            default -> throw function.miscalled();
        };
    }

    @Override
    public int call(NvmlFunction function, long a) {
        if (!present.contains(function)) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        return switch (function) {
            case DEVICE_GET_COUNT -> nvmlDeviceGetCount_v2(a);
            case EVENT_SET_CREATE -> nvmlEventSetCreate(a);
            case EVENT_SET_FREE -> nvmlEventSetFree(a);
            case GPM_SAMPLE_ALLOC -> nvmlGpmSampleAlloc(a);
            case GPM_SAMPLE_FREE -> nvmlGpmSampleFree(a);
            case GPM_METRICS_GET -> nvmlGpmMetricsGet(a);
            default -> throw function.miscalled();
        };
    }

    @Override
    public int call(NvmlFunction function, long a, long b) {
        if (!present.contains(function)) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        return switch (function) {
            case SYSTEM_GET_DRIVER_VERSION -> nvmlSystemGetDriverVersion(a, b);
            case SYSTEM_GET_NVML_VERSION -> nvmlSystemGetNVMLVersion(a, b);
            case DEVICE_GET_HANDLE_BY_INDEX -> nvmlDeviceGetHandleByIndex_v2(a, b);
            case DEVICE_GET_UTILIZATION_RATES -> nvmlDeviceGetUtilizationRates(a, b);
            case DEVICE_GET_MEMORY_INFO -> nvmlDeviceGetMemoryInfo(a, b);
            case DEVICE_GET_MEMORY_INFO_V2 -> nvmlDeviceGetMemoryInfo_v2(a, b);
            case DEVICE_GET_TEMPERATURE_V -> nvmlDeviceGetTemperatureV(a, b);
            case DEVICE_GET_POWER_USAGE -> nvmlDeviceGetPowerUsage(a, b);
            case DEVICE_GET_ENFORCED_POWER_LIMIT -> nvmlDeviceGetEnforcedPowerLimit(a, b);
            case DEVICE_GET_TOTAL_ENERGY_CONSUMPTION -> nvmlDeviceGetTotalEnergyConsumption(a, b);
            case DEVICE_GET_PERFORMANCE_STATE -> nvmlDeviceGetPerformanceState(a, b);
            case DEVICE_GET_MAX_MIG_DEVICE_COUNT -> nvmlDeviceGetMaxMigDeviceCount(a, b);
            case DEVICE_GET_GPU_INSTANCE_ID -> nvmlDeviceGetGpuInstanceId(a, b);
            case DEVICE_GET_SUPPORTED_EVENT_TYPES -> nvmlDeviceGetSupportedEventTypes(a, b);
            case GPM_QUERY_DEVICE_SUPPORT -> nvmlGpmQueryDeviceSupport(a, b);
            case GPM_SAMPLE_GET -> nvmlGpmSampleGet(a, b);
            default -> throw function.miscalled();
        };
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c) {
        if (!present.contains(function)) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        return switch (function) {
            case DEVICE_GET_NAME -> nvmlDeviceGetName(a, b, c);
            case DEVICE_GET_UUID -> nvmlDeviceGetUUID(a, b, c);
            case DEVICE_GET_TEMPERATURE -> nvmlDeviceGetTemperature(a, b, c);
            case DEVICE_GET_CLOCK_INFO -> nvmlDeviceGetClockInfo(a, b, c);
            case DEVICE_GET_FIELD_VALUES -> nvmlDeviceGetFieldValues(a, b, c);
            case DEVICE_GET_COMPUTE_RUNNING_PROCESSES -> nvmlDeviceGetComputeRunningProcesses_v3(a, b, c);
            case DEVICE_GET_GRAPHICS_RUNNING_PROCESSES -> nvmlDeviceGetGraphicsRunningProcesses_v3(a, b, c);
            case DEVICE_GET_MIG_MODE -> nvmlDeviceGetMigMode(a, b, c);
            case DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX -> nvmlDeviceGetMigDeviceHandleByIndex(a, b, c);
            case DEVICE_REGISTER_EVENTS -> nvmlDeviceRegisterEvents(a, b, c);
            case EVENT_SET_WAIT -> nvmlEventSetWait_v2(a, b, c);
            case GPM_MIG_SAMPLE_GET -> nvmlGpmMigSampleGet(a, b, c);
            default -> throw function.miscalled();
        };
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c, long d) {
        if (!present.contains(function)) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        return switch (function) {
            case DEVICE_GET_TOTAL_ECC_ERRORS -> nvmlDeviceGetTotalEccErrors(a, b, c, d);
            default -> throw function.miscalled();
        };
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c, long d, long e, long f) {
        if (!present.contains(function)) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        return switch (function) {
            case DEVICE_GET_SAMPLES -> nvmlDeviceGetSamples(a, b, c, d, e, f);
            default -> throw function.miscalled();
        };
    }

    private static native int nvmlInit_v2();

    private static native int nvmlShutdown();

    private static native int nvmlSystemGetDriverVersion(long a, long b);

    private static native int nvmlSystemGetNVMLVersion(long a, long b);

    private static native int nvmlDeviceGetCount_v2(long a);

    private static native int nvmlDeviceGetHandleByIndex_v2(long a, long b);

    private static native int nvmlDeviceGetName(long a, long b, long c);

    private static native int nvmlDeviceGetUUID(long a, long b, long c);

    private static native int nvmlDeviceGetUtilizationRates(long a, long b);

    private static native int nvmlDeviceGetSamples(long a, long b, long c, long d, long e, long f);

    private static native int nvmlDeviceGetMemoryInfo(long a, long b);

    private static native int nvmlDeviceGetMemoryInfo_v2(long a, long b);

    private static native int nvmlDeviceGetTemperature(long a, long b, long c);

    private static native int nvmlDeviceGetTemperatureV(long a, long b);

    private static native int nvmlDeviceGetPowerUsage(long a, long b);

    private static native int nvmlDeviceGetEnforcedPowerLimit(long a, long b);

    private static native int nvmlDeviceGetTotalEnergyConsumption(long a, long b);

    private static native int nvmlDeviceGetClockInfo(long a, long b, long c);

    private static native int nvmlDeviceGetPerformanceState(long a, long b);

    private static native int nvmlDeviceGetTotalEccErrors(long a, long b, long c, long d);

    private static native int nvmlDeviceGetFieldValues(long a, long b, long c);

    private static native int nvmlDeviceGetComputeRunningProcesses_v3(long a, long b, long c);

    private static native int nvmlDeviceGetGraphicsRunningProcesses_v3(long a, long b, long c);

    private static native int nvmlDeviceGetMigMode(long a, long b, long c);

    private static native int nvmlDeviceGetMaxMigDeviceCount(long a, long b);

    private static native int nvmlDeviceGetMigDeviceHandleByIndex(long a, long b, long c);

    private static native int nvmlDeviceGetGpuInstanceId(long a, long b);

    private static native int nvmlEventSetCreate(long a);

    private static native int nvmlEventSetFree(long a);

    private static native int nvmlDeviceGetSupportedEventTypes(long a, long b);

    private static native int nvmlDeviceRegisterEvents(long a, long b, long c);

    private static native int nvmlEventSetWait_v2(long a, long b, long c);

    private static native int nvmlGpmQueryDeviceSupport(long a, long b);

    private static native int nvmlGpmSampleAlloc(long a);

    private static native int nvmlGpmSampleFree(long a);

    private static native int nvmlGpmSampleGet(long a, long b);

    private static native int nvmlGpmMigSampleGet(long a, long b, long c);

    private static native int nvmlGpmMetricsGet(long a);
}
