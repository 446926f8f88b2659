package com.dumontcloud.sdk.vast.simulator;

/** A way in which one request to Vast goes wrong. */
public enum VastFault {
    /** 429 as plain text; nothing happened. */
    TOO_FREQUENT_TEXT(429, "API requests too frequent: endpoint threshold=4.5", false),
    /** 429 as JSON with a wait; nothing happened. */
    TOO_FREQUENT_JSON(429, "{\"success\":false,\"error\":\"rate_limited\",\"retry_after\":3}", false),
    /** 429 with a header that asks for 3 seconds; nothing happened. */
    TOO_FREQUENT_FOR_SECONDS(429, "Too many requests", false),
    /** 429 with a header that names the moment in 3 seconds; nothing happened. */
    TOO_FREQUENT_UNTIL_DATE(429, "{\"success\":false}", false),
    /** 500; nothing happened. */
    INTERNAL_ERROR(500, "Internal Server Error", false),
    /** 500, and yet it happened. */
    INTERNAL_ERROR_AFTER_EFFECT(500, "Internal Server Error", true),
    /** 502 as a page of the proxy; nothing happened. */
    BAD_GATEWAY(502, "<html><body>502 Bad Gateway</body></html>", false),
    /** 503; nothing happened. */
    UNAVAILABLE(503, "{\"success\":false,\"error\":\"unavailable\"}", false),
    /** 504 as a page of the proxy; nothing happened. */
    GATEWAY_TIMEOUT(504, "<html><body>504 Gateway Time-out</body></html>", false),
    /** 504, and yet it happened. */
    GATEWAY_TIMEOUT_AFTER_EFFECT(504, "<html><body>504 Gateway Time-out</body></html>", true),
    /** 403 as a page of the edge; nothing happened. */
    EDGE_BLOCK(403, "<!DOCTYPE html><html><title>Attention Required!</title></html>", false),
    /** 404 to a wrong key; nothing happened. */
    WRONG_KEY(404, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key\"}", false),
    /** 403 to a key without the right; nothing happened. */
    SCOPED_KEY(403, "{\"success\":false,\"error\":\"not_authorized\",\"msg\":\"key lacks instance_write\"}", false),
    /** 400 for want of credit; nothing happened. */
    NO_CREDIT(
            400,
            "{\"success\":false,\"error\":\"insufficient_credit\",\"msg\":\"Your account lacks credit; see the billing"
                    + " page.\"}",
            false),
    /** 404 without a word; nothing happened. */
    BARE_404(404, "", false),
    /** It happened, and the answer is cut off. */
    TRUNCATED(200, "{\"success\":true,\"new_con", true),
    /** It happened, and the answer has other types. */
    WRONG_TYPES(200, "{\"success\":true,\"instances\":\"many\",\"new_contract\":[]}", true),
    /** It happened, and the answer is {@code null}. */
    NULL_ANSWER(200, "null", true),
    /** It happened, and the answer lacks every field. */
    EMPTY_OBJECT(200, "{}", true),
    /** It happened, and a page of HTML came back with 200. */
    HTML_200(200, "<html>maintenance</html>", true),
    /** It happened, and the answer is right, but for fields that nobody knows. */
    EXTRA_FIELDS(0, "", true),
    /** It happened, and the answer is right, but takes a twentieth of a second of real time. */
    SLOW(0, "", true),
    /** The connection is dropped before anything happened. */
    DROP_BEFORE(0, "", false),
    /** The connection is dropped after it happened. */
    DROP_AFTER(0, "", true),
    /** Nothing ever comes back, and nothing happened. */
    HANG_BEFORE(0, "", false),
    /** It happened, and nothing ever comes back. */
    HANG_AFTER(0, "", true),
    /** Of a create: the offer is gone, as 400. */
    OFFER_GONE_400(400, "{\"success\":false,\"error\":\"no_such_ask\"}", false),
    /** Of a create: the offer is gone, as 404. */
    OFFER_GONE_404(
            404, "{\"success\":false,\"error\":\"invalid_args\",\"msg\":\"no_such_ask 7 is not available\"}", false),
    /** Of a create: the offer is gone, as 410. */
    OFFER_GONE_410(410, "{\"success\":false,\"error\":\"no_such_ask\",\"msg\":\"no longer available\"}", false),
    /** Of a create: it is refused, and a machine is left behind whose id stands in the refusal. */
    LEFT_BEHIND(400, "{\"success\":false,\"error\":\"invalid_price\",\"new_contract\":%s}", true);

    private final int status;
    private final String body;
    private final boolean afterEffect;

    VastFault(int status, String body, boolean afterEffect) {
        this.status = status;
        this.body = body;
        this.afterEffect = afterEffect;
    }

    /** Returns whether the request takes effect all the same. */
    public boolean isAfterEffect() {
        return afterEffect;
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }

    /** Returns whether only a create fails so. */
    public boolean isOfCreate() {
        return this == OFFER_GONE_400 || this == OFFER_GONE_404 || this == OFFER_GONE_410 || this == LEFT_BEHIND;
    }

    /** Returns whether the right answer comes all the same, late or with more in it than usual. */
    public boolean isAnswered() {
        return this == EXTRA_FIELDS || this == SLOW;
    }

    boolean isDrop() {
        return this == DROP_BEFORE || this == DROP_AFTER;
    }

    boolean isHang() {
        return this == HANG_BEFORE || this == HANG_AFTER;
    }
}
