package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresFleetStoreTest extends FleetStoreContract {

    private static PostgresServer server;
    private static int databases;

    private String url;
    private FleetStore store;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        url = server.database("fleet_" + databases++);
        store = PostgresFleetStore.open(url, PostgresServer.USER, PostgresServer.PASSWORD);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected FleetStore store() {
        return store;
    }

    @Override
    protected void reopen() {
        close();
        store = PostgresFleetStore.open(url, PostgresServer.USER, PostgresServer.PASSWORD);
    }

    @Override
    protected boolean keepsJournal() {
        return true;
    }
}
