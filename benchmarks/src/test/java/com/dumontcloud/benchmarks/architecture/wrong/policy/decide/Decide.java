package com.dumontcloud.benchmarks.architecture.wrong.policy.decide;

import com.dumontcloud.benchmarks.architecture.wrong.core.client.ClientOptions;
import com.dumontcloud.benchmarks.architecture.wrong.core.provider.MachineProvider;
import com.dumontcloud.benchmarks.architecture.wrong.policy.store.Store;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;

/** Breaks what a class of the pure core must keep. */
final class Decide {
    record KnowsStore(Store store) {}

    record KnowsClient(ClientOptions options) {}

    record KnowsProvider(MachineProvider provider) {}

    /** The one that breaks nothing. */
    record HearsTheWitness(MachineProvider.Witness witness) {}

    record Logs(Logger log) {}

    record Locks(Lock lock) {}

    record Queries(Connection connection) {}

    record HoldsAClock(Clock clock) {}

    interface AsksTheTime {
        default Instant now() {
            return Instant.now();
        }
    }

    interface ReadsTheEnvironment {
        default String home() {
            return System.getenv("HOME");
        }
    }

    private Decide() {}
}
