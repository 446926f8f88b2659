package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.model.AgentInstance;
import java.time.Duration;

/** A program that makes one call and ends, as a shell script or a cron job would. */
final class OneCall {

    private OneCall() {}

    /** Lists the fleet of the environment's control plane. The client is left open on purpose. */
    public static void main(String[] args) {
        ClientOptions options = ClientOptions.fromEnvironment(System.getenv()).toBuilder()
                .retryDelay(Duration.ofMillis(1))
                .build();
        for (AgentInstance instance : DumontClient.create(options).agents().instances()) {
            System.out.println("found " + instance.id());
        }
        System.out.println("main ends");
    }
}
