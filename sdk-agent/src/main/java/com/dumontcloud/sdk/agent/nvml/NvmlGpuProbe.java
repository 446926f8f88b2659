package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads NVIDIA GPUs through the driver's own library, NVML, which is opened once, with the first sample, and held.
 *
 * <p>A metric that a GPU does not give is absent, with the reason; a GPU that does not answer is lost, denied or in need of a
 * reset; none of that ever reads as 0 %. GPUs are told apart by UUID, and one that the driver once listed and no longer does is
 * lost. What fails is tried again after 1 to 10 minutes.
 *
 * <p>The list is empty only on a machine that certainly has no GPU: without a driver or its library, without a device of
 * NVIDIA's or AMD's driver in {@code /dev}, and without a GPU of either on the PCI bus. There nothing native is loaded.
 *
 * <p>Thread-safe. A call into the driver of a dying GPU can block for long and cannot be interrupted: samples asked for
 * meanwhile fail at once, and {@link #close()} does not wait for it.
 */
public final class NvmlGpuProbe implements GpuProbe {

    private static final Logger log = LoggerFactory.getLogger(NvmlGpuProbe.class);

    /** How long closing waits for the driver; it goes on without anybody waiting. */
    private static final long CLOSING_MILLIS = 1000;

    private final NvmlConnection connection;
    /** Held by whoever may call NVML, and handed to the thread that closes it. */
    private final Semaphore driver = new Semaphore(1);

    private volatile boolean closed;

    NvmlGpuProbe(Supplier<NvmlOpening> opener, Surroundings surroundings, LongSupplier nanoClock) {
        this.connection = new NvmlConnection(opener, surroundings, nanoClock);
    }

    /** Returns a probe of this machine, which opens nothing yet. Whoever makes it closes it. */
    public static NvmlGpuProbe create() {
        return create(System::nanoTime);
    }

    /**
     * Returns a probe of this machine, which opens nothing yet. Whoever makes it closes it.
     *
     * @param nanoClock gives nanoseconds since any origin, never going backwards
     */
    public static NvmlGpuProbe create(LongSupplier nanoClock) {
        return new NvmlGpuProbe(
                NvmlOpening::open, new Surroundings(Path.of("/")), Objects.requireNonNull(nanoClock, "nanoClock"));
    }

    /**
     * Looks at this machine once: opens NVML, lists the GPUs, and closes it again. May block for as long as the driver does.
     */
    public static NvmlStatus check() {
        try (NvmlGpuProbe probe = create()) {
            return probe.look();
        }
    }

    @Override
    public List<GpuReading> sample() {
        if (!driver.tryAcquire()) {
            throw new GpuUnreadableException(
                    GpuReading.State.UNKNOWN, "the driver has not answered the sample before yet");
        }
        try {
            return connection.sample();
        } finally {
            driver.release();
            if (closed && driver.tryAcquire()) {
                shutDown();
            }
        }
    }

    /** Returns what is known of the driver since the last sample, without asking it. */
    public NvmlStatus status() {
        return connection.status();
    }

    /**
     * Shuts NVML down, at once or when the call that hangs in the driver comes back. Returns within about a second. Samples fail
     * from then on. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        if (!driver.tryAcquire()) {
            return; // whoever is in the driver shuts it down when it comes back
        }
        if (!connection.isOpen()) {
            shutDown();
            return;
        }
        Thread closing = new Thread(this::shutDown, "dumont-nvml-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSING_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    NvmlStatus look() {
        try {
            sample();
        } catch (GpuUnreadableException unreadable) {
            log.debug("The GPUs cannot be read", unreadable);
        }
        return status();
    }

    private void shutDown() {
        try {
            connection.close();
        } finally {
            driver.release();
        }
    }
}
