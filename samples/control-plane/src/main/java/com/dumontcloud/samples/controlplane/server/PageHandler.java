package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.samples.controlplane.server.Page.Asset;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.QValueParser;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;

/** Serves the files of the page; every other path is the endpoint's. Thread-safe. */
final class PageHandler implements HttpHandler {

    private final Page page;
    private final HttpHandler rest;

    PageHandler(Page page, HttpHandler rest) {
        this.page = page;
        this.rest = rest;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Asset asset = page.find(exchange.getRequestPath()).orElse(null);
        boolean reads = exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
        if (asset == null || !reads) {
            rest.handleRequest(exchange);
            return;
        }
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(Headers.CONTENT_TYPE, asset.type());
        headers.put(Headers.CACHE_CONTROL, asset.cacheControl());
        headers.put(Headers.ETAG, asset.tag());
        headers.put(Headers.VARY, "Accept-Encoding");
        if (asset.policy() != null) {
            headers.put(SecurityHeaders.CONTENT_SECURITY_POLICY, asset.policy());
        }
        ETag tag = new ETag(false, asset.tag().substring(1, asset.tag().length() - 1));
        if (!ETagUtils.handleIfNoneMatch(exchange, tag, true)) {
            exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
            exchange.endExchange();
            return;
        }
        boolean gzip = takesGzip(exchange);
        if (gzip) {
            headers.put(Headers.CONTENT_ENCODING, "gzip");
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(asset.bytes(gzip)));
    }

    private static boolean takesGzip(HttpServerExchange exchange) {
        var accepted = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
        return accepted != null
                && QValueParser.parse(accepted).stream()
                        .flatMap(java.util.Collection::stream)
                        .anyMatch(coding -> coding.getValue().equals("gzip") && !coding.isQValueZero());
    }
}
