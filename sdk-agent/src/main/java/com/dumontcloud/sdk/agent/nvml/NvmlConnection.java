package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens NVML with the first sample and holds it, since each opening can cost a second and power; begins again, with growing
 * pauses, what ended. For one thread at a time, except for {@link #status()}.
 */
final class NvmlConnection {

    private static final Logger log = LoggerFactory.getLogger(NvmlGpuProbe.class);

    private final Supplier<NvmlOpening> opener;
    private final Surroundings surroundings;
    private final LongSupplier nanoClock;
    private final KnownGpus known = new KnownGpus();
    private final Diagnosis diagnosis;
    private final Retry connecting;
    private final Retry mending;

    private @Nullable NvmlLibrary nvml;
    private @Nullable Scratch scratch;
    private @Nullable NvmlSession session;
    private volatile NvmlStatus status =
            NvmlStatus.of(NvmlStatus.State.NOT_OPENED, "not read yet", null, GpuReading.State.UNKNOWN, null);

    NvmlConnection(Supplier<NvmlOpening> opener, Surroundings surroundings, LongSupplier nanoClock) {
        this.opener = opener;
        this.surroundings = surroundings;
        this.nanoClock = nanoClock;
        this.diagnosis = new Diagnosis(surroundings, known);
        this.connecting = new Retry(nanoClock);
        this.mending = new Retry(nanoClock);
    }

    NvmlStatus status() {
        return status;
    }

    /** Returns whether NVML is initialised. */
    boolean isOpen() {
        return session != null;
    }

    /**
     * Reads every GPU once; none when it is certain that there is none.
     *
     * @throws GpuUnreadableException if none can be read
     */
    List<GpuReading> sample() {
        List<GpuReading> readings = null;
        try {
            readings = read();
        } catch (NvmlEndedException ended) {
            failed(ended);
        } catch (RuntimeException | LinkageError failure) {
            log.warn("Reading NVIDIA GPUs failed; it is tried again in a minute or more", failure);
            end();
            connecting.failed();
            status = diagnosis.of(failure, describe());
        }
        if (readings == null && status.state() != NvmlStatus.State.NO_GPU) {
            throw new GpuUnreadableException(status.gpuState(), status.toString());
        }
        return readings == null ? List.of() : readings;
    }

    /** Shuts NVML down. What failed is not tried again afterwards. */
    void close() {
        end();
        connecting.gaveUp();
        status = NvmlStatus.of(
                NvmlStatus.State.CLOSED, "the probe is closed", null, GpuReading.State.UNKNOWN, describe());
    }

    /** Returns null when there is no session, and it is not time to begin one or none can be begun. */
    private @Nullable List<GpuReading> read() {
        if (session != null && mending.isNeeded() && mending.isDue()) {
            end(); // a lost GPU may answer again after that; nothing less helps
        }
        NvmlSession open = session == null ? begin() : session;
        try {
            return open == null ? null : noted(open.sample());
        } catch (NvmlEndedException ended) {
            if (ended.code() != NvmlCode.UNINITIALIZED) {
                throw ended;
            }
            end();
            open = begin(); // once; if it happens again, that is what is said
            return open == null ? null : noted(open.sample());
        }
    }

    private @Nullable NvmlSession begin() {
        NvmlLibrary library = connecting.isDue() ? library() : null;
        if (library == null) {
            return null;
        }
        if (scratch == null) {
            scratch = new Scratch(library);
        }
        NvmlSession begun = NvmlSession.begin(library, scratch, nanoClock, surroundings.seesAllProcesses(), known);
        session = begun;
        connecting.succeeded();
        status = NvmlStatus.ready(begun, library.describe());
        return begun;
    }

    private @Nullable NvmlLibrary library() {
        if (nvml != null) {
            return nvml;
        }
        NvmlOpening opening = opener.get();
        nvml = opening.library();
        NvmlTrouble trouble = opening.trouble();
        if (trouble != null) {
            status = diagnosis.of(trouble);
            if (trouble.kind() == NvmlTrouble.Kind.NATIVE_ACCESS_DENIED) {
                connecting.gaveUp();
            } else {
                connecting.failed();
            }
        }
        return nvml;
    }

    private List<GpuReading> noted(List<GpuReading> readings) {
        known.read(readings);
        boolean down = false;
        for (GpuReading reading : readings) {
            down |= isDown(reading);
        }
        if (!down) {
            mending.succeeded();
        } else if (!mending.isNeeded() || mending.isDue()) {
            mending.failed();
        }
        return readings;
    }

    /** What other states say, another initialisation would not change. */
    private static boolean isDown(GpuReading reading) {
        return reading.state() == GpuReading.State.LOST || reading.state() == GpuReading.State.RESET_REQUIRED;
    }

    private void failed(NvmlEndedException ended) {
        end();
        if (ended.code() == NvmlCode.LIB_RM_VERSION_MISMATCH) {
            connecting.gaveUp(); // the library stays mapped for the life of this process
        } else {
            connecting.failed();
        }
        status = diagnosis.of(ended.code(), String.valueOf(describe()));
    }

    private void end() {
        NvmlSession ended = session;
        session = null;
        if (ended == null) {
            return;
        }
        try {
            ended.end();
        } catch (RuntimeException | LinkageError failure) {
            log.warn("Shutting NVML down failed", failure);
        }
    }

    private @Nullable String describe() {
        return nvml == null ? null : nvml.describe();
    }
}
