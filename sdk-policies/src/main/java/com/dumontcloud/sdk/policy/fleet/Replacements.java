package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hands of the {@link OperationRunner} where a machine is replaced: searches and rents once, looks for what was rented, and
 * gives back what never came up. It decides nothing and remembers nothing. Thread-safe; every call may block.
 */
final class Replacements {

    private static final Logger log = LoggerFactory.getLogger(Replacements.class);

    private static final Set<String> OWN_LABELS = Set.of(MachineProvider.LEASE_LABEL, MachineProvider.RENTAL_LABEL);

    private final MachineProvider provider;
    private final FailoverStrategy strategy;
    private final Fleet fleet;

    Replacements(MachineProvider provider, FailoverStrategy strategy, Fleet fleet) {
        this.provider = provider;
        this.strategy = strategy;
        this.fleet = fleet;
    }

    /** Keeps the machine down at its provider, and rents another one by this token, once. */
    RentalReceipt rent(MachineCondition failed, String token) {
        RentalRequest request;
        try {
            Offer offer = search(failed)
                    .orElseThrow(() -> new DumontException(
                            Kind.UNAVAILABLE,
                            "nothing that fits, where it may be and at what it may cost, is offered"));
            request = request(failed.profile(), offer, token);
        } catch (DumontException refused) {
            return new RentalReceipt(
                    ActionReceipt.Outcome.REFUSED, null, refused.kind(), String.valueOf(refused.getMessage()));
        }
        keepDown(failed.id());
        log.info("Machine {}: {} takes its place", failed.id(), request);
        return RentalReceipt.of(() -> provider.rent(request));
    }

    /** Returns the cheapest offer in the most wanted region that has any. */
    Optional<Offer> search(MachineCondition failed) {
        Failover failover = failed.settings().base().failover();
        HourlyRate most = failover.maxRate() == null ? failed.profile().runningRate() : failover.maxRate();
        if (most == null) {
            throw new DumontException(
                    Kind.INVALID_REQUEST, "what it may cost is not known; set the rate of its failover");
        }
        OfferQuery wanted = strategy.query(failed.profile());
        HourlyRate limit = wanted.maxRate() == null || wanted.maxRate().compareTo(most) > 0 ? most : wanted.maxRate();
        OfferQuery anywhere = wanted.toBuilder().maxRate(limit).build();
        if (failover.regions().isEmpty()) {
            return provider.searchOffers(anywhere).stream().findFirst();
        }
        for (String region : failover.regions()) {
            List<Offer> offers =
                    provider.searchOffers(anywhere.toBuilder().regions(region).build());
            if (!offers.isEmpty()) {
                return Optional.of(offers.get(0));
            }
        }
        return Optional.empty();
    }

    private RentalRequest request(MachineProfile failed, Offer offer, String token) {
        RentalRequest.Builder rental = RentalRequest.builder(offer, token)
                .diskGb(strategy.query(failed).diskGb());
        failed.labels().forEach((name, value) -> {
            if (!OWN_LABELS.contains(name)) {
                label(name, value).ifPresent(rental::label);
            }
        });
        return strategy.setUp(failed, rental).build();
    }

    /** Not every provider's labels can be written back as one of ours; what cannot is left out. */
    private static Optional<Label> label(String name, String value) {
        try {
            return Optional.of(new Label(name, value));
        } catch (IllegalArgumentException otherwiseWritten) {
            log.warn("A replacement does not carry the label {}: {}", name, otherwiseWritten.getMessage());
            return Optional.empty();
        }
    }

    /**
     * A machine that is off stays off; one that cannot be reached is fenced by our own books alone, and is looked after. So is one whose
     * disk a stop would lose.
     */
    void keepDown(MachineId machine) {
        if (!provider.capabilities().keepsDisk()) {
            log.warn("Machine {}: not kept down, since a stop would lose its disk", machine);
            return;
        }
        fleet.requireLease();
        ActionReceipt receipt = ActionReceipt.of(() -> provider.stop(machine));
        log.info("Machine {}: kept down, {} {}", machine, receipt.outcome(), receipt.detail());
    }

    /** Reads what became of it. */
    void read(MachineId failed, Effect.ReadReplacement asked) {
        String operation = asked.operation().id();
        MachineId machine = asked.machine();
        if (machine == null || fleet.condition(machine).isEmpty()) {
            Optional<Machine> found = provider.findRented(asked.token());
            if (found.isEmpty()) {
                fleet.tell(
                        failed,
                        new Event.ReplacementMissed(
                                operation, provider.capabilities().rentalShowsWithin()));
                return;
            }
            machine = found.get().id();
            fleet.adopt(found.get());
        }
        seen(failed, operation, machine);
    }

    /** What a read of it alone lacks may only not show yet; that it is gone whole lists tell. */
    private void seen(MachineId failed, String operation, MachineId machine) {
        long asked = fleet.mono();
        provider.read(machine).ifPresent(shown -> fleet.readAlone(machine, Optional.of(shown), asked));
        MachineCondition now = fleet.condition(machine).orElse(null);
        if (now != null) {
            boolean leaving = now.operation().filter(Operation::releases).isPresent();
            fleet.tell(
                    failed,
                    new Event.ReplacementSeen(
                            operation,
                            machine,
                            now.shownState(),
                            now.wasUsed(),
                            now.liveness().isReporting(),
                            leaving));
        }
    }

    /** Whoever enabled the failover said that what never ran is given back; one that runs by now is not. */
    void discard(MachineId failed, MachineId machine) {
        if (fleet.condition(machine).isEmpty()) {
            provider.read(machine).ifPresent(fleet::adopt);
        }
        if (fleet.condition(machine).isPresent()) {
            DataLoss accepted = DataLoss.ofUnused("the failover of machine " + failed);
            fleet.bring(machine, new Event.Commanded(Operation.Kind.DESTROY, accepted));
        }
    }
}
