package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.DumontClient;

/** A program that talks to a control plane from elsewhere. */
final class ParkFromElsewhere {

    private ParkFromElsewhere() {}

    static void main(String project) {
        try (var client = DumontClient.create(ClientOptions.fromEnvironment(System.getenv()))) {
            for (var machine : client.machines().machines("running")) {
                if (project.equals(machine.machine().labels().get("project"))) {
                    System.out.println(client.machines().hibernate(machine.id()).operation());
                }
            }
        }
    }
}
