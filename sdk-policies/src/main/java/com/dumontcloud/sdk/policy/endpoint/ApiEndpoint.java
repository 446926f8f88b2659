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
     * Answers a request. Does not block, and may be called on the threads that read from sockets; most replies are there at once,
     * and where one is not, such as one that waits for a machine, it is completed on a thread of the monitor's time source.
     *
     * @return the reply; it never fails: whatever goes wrong is in it. Whoever does not want it any more may cancel it, which takes
     *     nothing back
     */
    CompletableFuture<ApiResponse> handle(ApiRequest request);
}
