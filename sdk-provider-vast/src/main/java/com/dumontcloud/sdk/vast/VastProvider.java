package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Machines of Vast.ai.
 *
 * <p>Thread-safe: create one for an account and share it. Calls block, keep the vendor's gaps between calls, and end within the
 * call time-out of the options for each request they make. A list is made once for everybody who asks within 5 s; {@link #read}
 * and {@link #findRented} never take it from there.
 *
 * <p><b>Money.</b> A stopped machine goes on costing its disk, until it is destroyed. What loads costs its disk and its traffic;
 * what the host has lost costs nothing: {@link Machine#billedRate} says so.
 * {@link #stop} gives the GPU up, perhaps for good: {@link #wakeRisk} says how likely. A
 * start that Vast refuses it also queues; it is taken back, unless the options say otherwise.
 *
 * <p><b>Labels.</b> They are kept in the one label that a machine has at Vast, behind its name and {@code dumont:}. So is the
 * mark of a machine that {@link #hibernate} parked, and of an interruptible one that {@link #stop} stopped: without it, it would
 * look outbid.
 *
 * <p><b>What Vast cannot do</b>: keep a GPU for a stopped machine, tell whether a start will succeed or why a machine stopped,
 * change a disk's size, run a command, or hibernate with memory.
 */
public final class VastProvider implements MachineProvider, AutoCloseable {

    /** The name of this provider. */
    public static final String NAME = "vast";

    private final VastOptions options;
    private final VastClient client;
    private final TimeSource time;
    private final VastMemory memory;
    private final VastMachines machines;
    private final VastListCache lists;
    private final VastRows rows;
    private final VastPower power;
    private final VastRenting renting;
    private final VastWakeRisks risks;
    private final VastCredits credits;
    private final ProviderCapabilities capabilities;

    private VastProvider(VastOptions options, VastClient client) {
        this.options = options;
        this.client = client;
        this.time = client.time();
        this.memory = new VastMemory(time);
        this.machines = new VastMachines(NAME, options, memory);
        this.lists = new VastListCache(client.instances()::list, time, options.listMaxAge());
        this.rows = new VastRows(client.instances(), time);
        this.power = new VastPower(options, client.instances(), rows, memory, time);
        this.renting = new VastRenting(client);
        this.risks = new VastWakeRisks(client.offers(), memory, time);
        this.credits = new VastCredits(client.account(), client.volumes());
        this.capabilities = ProviderCapabilities.builder()
                .keepsDisk(true)
                .reboots(true)
                .rents(true)
                .interruptible(true)
                .labels(true)
                .startTimeout(Duration.ofMinutes(30))
                .rentalShowsWithin(options.creationGrace())
                .build();
    }

    /** Returns a provider of the account that the options' key belongs to. Opens no connection yet. */
    public static VastProvider create(VastOptions options) {
        return new VastProvider(options, VastClient.create(options));
    }

    /** Returns the API in Vast's own terms, under the same gaps; closing this provider closes it. */
    public VastClient client() {
        return client;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProviderCapabilities capabilities() {
        return capabilities;
    }

    /** Returns every machine of the account, at most as old as the options say. Fails as a whole where a page fails. */
    @Override
    public Listing list() {
        return listing(lists.get());
    }

    /**
     * Reads one machine now. Two answers have to agree that there is none: the one about this machine, and a list. One that was rented a
     * moment ago is there, and starting, though Vast may not show it yet.
     */
    @Override
    public Optional<Machine> read(MachineId id) {
        Optional<Machine> found = rows.find(id).map(machines::machine).filter(VastProvider::isThere);
        if (found.isEmpty() && memory.wasCreatedWithin(id, options.creationGrace())) {
            return Optional.of(Machine.builder(id, NAME, MachineState.STARTING)
                    .stateReason("rented a moment ago; Vast does not show it yet")
                    .build());
        }
        return found;
    }

    /**
     * Says what Vast knows of a machine's use. It reports the utilisation of the GPUs late and not always: {@code IDLE} takes readings that are low
     * without a gap for a minute or more.
     */
    @Override
    public Witness witness(MachineId id) {
        VastInstance row = rows.require(id);
        Machine machine = machines.machine(row);
        if ("offline".equals(row.actualStatus())) {
            return Witness.DEAD;
        }
        return machine.state() == MachineState.RUNNING ? memory.witness(id) : Witness.UNKNOWN;
    }

    /**
     * Estimates what waking it takes, from the offers of its host now, where it is stopped, and from the starts seen before. Where its host's
     * contract has ended a start is refused for certain.
     */
    @Override
    public WakeRisk wakeRisk(MachineId id) {
        return risks.of(rows.require(id));
    }

    /** Starts a machine: {@code REFUSED} where no GPU is free and the queued start was taken back, {@code QUEUED} where it was not. */
    @Override
    public ActionReceipt start(MachineId id) {
        return changing(() -> power.start(id));
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        return changing(() -> power.stop(id));
    }

    /**
     * Stops a machine and marks it as parked, so that it reads {@code HIBERNATING} in every process until it is started. Its
     * memory is lost: have its programs save first. The mark is set before the stop, and where it fails the machine is stopped all the
     * same: it reads {@code STOPPED} then, or outbid if it is interruptible.
     */
    @Override
    public ActionReceipt hibernate(MachineId id) {
        return changing(() -> power.hibernate(id));
    }

    /**
     * Gets an interruptible machine that was outbid running again: raises its bid, then starts it. The bid stays raised where the
     * start is refused. Vast's documents disagree whether it is meant for each GPU or for all of them: the price is read after it, the
     * machine is never bid for beyond what is said here, and it is not started where the price is another.
     *
     * @param bid for the whole machine, its disk not included, 32 USD/h at most for each GPU; {@link VastInstance#minBidUsdPerHour} is what would hold it now
     * @throws DumontException {@link Kind#INVALID_ANSWER} where Vast does not show what is bid
     */
    public ActionReceipt resume(MachineId id, HourlyRate bid) {
        return changing(() -> power.resume(id, bid));
    }

    /**
     * Returns a watch over the interruptible machines of the account, which asks Vast nothing before it is started.
     *
     * @param bidAtMost up to which hourly bid for the whole machine, its disk not included, an outbid one is bid for again; absent to
     *     leave it
     */
    public VastSpotWatch watchSpot(VastSpotWatch.Listener listener, @Nullable HourlyRate bidAtMost) {
        return new VastSpotWatch(
                this,
                () -> lists.get().listing(),
                rows::find,
                (id, change) -> changing(() -> power.relabel(id, change)),
                time,
                listener,
                bidAtMost);
    }

    /**
     * Returns a watch over until when the hosts of the account's machines rent them out, which asks Vast nothing before it is started.
     *
     * @param ahead how long before the end it is told, 0 or more; a machine that is rented later is told of at once
     */
    public VastContractWatch watchContracts(VastContractWatch.Listener listener, Duration ahead) {
        return new VastContractWatch(() -> lists.get().listing(), time, listener, ahead);
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        return changing(() -> power.reboot(id));
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        return changing(() -> power.destroy(id));
    }

    /** Stops several machines, in requests of 64, and singly where one of them is refused. */
    @Override
    public Map<MachineId, ActionReceipt> stopAll(Collection<MachineId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : changing(() -> power.stopAll(ids, () -> lists.fresh().listing()));
    }

    /**
     * Gives several machines back for good, their disks included, in requests of 64 and singly where one of them is refused.
     *
     * @return a receipt for each id, in the order given; they are gone once a complete list lacks them
     */
    @Override
    public Map<MachineId, ActionReceipt> destroyAll(Collection<MachineId> ids) {
        return ids.isEmpty() ? Map.of() : changing(() -> power.destroyAll(ids));
    }

    /**
     * Searches offers, of verified hosts only. Each 64 of the query's limit cost a request, 6 s apart; of more than 1,000 those are returned
     * that are the cheapest. Regions are countries by their two letters (ISO 3166), or one of these:
     *
     * <table>
     *   <caption>Regions, and the countries that they stand for</caption>
     *   <tr><td>{@code US}</td><td>US</td></tr>
     *   <tr><td>{@code EU}</td><td>AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK</td></tr>
     *   <tr><td>{@code Asia}</td><td>AE CN HK ID IL IN JP KR KZ MY PH SA SG TH TR TW VN</td></tr>
     * </table>
     */
    @Override
    public List<Offer> searchOffers(OfferQuery query) {
        return renting.search(query);
    }

    /**
     * Rents a machine. Images {@code pytorch}, which is also the default, and {@code tensorflow} are those makers' latest; disks
     * have 8 GB at least. A rental that fails and leaves a machine behind destroys it.
     */
    @Override
    public RentalReceipt rent(RentalRequest request) {
        return changing(() -> {
            MachineId id = renting.rent(request);
            memory.created(id);
            return RentalReceipt.accepted(id);
        });
    }

    @Override
    public Optional<Machine> findRented(String token, Set<MachineId> givenBack) {
        Listing listing = listing(lists.fresh());
        Optional<Machine> found = listing.machines().stream()
                .filter(machine -> token.equals(machine.labels().get(RENTAL_LABEL)))
                .filter(machine -> !givenBack.contains(machine.id()))
                .findFirst();
        if (found.isEmpty() && !listing.complete()) {
            throw new DumontException(
                    Kind.INVALID_ANSWER, "search of rental " + token + ": the list is not complete; list again");
        }
        return found;
    }

    @Override
    public ActionReceipt setLabel(MachineId id, Label label) {
        return changing(() -> power.relabel(id, before -> before.with(label)));
    }

    /**
     * Returns what the account has left, and what its machines and volumes burn now; the machines by a list at most as old as the options
     * say.
     */
    @Override
    public Optional<Credit> credit() {
        return Optional.of(credits.read(lists.get().listing()));
    }

    /** Refuses further calls. Returns at once; idempotent. */
    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "machines of " + client;
    }

    private Listing listing(VastListCache.Listed listed) {
        VastListing all = listed.listing();
        if (all.complete()) {
            memory.keepOnly(
                    all.instances().stream().map(VastInstance::id).collect(Collectors.toSet()),
                    options.creationGrace());
        }
        List<Machine> there = all.instances().stream()
                .map(machines::machine)
                .filter(VastProvider::isThere)
                .toList();
        return new Listing(there, all.complete(), listed.asOf());
    }

    private static boolean isThere(Machine machine) {
        return machine.state() != MachineState.DELETED;
    }

    /** Makes a call that changes something, whatever comes of it. */
    private <T> T changing(Supplier<T> change) {
        try {
            return change.get();
        } finally {
            lists.changed();
        }
    }
}
