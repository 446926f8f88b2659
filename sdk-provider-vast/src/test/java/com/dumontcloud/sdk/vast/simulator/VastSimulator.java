package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.simulation.StateChange;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private final Keys keys = new Keys();
    private final Pacing pacing;
    private final Map<Call, Integer> counts = new ConcurrentHashMap<>();
    private final Results results = new Results();
    private final Webhooks webhooks;
    private final MarketRoutes market = new MarketRoutes(this);
    private final InstanceRoutes instances = new InstanceRoutes(this);
    private final VolumeRoutes volumes = new VolumeRoutes(this);
    private final WorkRoutes work = new WorkRoutes(this);
    private final CopyRoutes copies = new CopyRoutes(this);
    private final SshKeys sshKeys = new SshKeys(this);
    private final Wallet wallet = new Wallet(this);
    private final Map<Long, VastMarketOffer> offers = new LinkedHashMap<>();
    private final Map<Long, Contract> contracts = new LinkedHashMap<>();
    private long nextId = 7_000_000;
    private Duration listLag = Duration.ZERO;

    private VastSimulator(SimulatedCloud cloud, TimeSource time, HttpServer server, long seed) {
        this.cloud = cloud;
        this.time = time;
        this.server = server;
        this.faults = new VastFaults(seed);
        this.pacing = new Pacing(time);
        this.webhooks = new Webhooks(time);
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
            server.createContext("/", new VastRoutes(simulator, simulator.routes()));
            server.createContext(Results.PATH, simulator.results);
            cloud.addListener(simulator::tell);
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

    /** Lets the host of a machine say until when he rents it out; nothing happens then but that the row says so. Default: he does not say. */
    public synchronized void hostLeaves(MachineId id, Instant end) {
        held(id).endsAt(end.getEpochSecond());
    }

    /** Returns the ids of every contract that is billed now. */
    public synchronized List<MachineId> billed() {
        return contracts().stream()
                .map(contract -> MachineId.of(Long.toString(contract.id())))
                .toList();
    }

    /** Returns the names of every volume, each of which is billed now. */
    public synchronized List<String> billedVolumes() {
        return volumes.all().values().stream().map(Volume::name).toList();
    }

    /** Returns a rental from behind the scenes. */
    public SimulatedMachine machine(MachineId id) {
        return cloud.machine(id);
    }

    /** Returns how many requests of a kind have come so far. */
    public int requests(Call call) {
        return counts.getOrDefault(call, 0);
    }

    /** Sets what was paid in, USD, from which everything billed so far is taken. Default: 25. */
    public synchronized void paidIn(BigDecimal usd) {
        wallet.paidIn(usd);
    }

    /** Returns what is left of the money; negative where disks were billed on. */
    public synchronized BigDecimal creditUsd() {
        return wallet.creditUsd();
    }

    /** Lets this key in for these scopes, and from now on none that was not added. Until then any key may do everything. */
    public void key(String key, Set<VastScope> scopes) {
        keys.add(key, scopes);
    }

    /** Turns away, from now on, who calls faster than Vast's reference allows, by the clock of the simulator. */
    public void enforceGaps() {
        pacing.enforce();
    }

    /** Lets searches return what no condition fits, as Vast does at times, or no more. */
    public synchronized void heedFilters(boolean heed) {
        market.heedFilters(heed);
    }

    /** Lets the container of a running machine end by itself; it is billed on. */
    public synchronized void crash(MachineId id) {
        held(id).crashed(true);
    }

    /** Lets the host of a machine on demand ask for another hourly price of its GPU, which its renter accepts or not. */
    public synchronized void askMore(MachineId id, double gpuUsdPerHour) {
        instances.askMore(held(id), gpuUsdPerHour);
    }

    /** Puts a file on the disk of a machine. */
    public synchronized void putFile(MachineId id, String path, long bytes) {
        held(id).files().put(path, bytes);
    }

    /** Returns the images that snapshots were pushed as, the oldest first. */
    public synchronized List<String> snapshots() {
        return work.snapshots();
    }

    /** Has events sent to somebody, signed with a secret; as the vendor's console does, but on loopback. */
    public void webhook(URI to, String secret) {
        webhooks.add(to, secret);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    void count(Call call) {
        counts.merge(call, 1, Integer::sum);
    }

    @Nullable
    Answer refusal(Request request, VastScope needed, Call call) {
        Answer refused = keys.refusal(request, needed);
        return refused != null ? refused : pacing.refusal(call);
    }

    /** Returns what can be rented now. */
    synchronized List<VastMarketOffer> free() {
        Set<VastMarketOffer> rented = contracts().stream().map(Contract::offer).collect(Collectors.toSet());
        return offers.values().stream().filter(offer -> !rented.contains(offer)).toList();
    }

    /** Returns the offers of volumes: one for each machine on the market, rented or not. */
    synchronized List<Map<String, @Nullable Object>> freeVolumes() {
        return offers.values().stream().map(VastMarketOffer::volumeRow).toList();
    }

    synchronized @Nullable VastMarketOffer offerOf(long id) {
        return offers.get(id);
    }

    synchronized Contract rent(VastMarketOffer offer, Contract.Terms terms) {
        long id = nextId++;
        Double bid = terms.bid();
        SimulatedMachine machine =
                cloud.rent(Machine.builder(MachineId.of(Long.toString(id)), cloud.name(), MachineState.STARTING)
                        .gpu(new GpuSpec(offer.gpuName(), 1, offer.gpuMemoryMb()))
                        .runningRate(rate(offer.usdPerHour(terms.diskGb(), bid)))
                        .parkedRate(rate(VastMarketOffer.storage(terms.diskGb())))
                        .build());
        Contract contract = new Contract(id, machine, offer, terms, time.wall().getEpochSecond());
        contract.keys().addAll(sshKeys.ofAccount());
        contracts.put(id, contract);
        wallet.watch();
        return contract;
    }

    /** Returns a contract that is not over. */
    synchronized @Nullable Contract contract(long id) {
        Contract contract = contracts.get(id);
        return contract == null || contract.isGone() ? null : contract;
    }

    /** Does something with a contract, if it is there. */
    Answer with(long id, Function<Contract, Answer> change) {
        Contract held = contract(id);
        return held == null ? Answer.noSuchInstance() : change.apply(held);
    }

    /** Returns the contracts that are not over. */
    synchronized List<Contract> contracts() {
        return contracts.values().stream()
                .filter(contract -> !contract.isGone())
                .toList();
    }

    synchronized List<Contract> everyContract() {
        return List.copyOf(contracts.values());
    }

    /** Returns the contracts that a list shows. */
    synchronized List<Contract> listed() {
        long youngest = time.wall().minus(listLag).getEpochSecond();
        return contracts().stream()
                .filter(contract -> listLag.isZero() || contract.startedAt() <= youngest)
                .toList();
    }

    /** Leaves a text in the store, and returns its address. */
    String leave(String text) {
        return url() + results.leave(text);
    }

    SimulatedCloud cloud() {
        return cloud;
    }

    TimeSource time() {
        return time;
    }

    Wallet wallet() {
        return wallet;
    }

    VolumeRoutes volumes() {
        return volumes;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    private List<Route> routes() {
        return Stream.of(
                        instances.routes(),
                        market.routes(),
                        volumes.routes(),
                        work.routes(),
                        copies.routes(),
                        sshKeys.routes(),
                        wallet.routes())
                .flatMap(List::stream)
                .toList();
    }

    private Contract held(MachineId id) {
        Contract held = contract(Long.parseLong(id.value()));
        if (held == null) {
            throw new IllegalArgumentException("no machine " + id + " is rented now");
        }
        return held;
    }

    private void tell(StateChange change) {
        String event = switch (change.to()) {
            case RUNNING -> "instance:started";
            case STOPPED -> "outbid".equals(change.reason()) ? "client:outbid" : "instance:stopped";
            case DELETED -> "instance:deleted";
            case FAILED -> "instance:offline";
            default -> "";
        };
        if (!event.isEmpty()) {
            webhooks.tell(event, Map.of("instance_id", change.machine().value()));
        }
    }

    private static HourlyRate rate(double usd) {
        return new HourlyRate(BigDecimal.valueOf(usd));
    }
}
