package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The account's money: it runs down by what is billed. When it is used up every machine loses its GPU at once, nothing can be
 * rented or started, and disks bill on. Guarded by its simulator.
 */
final class Wallet {

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final BigDecimal LOW = BigDecimal.ONE;

    private final VastSimulator vast;
    private BigDecimal paidIn = BigDecimal.valueOf(25);
    private boolean warned;
    private boolean watching;

    Wallet(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "GET",
                        "/api/v0/users/current/?",
                        Call.ACCOUNT,
                        VastScope.USER_READ,
                        (request, path) -> account()),
                Route.of(
                        "GET",
                        "/api/v0/charges/",
                        Call.OTHER,
                        VastScope.BILLING_READ,
                        (request, path) -> charges(request)));
    }

    void paidIn(BigDecimal usd) {
        paidIn = usd;
        warned = false;
        settle();
    }

    BigDecimal creditUsd() {
        return paidIn.subtract(vast.cloud().billedUsd())
                .subtract(BigDecimal.valueOf(vast.volumes().billedUsd()));
    }

    /** Returns how a request for a GPU is turned away; null where there is money. */
    @Nullable
    Answer refusal() {
        settle();
        return creditUsd().signum() > 0
                ? null
                : Answer.refused(400, "insufficient_credit", "Your account lacks credit; see the billing page.");
    }

    /** Looks at the money every minute from now on, for as long as something is billed. */
    void watch() {
        if (!watching) {
            watching = true;
            vast.time().schedule(BETWEEN_LOOKS, this::look);
        }
    }

    private void look() {
        synchronized (vast) {
            watching = false;
            settle();
            if (!vast.contracts().isEmpty() || vast.volumes().any()) {
                watch();
            }
        }
    }

    private void settle() {
        BigDecimal credit = creditUsd();
        if (credit.compareTo(LOW) < 0 && !warned) {
            warned = true;
            vast.webhooks().tell("client:low_credit", Map.of("credit", credit));
        }
        if (credit.signum() <= 0) {
            vast.contracts().stream()
                    .filter(Wallet::holdsGpu)
                    .forEach(held -> held.machine().preempt("stopped: the account has no credit"));
        }
    }

    private static boolean holdsGpu(Contract held) {
        MachineState state = held.machine().state();
        return state == MachineState.STARTING || state == MachineState.RUNNING;
    }

    private Answer account() {
        Map<String, @Nullable Object> account = new LinkedHashMap<>();
        account.put("id", 1);
        account.put("credit", creditUsd());
        account.put("balance", 0);
        account.put("balance_threshold", LOW);
        account.put("api_key", "the-key-that-was-sent");
        return Answer.of(account);
    }

    /** One row for each machine and volume, in pages. */
    private Answer charges(Request request) {
        String filters = request.query().get("select_filters");
        if (filters == null || !filters.contains("\"day\"")) {
            return Answer.invalid("select_filters: day is required");
        }
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        vast.everyContract().forEach(held -> all.add(charge(held)));
        vast.volumes().all().values().forEach(volume -> all.add(charge(volume)));
        int from = Integer.parseInt(request.query().getOrDefault("after_token", "0"));
        int to = Math.min(all.size(), from + Integer.parseInt(request.query().getOrDefault("limit", "25")));
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("results", all.subList(from, to));
        page.put("count", to - from);
        page.put("total", all.size());
        page.put("next_token", to < all.size() ? String.valueOf(to) : null);
        return Answer.of(page);
    }

    private Map<String, @Nullable Object> charge(Contract held) {
        double hours = held.machine()
                        .billedRunning()
                        .plus(held.machine().billedParked())
                        .toNanos()
                / 3_600e9;
        double disk = VastMarketOffer.storage(held.terms().diskGb()) * hours;
        double all = held.machine().billedUsd().doubleValue();
        return charge(
                "instance",
                "instance-" + held.id(),
                held.startedAt(),
                all,
                List.of(item("gpu", all - disk), item("disk", disk)));
    }

    private Map<String, @Nullable Object> charge(Volume volume) {
        double usd = volume.billedUsd(vast.time().mono());
        Instant since = vast.time().wall().minusNanos(vast.time().mono() - volume.since());
        return charge("volume", "volume-" + volume.id(), since.getEpochSecond(), usd, List.of(item("disk", usd)));
    }

    private Map<String, @Nullable Object> charge(
            String type, String source, long start, double usd, List<Map<String, Object>> items) {
        Map<String, @Nullable Object> charge = new LinkedHashMap<>();
        charge.put("start", start);
        charge.put("end", vast.time().wall().getEpochSecond());
        charge.put("type", type);
        charge.put("source", source);
        charge.put("amount", rounded(usd));
        charge.put("items", items);
        return charge;
    }

    private static Map<String, Object> item(String type, double usd) {
        return Map.of("type", type, "amount", rounded(usd), "description", type + " charge");
    }

    private static BigDecimal rounded(double usd) {
        return BigDecimal.valueOf(usd).setScale(3, RoundingMode.HALF_UP);
    }
}
