package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the machine this JVM runs on to a control plane, until it is closed.
 *
 * <pre>{@code
 * try (var reporter = HeartbeatReporter.start(ReporterOptions.fromEnvironment(System.getenv()))) {
 *     try (var busy = reporter.busy("epoch 3")) {
 *         train();
 *     }
 * }
 * }</pre>
 *
 * <p>A heartbeat goes out at once and then after each interval that the control plane tells (5 to 300 s, jittered by 10 %), one
 * at a time, on daemon threads. It carries what the GPUs and the host did since the last one that was counted, the program's
 * own word, and the results of commands. Nothing that a server, a probe, a listener or a handler does ends the reporting: what
 * fails is said in the log and left out or tried again, less often while it lasts, and nothing piles up.
 *
 * <p>Thread-safe.
 */
public final class HeartbeatReporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    /** One for each thing that may hang without holding up the others: heartbeat, GPUs, host, people, listener. */
    private static final int THREADS = 5;

    /** How long the first heartbeat waits for the probes' first answers. */
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(1);

    private final ReporterOptions options;
    private final ReporterRef reporter;
    private final TimeSource time;
    private final @Nullable SystemTime ownTime;
    private final HeartbeatSink sink;
    private final @Nullable HttpHeartbeatSink ownSink;
    private final MachineWatch machine;
    private final BusyBoard busy;
    private final CommandThreads commandThreads = new CommandThreads();
    private final CommandMemory commandMemory;
    private final CommandDesk commands;
    private final Notices notices;
    private final Pace pace;
    private final Beat beat;
    private final BeatLoop loop;
    private final @Nullable DeadManWatch deadMan;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private HeartbeatReporter(ReporterOptions options) {
        this.options = options;
        if (options.timeSource == null) {
            this.ownTime = SystemTime.create("dumont-heartbeat", THREADS);
            this.time = ownTime;
        } else {
            this.ownTime = null;
            this.time = options.timeSource;
        }
        if (options.sink == null) {
            this.ownSink = HttpHeartbeatSink.builder(
                            Objects.requireNonNull(options.apiUrl), Objects.requireNonNull(options.apiToken))
                    .allowPlainHttp(options.allowPlainHttp)
                    .dialect(options.dialect)
                    .build();
            this.sink = ownSink;
        } else {
            this.ownSink = null;
            this.sink = options.sink;
        }
        RandomGenerator random = options.random == null ? new SplittableRandom() : options.random;
        String startId = new UUID(random.nextLong(), random.nextLong()).toString();
        String name = options.reporterId;
        String id = name == null ? ReporterOptions.UNNAMED + "-" + startId.substring(0, 8) : name;
        this.reporter = new ReporterRef(id, options.reporterKind, startId);

        this.pace = new Pace(options.initialInterval);
        this.notices = new Notices(options.listener, time);
        this.busy = new BusyBoard(time);
        this.commandMemory = new CommandMemory(time, options);
        Executor threads = options.timeSource == null ? commandThreads : CommandThreads.on(time);
        Runnable beatSoon = this::beatSoon;
        this.commands = new CommandDesk(time, options.handlers, commandMemory, threads, notices, beatSoon);
        this.machine = new MachineWatch(options, time, pace, busy, beatSoon);
        Assembler assembler = new Assembler(options, time, reporter, machine, busy, commands);
        this.deadMan = options.deadMan == null
                ? null
                : new DeadManWatch(time, options.deadMan, machine.idle()::idleFor, threads, notices, this::tryContact);
        this.beat = new Beat(assembler, sink, pace, commands, notices, time, deadMan, random);
        this.loop = new BeatLoop(time, beat);
    }

    /** Starts to report. Returns at once; the first heartbeat follows within about a second. */
    public static HeartbeatReporter start(ReporterOptions options) {
        HeartbeatReporter started = new HeartbeatReporter(Objects.requireNonNull(options, "options"));
        log.info("Started: {}", options);
        if (started.ownSink != null) {
            started.time.schedule(Duration.ZERO, started.ownSink::prepare);
        }
        started.loop.start(PATIENCE_AT_START);
        started.machine.start();
        started.commands.start();
        if (started.deadMan != null) {
            started.deadMan.start();
        }
        return started;
    }

    /**
     * Says that the program works, until the scope is closed; the next heartbeat carries it. Cheap enough for every step of a
     * loop. After the reporter is closed it has no effect.
     *
     * @param label what it works on, for people; cut after 200 characters
     */
    public BusyScope busy(String label) {
        return busy.open(label);
    }

    /** Returns by which name and in which run this reporter speaks. */
    public ReporterRef reporter() {
        return reporter;
    }

    /** Returns how the reporting fares. Cheap; holds up nothing. */
    public ReporterStatus status() {
        return beat.status();
    }

    /**
     * Ends the reporting and says in a last heartbeat that this reporter was stopped: what the machine does is not known from
     * then on, so it will be watched for silence. Where no heartbeat was sent yet, none is.
     *
     * <p>Returns when all is done, at the latest after the shutdown timeout in real time, also while a heartbeat hangs; a
     * second call waits for the first and says nothing. May be called from any thread.
     */
    @Override
    public void close() {
        shutDown(Goodbye.STOPPED);
    }

    /**
     * Ends the reporting and says in a last heartbeat that the program's work is done: if no other reporter of the machine
     * speaks, it may be parked soon. Otherwise like {@link #close()}, which does nothing afterwards.
     */
    public void finish() {
        shutDown(Goodbye.FINISHED);
    }

    @Override
    public String toString() {
        return options + (closing.get() ? ", closed" : "");
    }

    private void tryContact() {
        loop.soon();
    }

    /** Not while heartbeats fail: the control plane is away, or asked to be left alone. */
    private void beatSoon() {
        if (pace.failuresInARow() == 0) {
            loop.soon();
        }
    }

    private void shutDown(Goodbye goodbye) {
        if (!closing.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        loop.stop();
        machine.stop();
        commands.stop();
        if (deadMan != null) {
            deadMan.stop();
        }
        // Threads of their own, since the last heartbeat or a driver may hang and the caller must not.
        long deadline = System.nanoTime() + options.shutdownTimeout.toNanos();
        Thread driver = startDaemon(machine::close, "dumont-gpu-close");
        Thread last = startDaemon(() -> sayGoodbye(goodbye), "dumont-heartbeat-goodbye");
        try {
            awaitEnd(last, deadline);
            awaitEnd(driver, deadline);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            if (ownSink != null) {
                ownSink.close();
            }
            if (ownTime != null) {
                ownTime.close();
            }
            commandThreads.stop();
            last.interrupt();
            closed.countDown();
            log.info("Stopped: {}", options);
        }
    }

    private static Thread startDaemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitEnd(Thread thread, long deadline) throws InterruptedException {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
    }

    private void sayGoodbye(Goodbye goodbye) {
        try {
            // Who stops without having said anything needs no goodbye, and its program no wait for one.
            if (loop.awaitQuiet(options.shutdownTimeout) && (beat.hasSpoken() || goodbye == Goodbye.FINISHED)) {
                beat.send(goodbye);
                notices.deliver();
            }
            commandMemory.close();
        } catch (InterruptedException outOfTime) {
            log.debug("No goodbye, a heartbeat still hangs", outOfTime);
        }
    }

    private void awaitClosed() {
        try {
            if (!closed.await(options.shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("Another thread still closes {}", options);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
