package com.dumontcloud.sdk.agent.nvml;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * NVML through the foreign function interface of Java 22. Thread-safe.
 *
 * <p>There is one handle for each list of C types, in a constant that the compiler sees through; its first argument is the
 * function to call. A pointer is passed as a number, which is the same to the processor and allocates nothing. The handles are
 * plain ones: those that Java offers for short functions hold off the garbage collector of the host program, and a call to a
 * dying GPU can take minutes.
 */
final class FfmNvmlLibrary implements NvmlLibrary {

    private static final MethodHandle NONE = handle("");
    private static final MethodHandle P = handle("P");
    private static final MethodHandle PP = handle("PP");
    private static final MethodHandle IP = handle("IP");
    private static final MethodHandle PI = handle("PI");
    private static final MethodHandle PPP = handle("PPP");
    private static final MethodHandle PIP = handle("PIP");
    private static final MethodHandle PPI = handle("PPI");
    private static final MethodHandle PIIP = handle("PIIP");
    private static final MethodHandle PILPPP = handle("PILPPP");

    private final Path file;
    private final Map<NvmlFunction, MemorySegment> addresses;

    private FfmNvmlLibrary(Path file, Map<NvmlFunction, MemorySegment> addresses) {
        this.file = file;
        this.addresses = addresses;
    }

    /**
     * Looks up every function.
     *
     * @param file where the library was mapped from
     * @param library the library, which must never be unmapped
     * @throws NvmlUnavailableException if it is not NVML
     */
    static FfmNvmlLibrary of(Path file, SymbolLookup library) throws NvmlUnavailableException {
        Map<NvmlFunction, MemorySegment> addresses = new EnumMap<>(NvmlFunction.class);
        for (NvmlFunction function : NvmlFunction.values()) {
            library.find(function.symbol()).ifPresent(address -> addresses.put(function, address));
        }
        if (!addresses.containsKey(NvmlFunction.INIT)) {
            throw new NvmlUnavailableException(NvmlTrouble.notNvml(file));
        }
        return new FfmNvmlLibrary(file, addresses);
    }

    @Override
    public long address(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct.duplicate().clear()).address();
    }

    @Override
    public String describe() {
        return "Java " + Runtime.version().feature() + ", " + file;
    }

    @Override
    public int call(NvmlFunction function) {
        MemorySegment address = addresses.get(function);
        if (address == null) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        try {
            return switch (function.shape()) {
                case 0b1 -> (int) NONE.invokeExact(address);
                default -> throw function.miscalled();
            };
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    @Override
    public int call(NvmlFunction function, long a) {
        MemorySegment address = addresses.get(function);
        if (address == null) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        try {
            return switch (function.shape()) {
                case 0b1_0 -> (int) P.invokeExact(address, a);
                default -> throw function.miscalled();
            };
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    @Override
    public int call(NvmlFunction function, long a, long b) {
        MemorySegment address = addresses.get(function);
        if (address == null) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        try {
            return switch (function.shape()) {
                case 0b1_00 -> (int) PP.invokeExact(address, a, b);
                case 0b1_10 -> (int) IP.invokeExact(address, (int) a, b);
                case 0b1_01 -> (int) PI.invokeExact(address, a, (int) b);
                default -> throw function.miscalled();
            };
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c) {
        MemorySegment address = addresses.get(function);
        if (address == null) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        try {
            return switch (function.shape()) {
                case 0b1_000 -> (int) PPP.invokeExact(address, a, b, c);
                case 0b1_010 -> (int) PIP.invokeExact(address, a, (int) b, c);
                case 0b1_001 -> (int) PPI.invokeExact(address, a, b, (int) c);
                default -> throw function.miscalled();
            };
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c, long d) {
        MemorySegment address = addresses.get(function);
        if (address == null) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        try {
            return switch (function.shape()) {
                case 0b1_0110 -> (int) PIIP.invokeExact(address, a, (int) b, (int) c, d);
                default -> throw function.miscalled();
            };
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c, long d, long e, long f) {
        MemorySegment address = addresses.get(function);
        if (address == null) {
            return NvmlCode.FUNCTION_NOT_FOUND;
        }
        try {
            return switch (function.shape()) {
                case 0b1_010000 -> (int) PILPPP.invokeExact(address, a, (int) b, c, d, e, f);
                default -> throw function.miscalled();
            };
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    /** A call throws nothing of itself; its handle only says that it may throw everything. */
    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }

    @SuppressWarnings("restricted") // NvmlBinding has made sure that it is allowed
    private static MethodHandle handle(String parameters) {
        MemoryLayout[] layouts = parameters
                .chars()
                .mapToObj(type -> type == 'I' ? (MemoryLayout) ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG)
                .toArray(MemoryLayout[]::new);
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts));
    }
}
