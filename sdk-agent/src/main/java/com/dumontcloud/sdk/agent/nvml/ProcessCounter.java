package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import java.util.Arrays;

/**
 * Counts the processes that have a context on a device. Only their number is ever used: inside a container the pids are those
 * of the host or made up, so that none of them may be looked up, let alone be signalled. Not thread-safe.
 */
final class ProcessCounter {

    private static final int COUNT = 0;
    private static final int ENTRIES = 16;

    /** Entries have 24 bytes; some drivers write 32 and say nothing of it. */
    private static final int ENTRY = 24;

    private static final int ROOM_PER_ENTRY = 32;

    private static final int HEADROOM = 8;
    private static final int MOST_ENTRIES = 16_384;
    private static final int TRIES = 4;

    /** What a driver allocates for itself on a device that nobody uses stays well below, a program's context above. */
    private static final double MOST_WITHOUT_PROCESS_MIB = 64;

    private final Scratch scratch;
    private final boolean entriesAreReliable;
    private final boolean seesAllProcesses;
    private int room = 16;
    private int[] pids = new int[32];
    private int known;
    private int unnamed;

    ProcessCounter(Scratch scratch, DriverVersion driver, boolean seesAllProcesses) {
        this.scratch = scratch;
        this.entriesAreReliable = !driver.mayWidenProcessEntries();
        this.seesAllProcesses = seesAllProcesses;
    }

    /** Counts once. Returns the code; if it is success, {@link #count()} holds until the next time. */
    int read(DeviceCalls device) {
        known = 0;
        unnamed = 0;
        int code = list(device, NvmlFunction.DEVICE_GET_COMPUTE_RUNNING_PROCESSES);
        if (code != NvmlCode.SUCCESS) {
            return code;
        }
        code = list(device, NvmlFunction.DEVICE_GET_GRAPHICS_RUNNING_PROCESSES);
        boolean noGraphics = code == NvmlCode.NOT_SUPPORTED || code == NvmlCode.FUNCTION_NOT_FOUND;
        return noGraphics ? NvmlCode.SUCCESS : code;
    }

    /** Returns how many there are. One that computes and draws counts once, where that can be told. */
    int count() {
        Arrays.sort(pids, 0, known);
        int distinct = 0;
        for (int i = 0; i < known; i++) {
            if (i == 0 || pids[i] != pids[i - 1]) {
                distinct++;
            }
        }
        return distinct + unnamed;
    }

    /**
     * Returns whether the list may be empty only because the driver shows a container no processes of others: none are there
     * and yet memory is, or may be, in use.
     */
    boolean isHiding(MemoryReader memory) {
        boolean unused = memory.isPlausible()
                && memory.basis() == MemoryBasis.ALLOCATED
                && memory.usedMib() < MOST_WITHOUT_PROCESS_MIB;
        return !seesAllProcesses && count() == 0 && !unused;
    }

    private int list(DeviceCalls device, NvmlFunction function) {
        int code = NvmlCode.INSUFFICIENT_SIZE;
        for (int i = 0; i < TRIES && code == NvmlCode.INSUFFICIENT_SIZE; i++) {
            scratch.blank(ENTRIES + room * ROOM_PER_ENTRY);
            scratch.int32(COUNT, room);
            code = device.call(function, scratch.at(COUNT), scratch.at(ENTRIES));
            long needed = Integer.toUnsignedLong(scratch.int32(COUNT));
            if (code == NvmlCode.INSUFFICIENT_SIZE) {
                // Whoever starts a process meanwhile should not cost us another try.
                room = (int) Math.min(MOST_ENTRIES, Math.max(needed, room) + HEADROOM);
            }
        }
        return code == NvmlCode.SUCCESS ? take(Integer.toUnsignedLong(scratch.int32(COUNT))) : code;
    }

    private int take(long entries) {
        if (entries > room) {
            return NvmlCode.NO_DATA; // more than there was room for: nothing of it was written, or not all
        }
        if (!entriesAreReliable) {
            unnamed += (int) entries;
            return NvmlCode.SUCCESS;
        }
        pids = known + entries > pids.length ? Arrays.copyOf(pids, 2 * (known + (int) entries)) : pids;
        for (int i = 0; i < entries; i++) {
            int pid = scratch.int32(ENTRIES + i * ENTRY);
            if (pid == -1) {
                return NvmlCode.NO_DATA; // announced and not written
            }
            if (pid == 0) { // names no process, so two of them cannot be told apart
                unnamed++;
            } else {
                pids[known++] = pid;
            }
        }
        return NvmlCode.SUCCESS;
    }
}
