package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteFleetStoreTest extends FleetStoreContract {

    @TempDir
    Path directory;

    private FleetStore store;

    @BeforeEach
    void open() {
        store = SqliteFleetStore.open(directory.resolve("state"));
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
        open();
    }

    @Override
    protected boolean keepsJournal() {
        return true;
    }
}
