package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers requests as Vast does, unless a fault gets in between. */
final class VastRoutes implements HttpHandler {

    private static final Pattern IDS = Pattern.compile("\\d+");
    private static final long SLOW_MILLIS = 50;
    private static final int ASKED_SECONDS = 3;

    private final VastSimulator vast;
    private final List<Route> routes;

    VastRoutes(VastSimulator vast, List<Route> routes) {
        this.vast = vast;
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Request request = Request.read(exchange);
        Route route =
                routes.stream().filter(known -> known.fits(request)).findFirst().orElse(null);
        Call call = route == null ? Call.OTHER : call(route, request);
        vast.count(call);
        VastFault fault = vast.faults().draw(call);
        if (fault == null) {
            send(exchange, answer(request, route, call));
            return;
        }
        Answer effect = fault.isAfterEffect() ? answer(request, route, call) : Answer.NONE;
        if (fault.isDrop()) {
            exchange.close();
        } else if (!fault.isHang()) {
            addHeader(exchange, fault);
            send(exchange, spoilt(fault, effect));
        }
    }

    private static Call call(Route route, Request request) {
        try {
            return route.call().apply(request);
        } catch (DumontException unreadable) {
            return Call.OTHER; // Which is answered with a 400 below.
        }
    }

    private Answer answer(Request request, @Nullable Route route, Call call) {
        if (route == null) {
            return Answer.refused(404, "unknown_route", request.method() + " " + request.path());
        }
        Answer refusal = vast.refusal(request, route.scope(), call);
        if (refusal != null) {
            return refusal;
        }
        try {
            synchronized (vast) {
                return route.answer(request);
            }
        } catch (DumontException refused) {
            return Answer.invalid(refused.kind().toString());
        } catch (IllegalArgumentException wrong) {
            return Answer.refused(400, "invalid_request", String.valueOf(wrong.getMessage()));
        }
    }

    private static Answer spoilt(VastFault fault, Answer effect) {
        if (fault == VastFault.SLOW) {
            pause();
            return effect;
        }
        if (fault == VastFault.EXTRA_FIELDS) {
            String more = "{\"of_tomorrow\":{\"a\":[1,null,\"x\"]},";
            return new Answer(
                    effect.status(),
                    effect.body().replace("{\"id\":", more + "\"id\":").replaceFirst("^\\{\"s", more + "\"s"));
        }
        return new Answer(fault.status(), fault.body().replace("%s", contractIn(effect)));
    }

    private static void addHeader(HttpExchange exchange, VastFault fault) {
        if (fault == VastFault.TOO_FREQUENT_FOR_SECONDS) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(ASKED_SECONDS));
        } else if (fault == VastFault.TOO_FREQUENT_UNTIL_DATE) {
            // By the clock of the header Date, which is the real one.
            ZonedDateTime until = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(ASKED_SECONDS);
            exchange.getResponseHeaders().set("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(until));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SLOW_MILLIS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
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
}
