package com.dumontcloud.samples.controlplane.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs a line of {@code key=value} for each request, when it is answered. Neither headers nor the query are logged, since they may
 * hold secrets. Those of the page's files and of heartbeats that are taken are at debug. Thread-safe.
 */
final class RequestLog implements HttpHandler {

    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

    private static final int LONGEST_PATH = 200;

    private final HttpHandler next;

    RequestLog(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addExchangeCompleteListener((answered, after) -> {
            log(answered);
            after.proceed();
        });
        next.handleRequest(exchange);
    }

    private static void log(HttpServerExchange exchange) {
        boolean routine = ApiHandler.isHeartbeat(exchange)
                || !exchange.getResponseHeaders().contains(ApiHandler.REQUEST_ID);
        LoggingEventBuilder line = routine && exchange.getStatusCode() < 400 ? log.atDebug() : log.atInfo();
        line.log(() -> "request_id=%s method=%s path=%s status=%d bytes=%d ms=%d"
                .formatted(
                        exchange.getResponseHeaders().getFirst(ApiHandler.REQUEST_ID),
                        printable(exchange.getRequestMethod().toString()),
                        printable(exchange.getRequestPath()),
                        exchange.getStatusCode(),
                        exchange.getResponseBytesSent(),
                        millis(exchange)));
    }

    private static long millis(HttpServerExchange exchange) {
        long started = exchange.getRequestStartTime();
        return started < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    /** One token of one line, whatever was sent. */
    private static String printable(String text) {
        String cut = text.length() <= LONGEST_PATH ? text : text.substring(0, LONGEST_PATH) + "...";
        return cut.replaceAll("[^!-~]", "?");
    }
}
