package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Diagnosis.Case;
import com.dumontcloud.sdk.core.model.Diagnosis.Check;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A machine does not start: is there credit, are there machines like it elsewhere, and what is left to ask others. */
final class StartChecks {

    private static final String BALANCE = "balance";
    private static final String REGION = "region";
    private static final String SUPPORT = "support";

    private final FleetMonitor monitor;
    private final MachineCondition machine;
    private final boolean isUp;

    StartChecks(FleetMonitor monitor, MachineReport report) {
        this.monitor = monitor;
        this.machine = report.condition();
        this.isUp = machine.shownState() == MachineState.RUNNING;
    }

    /** Asks the provider, and waits for it. */
    Case all() {
        return new Case("does_not_start", List.of(balance(), region(), support()));
    }

    private Check balance() {
        Optional<Credit> credit;
        try {
            credit = monitor.credit();
        } catch (DumontException unreadable) {
            return unknownBalance("the provider did not say what is left: " + unreadable.getMessage());
        }
        if (credit.isEmpty()) {
            return unknownBalance("the provider does not tell what is left to spend");
        }
        BigDecimal left = credit.get().usd();
        HourlyRate rate = machine.profile().runningRate();
        String said = InstanceViews.usd(left).toPlainString() + " USD are left";
        if (left.signum() <= 0) {
            return Check.problem(BALANCE, said, "Add credit at the provider, and start the machine again");
        }
        if (!isUp && rate != null && left.compareTo(rate.usdPerHour()) < 0) {
            return Check.problem(
                    BALANCE,
                    said + ", less than an hour of this machine costs",
                    "Add credit at the provider; many start nothing that they would have to stop at once");
        }
        return Check.ok(BALANCE, said);
    }

    private static Check unknownBalance(String text) {
        return Check.unknown(BALANCE, text, "Look at your account at the provider");
    }

    private Check region() {
        if (isUp) {
            return Check.ok(REGION, "it runs where it is");
        }
        GpuSpec gpu = machine.profile().gpu();
        if (gpu == null || !machine.profile().isManaged()) {
            return unknownRegion("what it is made of, or who rents it out, is not known");
        }
        try {
            OfferQuery.Builder like = OfferQuery.builder().gpuCount(gpu.count());
            return region(monitor.searchOffers((gpu.count() > 0 ? like.gpuName(gpu.name()) : like).build()));
        } catch (DumontException unreadable) {
            return unknownRegion("the provider could not be searched: " + unreadable.getMessage());
        }
    }

    private Check region(List<Offer> offers) {
        GpuSpec gpu = Objects.requireNonNull(machine.profile().gpu());
        String like = gpu.count() == 0 ? "no GPU" : gpu.count() + " x " + gpu.name();
        if (offers.isEmpty()) {
            return Check.problem(
                    REGION,
                    "nothing like it (" + like + ") can be rented anywhere now",
                    "Try another GPU, or wait until somebody gives one back");
        }
        String regions = offers.stream()
                .map(offer -> Objects.requireNonNullElse(offer.region(), "a region that is not named"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new Check(
                REGION,
                Check.OK,
                offers.size() + " like it (" + like + ") can be rented in " + regions,
                "Rent one there if this one still does not start: GET /api/v1/offers lists them");
    }

    private static Check unknownRegion(String text) {
        return Check.unknown(REGION, text, "Search the provider's offers in another region");
    }

    private Check support() {
        MachineProfile profile = machine.profile();
        Optional<Reason> pending = machine.pending();
        boolean isBroken = machine.shownState() == MachineState.FAILED
                || machine.brokenDown().isPresent();
        if (!isBroken) {
            return Check.ok(SUPPORT, "it is " + machine.shownState().text() + ", which is no failure");
        }
        return Check.problem(
                SUPPORT,
                "it failed" + pending.map(reason -> ": " + reason.text()).orElse(""),
                "If neither credit nor another region helps, give the provider's support the machine's id, "
                        + profile.id());
    }
}
