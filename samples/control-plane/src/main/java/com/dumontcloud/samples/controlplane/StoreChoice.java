package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.PostgresFleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the fleet's state is kept: {@code sqlite}, which is a file among the data, or the JDBC URL of a PostgreSQL database, whose user and
 * password come from the environment.
 *
 * @param text as it was given
 */
record StoreChoice(String text) {

    /** A file among the data. */
    static final StoreChoice SQLITE = new StoreChoice("sqlite");

    /** As whom to log in at a database. */
    static final String USER = "DUMONT_STORE_USER";

    /** With what: not in the URL, which the process list shows. */
    static final String PASSWORD = "DUMONT_STORE_PASSWORD";

    private static final String POSTGRES = "jdbc:postgresql:";

    /** Checks that it is one that is known; the rest of a URL is the driver's to judge. */
    StoreChoice {
        if (!text.equals("sqlite") && !text.startsWith(POSTGRES)) {
            throw new IllegalArgumentException("--store is neither sqlite nor the URL of a PostgreSQL database, "
                    + POSTGRES + "//host:port/database");
        }
    }

    /**
     * Opens it.
     *
     * @param data the directory of everything that lasts
     */
    FleetStore open(Path data, Map<String, String> environment) {
        return text.startsWith(POSTGRES)
                ? PostgresFleetStore.open(text, environment.get(USER), environment.get(PASSWORD))
                : SqliteFleetStore.open(data.resolve("fleet"));
    }
}
