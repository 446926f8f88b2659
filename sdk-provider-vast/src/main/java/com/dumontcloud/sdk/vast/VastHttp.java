package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ApiCall;
import com.dumontcloud.sdk.core.client.HttpAnswer;
import com.dumontcloud.sdk.core.client.HttpApi;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends calls to Vast, each in its turn, and takes only that for a success which says so. Thread-safe.
 */
final class VastHttp implements AutoCloseable {

    private final HttpApi api;
    private final RouteGaps gaps;

    VastHttp(VastOptions options) {
        this.api = HttpApi.create(options.connection());
        this.gaps = new RouteGaps(options, api.time());
    }

    HttpApi api() {
        return api;
    }

    /** Sends a call and returns what the reader makes of the object in the answer. */
    <T> T send(VastRoute route, ApiCall call, Function<JsonObject, T> reader) {
        return sendRaw(route, call, answer -> {
            JsonObject object = object(answer);
            return reading(answer, () -> reader.apply(object));
        });
    }

    /** Sends a call and returns what the reader makes of the list in the answer. */
    <T> T sendForList(VastRoute route, ApiCall call, Function<List<JsonObject>, T> reader) {
        return sendRaw(
                route,
                call,
                answer -> reading(answer, () -> {
                    if (firstByte(answer) == '{') {
                        object(answer); // Which may be a refusal.
                    }
                    return reader.apply(JsonObject.parseList(answer.body()));
                }));
    }

    @Override
    public void close() {
        api.close();
    }

    private <T> T sendRaw(VastRoute route, ApiCall call, Function<HttpAnswer, T> reader) {
        return api.send(call.pacedBy(longest -> gaps.takeTurn(route, longest)), answer -> {
            gaps.answered(route);
            if (answer.isSuccessful()) {
                gaps.served(route);
                return reader.apply(answer);
            }
            VastException refused = VastFailures.refused(answer, refusal(answer).orElse(VastErrorCode.UNKNOWN));
            if (refused.refusal() == VastErrorCode.RATE_LIMITED) {
                gaps.refused(route, Optional.ofNullable(refused.retryAfter()));
            }
            throw refused;
        });
    }

    /** Returns the object of a 2xx answer; one that says {@code "success": false}, or names an error, is none. */
    private static JsonObject object(HttpAnswer answer) {
        JsonObject object = reading(answer, () -> JsonObject.parse(answer.body()));
        boolean refused = Boolean.FALSE.equals(reading(answer, () -> object.flag("success")));
        if (refused
                || !Objects.requireNonNullElse(object.textOrJson("error"), "").isEmpty()) {
            throw VastFailures.refused(answer, refusal(answer).orElse(VastErrorCode.UNKNOWN));
        }
        return object;
    }

    private static Optional<VastErrorCode> refusal(HttpAnswer answer) {
        return VastErrorCode.of(answer.status(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static int firstByte(HttpAnswer answer) {
        for (byte b : answer.body()) {
            if (b > ' ') {
                return b;
            }
        }
        return -1;
    }

    private static <T> T reading(HttpAnswer answer, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (VastException told) {
            throw told;
        } catch (DumontException unreadable) {
            throw VastFailures.unreadable(answer, String.valueOf(unreadable.getMessage()), unreadable);
        }
    }
}
