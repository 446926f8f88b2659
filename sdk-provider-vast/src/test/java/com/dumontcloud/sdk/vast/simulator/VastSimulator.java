package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Vast.ai on loopback: its HTTP routes, in its own words, over a {@link SimulatedCloud} that keeps state, time and money.
 *
 * <p>Point {@code VAST_URL} at {@link #url()}, with any key: {@code VastProvider} and Vast's own command line take it for Vast.
 * {@link #faults()} makes requests fail in every way that Vast does. What machines do beyond requests is the cloud's matter.
 * Thread-safe; its threads are daemons.
 */
public final class VastSimulator implements AutoCloseable {

    static {
        // Else every answer on a connection that is kept waits 40 ms for the client's acknowledgement. Read once by the
        // JDK.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private static final int THREADS = 8;

    private final SimulatedCloud cloud;
    private final TimeSource time;
    private final HttpServer server;
    private final ExecutorService threads;
    private final VastFaults faults;
    private final Map<Long, VastMarketOffer> offers = new LinkedHashMap<>();
    private final Map<Long, Contract> contracts = new LinkedHashMap<>();
    private long nextId = 7_000_000;
    private Duration listLag = Duration.ZERO;

    private VastSimulator(SimulatedCloud cloud, TimeSource time, HttpServer server, long seed) {
        this.cloud = cloud;
        this.time = time;
        this.server = server;
        this.faults = new VastFaults(seed);
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "dumont-vast-simulator");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts a simulator with an empty account and an empty market on a free port of the loopback interface. */
    public static VastSimulator start(SimulatedCloud cloud, TimeSource time, long seed) {
        return start(cloud, time, seed, 0);
    }

    /**
     * Starts a simulator with an empty account and an empty market on the loopback interface.
     *
     * @param port 1 to 65535, or 0 for a free one
     * @throws UncheckedIOException if the port is taken
     */
    public static VastSimulator start(SimulatedCloud cloud, TimeSource time, long seed, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            VastSimulator simulator = new VastSimulator(cloud, time, server, seed);
            server.createContext("/", new VastRoutes(simulator));
            server.setExecutor(simulator.threads);
            server.start();
            return simulator;
        } catch (IOException broken) {
            throw new UncheckedIOException("port " + port + " of the loopback interface is not free", broken);
        }
    }

    /** Returns the address to point clients at. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the script of faults. */
    public VastFaults faults() {
        return faults;
    }

    /** Puts a machine on the market, for one renter at a time. */
    public synchronized void offer(VastMarketOffer offer) {
        offers.put(offer.id(), offer);
    }

    /** Lets lists lack what was rented less than this long ago. Default: zero. */
    public synchronized void listLag(Duration lag) {
        listLag = lag;
    }

    /** Returns the ids of every contract that is billed now. */
    public synchronized List<MachineId> billed() {
        return contracts.values().stream()
                .filter(contract -> !contract.isGone())
                .map(contract -> MachineId.of(Long.toString(contract.id())))
                .toList();
    }

    /** Returns a rental from behind the scenes. */
    public SimulatedMachine machine(MachineId id) {
        return cloud.machine(id);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    synchronized List<Map<String, @Nullable Object>> market(double diskGb, boolean byBid) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (VastMarketOffer offer : offers.values()) {
            if (contracts.values().stream()
                    .noneMatch(held -> !held.isGone() && held.offer().id() == offer.id())) {
                rows.add(offer.row(diskGb, byBid));
            }
        }
        return rows;
    }

    /** Rents; absent where the offer is gone. */
    synchronized @Nullable Contract rent(long offerId, double diskGb, @Nullable String label, @Nullable Double bid) {
        VastMarketOffer offer = offers.get(offerId);
        boolean taken = contracts.values().stream()
                .anyMatch(held -> !held.isGone() && held.offer().id() == offerId);
        if (offer == null || taken) {
            return null;
        }
        long id = nextId++;
        SimulatedMachine machine =
                cloud.rent(Machine.builder(MachineId.of(Long.toString(id)), cloud.name(), MachineState.STARTING)
                        .gpu(new GpuSpec(offer.gpuName(), 1, offer.gpuMemoryMb()))
                        .runningRate(rate(offer.usdPerHour(diskGb, bid)))
                        .parkedRate(rate(VastMarketOffer.storage(diskGb)))
                        .build());
        Contract contract =
                new Contract(id, machine, offer, diskGb, label, bid, time.wall().getEpochSecond());
        contracts.put(id, contract);
        return contract;
    }

    /** Returns a contract that is not over. */
    synchronized @Nullable Contract contract(long id) {
        Contract contract = contracts.get(id);
        return contract == null || contract.isGone() ? null : contract;
    }

    /** Returns the contracts that a list shows. */
    synchronized List<Contract> listed() {
        long youngest = time.wall().minus(listLag).getEpochSecond();
        return contracts.values().stream()
                .filter(contract -> !contract.isGone())
                .filter(contract -> listLag.isZero() || contract.startedAt() <= youngest)
                .toList();
    }

    SimulatedCloud cloud() {
        return cloud;
    }

    private static HourlyRate rate(double usd) {
        return new HourlyRate(BigDecimal.valueOf(usd));
    }
}
