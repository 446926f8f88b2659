package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Machines: renting, listing, power, labels, prices, destroying. Guarded by its simulator. */
final class InstanceRoutes {

    private static final Answer QUEUED = new Answer(
            200,
            "{\"success\":false,\"error\":\"resources_unavailable\",\"msg\":\"Required resources are currently"
                    + " unavailable, state change queued.\"}");
    private static final int ROWS_PER_PAGE = 25;
    private static final int LONGEST_LABEL = 1024;
    private static final int SMALLEST_DISK = 8;

    private final VastSimulator vast;
    private final Map<Long, Increase> increases = new LinkedHashMap<>();
    private long nextIncrease = 1;

    InstanceRoutes(VastSimulator vast) {
        this.vast = vast;
    }

    List<Route> routes() {
        String one = "/api/v0/instances/(\\d+)/";
        String several = "/api/v0/instances/";
        VastScope read = VastScope.INSTANCE_READ;
        VastScope write = VastScope.INSTANCE_WRITE;
        return List.of(
                Route.of("PUT", "/api/v0/asks/(\\d+)/", Call.CREATE, write, this::create),
                Route.of("GET", "/api/v1/instances/", Call.LIST, read, (request, path) -> list(request)),
                Route.of(
                        "GET",
                        several,
                        Call.LIST,
                        read,
                        (request, path) -> Answer.refused(410, "deprecated_endpoint", "Use /api/v1/instances/.")),
                Route.of("GET", one, Call.SHOW, read, (request, path) -> show(Request.id(path))),
                Route.of(
                        "PUT",
                        one,
                        InstanceRoutes::managed,
                        write,
                        (request, path) -> manage(request, List.of(Request.id(path)))),
                Route.of(
                        "PUT",
                        several,
                        InstanceRoutes::managed,
                        write,
                        (request, path) -> manage(request, ids(request, "ids"))),
                Route.of(
                        "DELETE",
                        one,
                        Call.DESTROY,
                        write,
                        (request, path) -> each(List.of(Request.id(path)), this::destroy)),
                Route.of(
                        "DELETE",
                        several,
                        Call.DESTROY,
                        write,
                        (request, path) -> each(ids(request, "instance_ids"), this::destroy)),
                Route.of(
                        "PUT",
                        several + "reboot/(\\d+)/",
                        Call.REBOOT,
                        write,
                        (request, path) -> vast.with(Request.id(path), this::reboot)),
                Route.of(
                        "PUT",
                        several + "recycle/(\\d+)/",
                        Call.OTHER,
                        write,
                        (request, path) -> vast.with(Request.id(path), held -> {
                            held.files().clear();
                            return reboot(held);
                        })),
                Route.of(
                        "PUT",
                        several + "bid_price/(\\d+)/",
                        Call.BID,
                        write,
                        (request, path) -> vast.with(Request.id(path), held -> bid(held, request))),
                Route.of(
                        "GET",
                        several + "pending-price-increases/",
                        Call.OTHER,
                        read,
                        (request, path) -> Answer.of(Map.of(
                                "pending_price_increases",
                                increases.values().stream().map(Increase::row).toList()))),
                Route.of("PUT", several + "(accept|reject)-price-increase/", Call.OTHER, write, this::decide));
    }

    /** Lets the host of a machine ask for a higher price. */
    void askMore(Contract held, double gpuUsdPerHour) {
        long id = nextIncrease++;
        increases.put(id, new Increase(id, held, held.gpuUsdPerHour(), gpuUsdPerHour));
    }

    private static Call managed(Request request) {
        JsonObject body = request.body();
        return body.has("label") ? Call.LABEL : "running".equals(body.text("state")) ? Call.START : Call.STOP;
    }

    private Answer create(Request request, Matcher path) {
        Answer poor = vast.wallet().refusal();
        if (poor != null) {
            return poor;
        }
        VastMarketOffer offer = vast.offerOf(Request.id(path));
        JsonObject body = request.body();
        Double bid = body.number("price");
        if (offer == null || !vast.free().contains(offer)) {
            return Answer.refused(
                    410, "no_such_ask", "Instance type by id " + Request.id(path) + " is no longer available.");
        }
        if (bid != null && bid < offer.minBid()) {
            return Answer.refused(400, "invalid_price", "The bid is below " + offer.minBid() + ".");
        }
        JsonObject mounted = body.object("volume_info");
        Volume volume = mounted == null ? null : volume(mounted, offer);
        if (mounted != null && volume == null) {
            return Answer.invalid("The volume is not on the machine of this offer.");
        }
        Contract held = vast.rent(
                offer,
                new Contract.Terms(
                        Objects.requireNonNullElse(body.text("image"), "of a template"),
                        Math.max(SMALLEST_DISK, request.number("disk", 10)),
                        body.text("label"),
                        bid,
                        Objects.requireNonNullElse(body.text("runtype"), "ssh"),
                        body.text("onstart"),
                        environment(body.object("env")),
                        volume));
        return Answer.done("new_contract", held.id());
    }

    private @Nullable Volume volume(JsonObject asked, VastMarketOffer offer) {
        long id = Objects.requireNonNull(asked.whole("volume_id"), "volume_id");
        if (Boolean.TRUE.equals(asked.flag("create_new"))) {
            VastMarketOffer itsOffer = vast.offerOf(id);
            Long size = asked.whole("size");
            return itsOffer == null || size == null || itsOffer.hostMachineId() != offer.hostMachineId()
                    ? null
                    : vast.volumes().make(id, size, null);
        }
        Volume volume = vast.volumes().find(id);
        return volume == null || volume.hostMachineId() != offer.hostMachineId() ? null : volume;
    }

    private static List<List<String>> environment(@Nullable JsonObject asked) {
        List<List<String>> pairs = new ArrayList<>();
        if (asked != null) {
            asked.names().forEach(name -> pairs.add(List.of(name, String.valueOf(asked.text(name)))));
        }
        return pairs;
    }

    private Answer list(Request request) {
        String filters = request.query().getOrDefault("select_filters", "{}");
        JsonObject conditions = JsonObject.parse(filters.getBytes(StandardCharsets.UTF_8));
        long after = Long.parseLong(request.query().getOrDefault("after_token", "0"));
        List<Contract> all = vast.listed().stream()
                .filter(held -> isListed(conditions, held))
                .toList();
        List<Contract> page = all.stream()
                .filter(held -> held.id() > after)
                .limit(ROWS_PER_PAGE)
                .toList();
        boolean last = page.isEmpty()
                || page.get(page.size() - 1).id() == all.get(all.size() - 1).id();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("success", true);
        answer.put("instances_found", page.size());
        answer.put("total_instances", all.size());
        answer.put("label_counts", Map.of());
        answer.put(
                "next_token",
                last ? null : String.valueOf(page.get(page.size() - 1).id()));
        answer.put("instances", page.stream().map(InstanceRoutes::listedRow).toList());
        return Answer.of(answer);
    }

    private static boolean isListed(JsonObject conditions, Contract held) {
        JsonObject ids = conditions.object("id");
        JsonObject label = conditions.object("label");
        return (ids == null || ids.texts("in").contains(String.valueOf(held.id())))
                && (label == null || Objects.equals(label.text("eq"), held.row().get("label")));
    }

    /** Volumes stand in lists alone, as seen live. */
    private static Map<String, @Nullable Object> listedRow(Contract held) {
        Map<String, @Nullable Object> row = held.row();
        Volume volume = held.terms().volume();
        row.put("volume_info", volume == null ? null : List.of(Map.of("id", volume.id(), "name", volume.name())));
        return row;
    }

    private Answer show(long id) {
        Contract held = vast.contract(id);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("instances", held == null ? null : held.row());
        return Answer.of(answer);
    }

    private Answer manage(Request request, List<Long> ids) {
        JsonObject body = request.body();
        if (body.has("label")) {
            String label = Objects.requireNonNull(body.text("label"));
            return label.length() > LONGEST_LABEL
                    ? Answer.refused(400, "label_too_long", "The label is too long.")
                    : each(ids, held -> {
                        held.label(label);
                        return Answer.DONE;
                    });
        }
        String state = request.text("state");
        if (state.equals("running")) {
            return each(ids, this::start);
        }
        return state.equals("stopped") ? each(ids, this::stop) : Answer.invalid("state must be running or stopped");
    }

    /** Does it to each; the first that is not there spoils it for those behind it. */
    private Answer each(List<Long> ids, Function<Contract, Answer> change) {
        Answer said = Answer.DONE;
        for (long id : ids) {
            said = vast.with(id, change);
            if (said.status() != 200) {
                return said;
            }
        }
        return said;
    }

    private Answer start(Contract held) {
        Answer poor = vast.wallet().refusal();
        if (poor != null) {
            return poor;
        }
        ActionReceipt receipt = vast.cloud().start(machine(held));
        held.queued(receipt.outcome() == Outcome.QUEUED);
        held.crashed(false);
        return receipt.outcome() == Outcome.ACCEPTED ? Answer.DONE : QUEUED;
    }

    private Answer stop(Contract held) {
        held.queued(false);
        held.crashed(false);
        vast.cloud().stop(machine(held));
        return Answer.DONE;
    }

    private Answer reboot(Contract held) {
        vast.cloud().reboot(machine(held));
        held.crashed(false);
        return Answer.DONE;
    }

    private Answer destroy(Contract held) {
        Volume volume = held.terms().volume();
        if (volume != null) {
            vast.volumes().release(volume);
        }
        vast.cloud().destroy(machine(held));
        return Answer.DONE;
    }

    private Answer bid(Contract held, Request request) {
        double price = request.number("price", 0);
        if (!held.isBid() || price < 0.001 || price > 32) {
            return Answer.refused(400, "invalid_price", "No such bid for this instance.");
        }
        held.bid(price);
        reprice(held);
        return Answer.DONE;
    }

    private Answer decide(Request request, Matcher path) {
        Increase increase = increases.remove((long) request.number("pending_price_increase_id", 0));
        if (increase == null) {
            return Answer.refused(404, "not_found", "No such price increase.");
        }
        if (path.group(1).equals("accept")) {
            increase.held().raiseTo(increase.to());
            reprice(increase.held());
        }
        return Answer.DONE;
    }

    private static void reprice(Contract held) {
        held.machine().runningRate(new HourlyRate(BigDecimal.valueOf(held.usdPerHour())));
    }

    private static MachineId machine(Contract held) {
        return MachineId.of(Long.toString(held.id()));
    }

    private static List<Long> ids(Request request, String name) {
        return request.body().texts(name).stream().map(Long::valueOf).toList();
    }

    /** A higher price that waits for an answer. */
    private record Increase(long id, Contract held, double from, double to) {

        private static final double SECONDS_PER_HOUR = 3600;

        Map<String, Object> row() {
            return Map.of(
                    "pending_price_increase_id",
                    id,
                    "contract_id",
                    held.id(),
                    "old_gpu_costpersec",
                    from / SECONDS_PER_HOUR,
                    "new_gpu_costpersec",
                    to / SECONDS_PER_HOUR);
        }
    }
}
