package com.dumontcloud.sdk.policy.endpoint;

import java.util.concurrent.CompletableFuture;

/**
 * Answers requests: everything of a server but its sockets. {@link EmbeddedServer} puts one on a port; a program with a server of
 * its own hands requests to {@link #handle}, and sends what comes back: status, headers and body, and where the reply {@linkplain
 * ApiResponse#feed() goes on}, that too.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface ApiEndpoint {

    /**
     * Answers a request. A heartbeat, and whatever changes something, returns once it is written down, and may wait for the store and
     * for listeners: call this on threads that may, and not on those that read from sockets, where only {@code /healthz} waits for
     * nothing. What takes longer, such as waiting for a machine, holds no thread: the reply is then completed on a thread of the
     * monitor's time source.
     *
     * @return the reply; it never fails: whatever goes wrong is in it. Whoever does not want it any more may cancel it, which takes
     *     nothing back
     */
    CompletableFuture<ApiResponse> handle(ApiRequest request);
}
