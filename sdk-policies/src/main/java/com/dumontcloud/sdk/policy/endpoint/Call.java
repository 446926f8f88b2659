package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.util.List;
import java.util.Locale;

/**
 * One request on its way to the route it belongs to. Immutable.
 *
 * @param request what was asked
 * @param dialect in which shape to answer
 * @param segments the path below the base, decoded
 * @param caller who asks
 */
record Call(ApiRequest request, Dialect dialect, List<String> segments, Caller caller) {

    /** What comes before the segment that names a machine, in every route that has one. */
    private static final String BEFORE_ID = "instances";

    /** Returns the machine that the path names. */
    MachineId id() {
        try {
            return MachineId.of(segments.get(segments.indexOf(BEFORE_ID) + 1));
        } catch (IllegalArgumentException unusable) {
            throw ApiFailure.of(Problem.OUT_OF_RANGE, "instance_id", String.valueOf(unusable.getMessage()));
        }
    }

    /** Returns the parameters of the URL. */
    Query query() {
        return Query.of(request.rawQuery());
    }

    /** Returns the body of a route that takes JSON; whether it is JSON its codec will tell. */
    byte[] json() {
        requireJson();
        if (request.sharedBody().length > ApiRequest.MAX_BODY_BYTES) {
            throw ApiFailure.of(
                    413,
                    "body_too_large",
                    "the body has more than the " + ApiRequest.MAX_BODY_BYTES + " bytes that are read");
        }
        return request.sharedBody();
    }

    /** A body that does not say what it is may be JSON; one that says it is something else is believed. */
    private void requireJson() {
        String type = request.header("Content-Type");
        String encoding = request.header("Content-Encoding");
        boolean encoded = encoding != null && !encoding.strip().equalsIgnoreCase("identity");
        if (encoded || (type != null && !isJson(type.toLowerCase(Locale.ROOT)))) {
            throw ApiFailure.of(
                    415,
                    "unsupported_media_type",
                    "send the body as Content-Type: application/json in UTF-8, without a Content-Encoding");
        }
    }

    private static boolean isJson(String contentType) {
        String[] parts = contentType.split(";", -1);
        boolean json = parts[0].strip().equals(ApiResponse.JSON);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").strip();
            json &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        return json;
    }
}
