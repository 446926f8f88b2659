package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers requests as Vast does, unless a fault gets in between. */
final class VastRoutes implements HttpHandler {

    private static final Pattern INSTANCE = Pattern.compile("/api/v0/instances/(?:(reboot|bid_price)/)?(\\d+)/");
    private static final Pattern ASK = Pattern.compile("/api/v0/asks/(\\d+)/");
    private static final Pattern IDS = Pattern.compile("\\d+");
    private static final String DONE = "{\"success\":true}";
    private static final String QUEUED = "{\"success\":false,\"error\":\"resources_unavailable\",\"msg\":\"Required"
            + " resources are currently unavailable, state change queued.\"}";
    private static final int ROWS_PER_PAGE = 25;

    private final VastSimulator vast;

    VastRoutes(VastSimulator vast) {
        this.vast = vast;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonObject body = JsonObject.parse((sent.isEmpty() ? "{}" : sent).getBytes(StandardCharsets.UTF_8));
        String path = exchange.getRequestURI().getPath();
        Call call = call(exchange.getRequestMethod(), path, body);
        VastFault fault = vast.faults().draw(call);
        if (fault == null) {
            send(exchange, answer(exchange, path, call, body, sent));
            return;
        }
        Answer effect = fault.isAfterEffect() ? answer(exchange, path, call, body, sent) : new Answer(0, "");
        if (fault.isDrop()) {
            exchange.close();
        } else if (!fault.isHang()) {
            send(exchange, new Answer(fault.status(), fault.body().replace("%s", contractIn(effect))));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String contractIn(Answer answer) {
        Matcher id = IDS.matcher(answer.body());
        return id.find() ? id.group() : "null";
    }

    private static Call call(String method, String path, JsonObject body) {
        if (path.equals("/api/v1/instances/")) {
            return Call.LIST;
        }
        if (path.equals("/api/v0/bundles/")) {
            return Call.SEARCH;
        }
        if (ASK.matcher(path).matches()) {
            return Call.CREATE;
        }
        if (path.equals("/api/v0/users/current")) {
            return Call.ACCOUNT;
        }
        Matcher instance = INSTANCE.matcher(path);
        boolean several = path.equals("/api/v0/instances/");
        if (!several && !instance.matches()) {
            return Call.OTHER;
        }
        if (method.equals("GET")) {
            return Call.SHOW;
        }
        if (method.equals("DELETE")) {
            return Call.DESTROY;
        }
        String verb = several ? null : instance.group(1);
        if (verb != null) {
            return verb.equals("reboot") ? Call.REBOOT : Call.BID;
        }
        return body.has("label") ? Call.LABEL : "running".equals(body.text("state")) ? Call.START : Call.STOP;
    }

    private Answer answer(HttpExchange exchange, String path, Call call, JsonObject body, String sent) {
        try {
            return switch (call) {
                case LIST -> list(query(exchange));
                case SEARCH -> search(body);
                case CREATE -> create(path, body);
                case ACCOUNT -> new Answer(200, "{\"credit\":25.0,\"balance\":0.0}");
                case SHOW -> show(id(path));
                case DESTROY -> each(path, sent, this::destroy);
                case START -> each(path, sent, this::start);
                case STOP -> each(path, sent, this::stop);
                case LABEL ->
                    each(path, sent, held -> {
                        held.label(body.text("label"));
                        return DONE;
                    });
                case REBOOT ->
                    each(path, sent, held -> {
                        vast.cloud().reboot(machine(held));
                        return DONE;
                    });
                case BID ->
                    each(path, sent, held -> {
                        held.bid(number(body, "price", 0));
                        return DONE;
                    });
                case OTHER -> new Answer(404, "{\"success\":false,\"error\":\"unknown_route\"}");
            };
        } catch (DumontException refused) {
            return new Answer(400, "{\"success\":false,\"error\":\"invalid_args\",\"msg\":\"" + refused.kind() + "\"}");
        }
    }

    private Answer list(Map<String, String> query) {
        String filters = query.getOrDefault("select_filters", "");
        long after = Long.parseLong(query.getOrDefault("after_token", "0"));
        List<Contract> all = vast.listed().stream()
                .filter(held -> filters.isEmpty()
                        || IDS.matcher(filters)
                                .results()
                                .anyMatch(id -> id.group().equals(Long.toString(held.id()))))
                .toList();
        List<Contract> page = all.stream()
                .filter(held -> held.id() > after)
                .limit(ROWS_PER_PAGE)
                .toList();
        boolean last = page.isEmpty()
                || page.get(page.size() - 1).id() == all.get(all.size() - 1).id();
        List<String> rows = page.stream().map(held -> Json.object(held.row())).toList();
        return new Answer(
                200,
                "{\"success\":true,\"instances_found\":" + rows.size() + ",\"total_instances\":" + all.size()
                        + ",\"label_counts\":{},\"next_token\":"
                        + (last ? "null" : "\"" + page.get(page.size() - 1).id() + "\"") + ",\"instances\":["
                        + String.join(",", rows) + "]}");
    }

    private Answer search(JsonObject body) {
        double disk = number(body, "allocated_storage", 5);
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(vast.market(disk, "bid".equals(body.text("type"))));
        JsonObject host = body.object("machine_id");
        if (host != null && host.has("eq")) {
            rows.removeIf(row -> !String.valueOf(row.get("machine_id")).equals(host.text("eq")));
        }
        return new Answer(
                200,
                "{\"offers\":["
                        + String.join(",", rows.stream().map(Json::object).toList()) + "]}");
    }

    private Answer create(String path, JsonObject body) {
        Double bid = body.has("price") ? Double.valueOf(number(body, "price", 0)) : null;
        Contract held = vast.rent(id(ASK, path, 1), number(body, "disk", 10), body.text("label"), bid);
        return held == null
                ? new Answer(VastFault.OFFER_GONE_410.status(), VastFault.OFFER_GONE_410.body())
                : new Answer(200, "{\"success\":true,\"new_contract\":" + held.id() + "}");
    }

    private Answer show(long id) {
        Contract held = vast.contract(id);
        return new Answer(200, "{\"instances\":" + (held == null ? "null" : Json.object(held.row())) + "}");
    }

    /** Does it to the machine in the path, or to those in the body; the first that is not there spoils it for all. */
    private Answer each(String path, String sent, Function<Contract, String> change) {
        List<Long> ids = path.equals("/api/v0/instances/")
                ? IDS.matcher(sent)
                        .results()
                        .map(id -> Long.valueOf(id.group()))
                        .toList()
                : List.of(id(path));
        String said = DONE;
        for (long id : ids) {
            Contract held = vast.contract(id);
            if (held == null) {
                return new Answer(404, "{\"success\":false,\"error\":\"no_such_instance\"}");
            }
            said = change.apply(held);
        }
        return new Answer(200, said);
    }

    private String start(Contract held) {
        ActionReceipt receipt = vast.cloud().start(machine(held));
        held.queued(receipt.outcome() == Outcome.QUEUED);
        return receipt.outcome() == Outcome.ACCEPTED ? DONE : QUEUED;
    }

    private String stop(Contract held) {
        held.queued(false);
        vast.cloud().stop(machine(held));
        return DONE;
    }

    private String destroy(Contract held) {
        vast.cloud().destroy(machine(held));
        return DONE;
    }

    private static MachineId machine(Contract held) {
        return MachineId.of(Long.toString(held.id()));
    }

    private static long id(String path) {
        return id(INSTANCE, path, 2);
    }

    private static long id(Pattern pattern, String path, int group) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no id in " + path);
        }
        return Long.parseLong(matcher.group(group));
    }

    private static double number(JsonObject body, String name, double otherwise) {
        Double number = body.number(name);
        return number == null ? otherwise : number;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private record Answer(int status, String body) {}
}
