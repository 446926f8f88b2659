package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.ManagedMachinePage;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.wire.MarketCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The machines of a control plane as a provider of machines, so that what is written for one runs on a control plane too.
 *
 * <p>A change is accepted once the control plane has it on record; like any command there it is given up should the machine's state
 * not allow it any more. A stop keeps what is on the disk wherever the machine stands, since the control plane does not let a disk
 * go without a snapshot. {@link #destroy} accepts that data are lost, as every provider's does.
 *
 * <p>Thread-safe; blocks as {@link MachinesApi} does.
 */
public final class DumontProvider implements MachineProvider {

    /** The name under which it shows its machines, whoever rents them out. */
    public static final String NAME = "dumont";

    /** What was rented shows at once; but a control plane that got no answer goes on to settle the rental for a while. */
    private static final Duration RENTAL_SHOWS_WITHIN = Duration.ofMinutes(3);

    private final MachinesApi machines;
    private final TimeSource time;
    private final ProviderCapabilities capabilities = ProviderCapabilities.builder()
            .rents(true)
            .interruptible(true)
            .labels(true)
            .rentalShowsWithin(RENTAL_SHOWS_WITHIN)
            .build();

    DumontProvider(MachinesApi machines, TimeSource time) {
        this.machines = machines;
        this.time = time;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProviderCapabilities capabilities() {
        return capabilities;
    }

    /** A list that changed between two of its pages is not complete. */
    @Override
    public Listing list() {
        Instant asOf = time.wall();
        Map<MachineId, Machine> listed = new LinkedHashMap<>();
        long total = -1;
        boolean same = true;
        ManagedMachinePage rows;
        int page = 1;
        do {
            rows = machines.page(null, page++, MachinesApi.MAX_PER_PAGE);
            same &= total == -1 || total == rows.position().total();
            total = rows.position().total();
            rows.machines().forEach(row -> listed.put(row.id(), shown(row)));
        } while (!rows.machines().isEmpty() && !rows.position().isLast());
        return new Listing(listed.values().stream().toList(), same && listed.size() == total, asOf);
    }

    @Override
    public Optional<Machine> read(MachineId id) {
        return find(id).map(DumontProvider::shown);
    }

    /** The control plane's word on whether the machine is used; unknown while it does not run. */
    @Override
    public Witness witness(MachineId id) {
        ManagedMachine machine = find(id).orElseThrow(() -> unknown(id));
        if (machine.state() != MachineState.RUNNING || machine.activity() == null) {
            return Witness.UNKNOWN;
        }
        return switch (machine.activity()) {
            case "active" -> Witness.BUSY;
            case "idle", "warned", "due" -> Witness.IDLE;
            default -> Witness.UNKNOWN;
        };
    }

    /** A control plane does not say. So that nobody parks machines beside it, no start is counted on. */
    @Override
    public WakeRisk wakeRisk(MachineId id) {
        return new WakeRisk(1, capabilities.startTimeout());
    }

    @Override
    public ActionReceipt start(MachineId id) {
        if (stateOf(id) == MachineState.RUNNING) {
            return ActionReceipt.accepted();
        }
        machines.wake(id);
        return ActionReceipt.accepted();
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        return park(id, machines::stop);
    }

    @Override
    public ActionReceipt hibernate(MachineId id) {
        return park(id, machines::hibernate);
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        machines.reboot(id);
        return ActionReceipt.accepted();
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        find(id).ifPresent(machine ->
                machines.destroyWithItsData(id, machine.machine().name()));
        return ActionReceipt.accepted();
    }

    /** Searches what the control plane's provider offers. Disks have {@value MarketCodec#SMALLEST_DISK_GB} GB at least. */
    @Override
    public List<Offer> searchOffers(OfferQuery query) {
        return machines.offers(withLargeDisk(query));
    }

    /**
     * Rents through the control plane, which claims the machine. Under one token it rents once; all the same {@link #findRented} tells
     * what became of a call whose answer was lost.
     */
    @Override
    public RentalReceipt rent(RentalRequest request) {
        Offer offer = request.offer();
        OfferQuery.Builder query = OfferQuery.builder()
                .gpuCount(offer.gpu().count())
                .diskGb(request.diskGb())
                .interruptible(offer.isInterruptible());
        if (offer.gpu().count() > 0) {
            query.gpuName(offer.gpu().name());
        }
        MachineOrder.Builder order = MachineOrder.builder(withLargeDisk(query.build()))
                .offerId(offer.id())
                .token(request.token())
                .name(request.name())
                .image(request.image())
                .bid(request.bid())
                .environment(request.environment())
                .onStart(request.onStart())
                .tcpPorts(request.tcpPorts());
        request.labels().forEach((name, value) -> {
            if (!name.equals(RENTAL_LABEL)) {
                order.label(new Label(name, value));
            }
        });
        return RentalReceipt.accepted(machines.create(order.build()).id());
    }

    @Override
    public ActionReceipt setLabel(MachineId id, Label label) {
        machines.setLabels(id, List.of(label));
        return ActionReceipt.accepted();
    }

    @Override
    public Optional<Credit> credit() {
        try {
            return Optional.of(machines.balance());
        } catch (ApiException failure) {
            if (Objects.equals(failure.code(), "no_balance")) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static OfferQuery withLargeDisk(OfferQuery query) {
        return query.diskGb() >= MarketCodec.SMALLEST_DISK_GB
                ? query
                : query.toBuilder().diskGb(MarketCodec.SMALLEST_DISK_GB).build();
    }

    private ActionReceipt park(MachineId id, Consumer<MachineId> ask) {
        MachineState state = stateOf(id);
        if (state != MachineState.STOPPED && state != MachineState.STOPPING) {
            ask.accept(id);
        }
        return ActionReceipt.accepted();
    }

    private MachineState stateOf(MachineId id) {
        return find(id).map(DumontProvider::shown)
                .orElseThrow(() -> unknown(id))
                .state();
    }

    /** Only the control plane's own word says that there is no such machine; any other 404 may come from whatever is between. */
    private Optional<ManagedMachine> find(MachineId id) {
        try {
            return Optional.of(machines.machine(id)).filter(machine -> machine.state() != MachineState.DELETED);
        } catch (ApiException failure) {
            if (Objects.equals(failure.code(), "unknown_instance")) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** A machine that is parked and at rest is stopped, by whatever name; one on its way there still costs what it did. */
    private static Machine shown(ManagedMachine row) {
        boolean moves = row.openOperation().isPresent();
        MachineState state = row.state() == MachineState.HIBERNATING
                ? (moves ? MachineState.STOPPING : MachineState.STOPPED)
                : row.state();
        return row.machine().toBuilder().provider(NAME).state(state).build();
    }

    private static DumontException unknown(MachineId id) {
        return new DumontException(Kind.NOT_FOUND, "the control plane knows no machine " + id);
    }
}
