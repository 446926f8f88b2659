package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;

/** The shortest useful program over the client; the README may quote it. */
final class WatchFleetExample {

    private WatchFleetExample() {}

    /** Needs DUMONT_API_URL and DUMONT_API_TOKEN. */
    public static void main(String[] args) {
        try (DumontClient client = DumontClient.create(ClientOptions.fromEnvironment(System.getenv()))) {
            for (AgentInstance machine : client.agents().instances()) {
                Duration idle = machine.idleFor();
                if (idle != null && idle.compareTo(Duration.ofMinutes(20)) > 0) {
                    System.out.println(machine.hostname() + " has been idle for " + idle.toMinutes() + " minutes");
                }
            }
            client.agents().keepAlive(MachineId.of("28864630"), Duration.ofHours(2));
        }
    }
}
