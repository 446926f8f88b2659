package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import java.util.List;
import java.util.Optional;

/** A provider that does what another does, but for what a test does otherwise. */
class ForwardingProvider implements MachineProvider {

    private final MachineProvider other;

    ForwardingProvider(MachineProvider other) {
        this.other = other;
    }

    @Override
    public String name() {
        return other.name();
    }

    @Override
    public ProviderCapabilities capabilities() {
        return other.capabilities();
    }

    @Override
    public Listing list() {
        return other.list();
    }

    @Override
    public Optional<Machine> read(MachineId id) {
        return other.read(id);
    }

    @Override
    public Witness witness(MachineId id) {
        return other.witness(id);
    }

    @Override
    public WakeRisk wakeRisk(MachineId id) {
        return other.wakeRisk(id);
    }

    @Override
    public ActionReceipt start(MachineId id) {
        return other.start(id);
    }

    @Override
    public ActionReceipt stop(MachineId id) {
        return other.stop(id);
    }

    @Override
    public ActionReceipt reboot(MachineId id) {
        return other.reboot(id);
    }

    @Override
    public ActionReceipt destroy(MachineId id) {
        return other.destroy(id);
    }

    @Override
    public List<Offer> searchOffers(OfferQuery query) {
        return other.searchOffers(query);
    }

    @Override
    public RentalReceipt rent(RentalRequest request) {
        return other.rent(request);
    }
}
