package com.dumontcloud.sdk.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import com.dumontcloud.sdk.policy.fleet.FleetStore.TokenIssued;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that goes away, others who want the same store, and logins that do not do. */
@Timeout(120)
class PostgresTroubleTest {

    private static final MachineId ONE = MachineId.of("gpu-1");

    private static PostgresServer server;
    private static int databases;

    private String url;

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
    void makeDatabase() throws Exception {
        url = server.database("trouble_" + databases++);
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoHasIt() {
        try (FleetStore store = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("open in another process")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("127.0.0.1");
            assertThat(store.load().machines()).isEmpty();
        }
        open().close();
    }

    @Test
    void aStoreOutlastsARestartOfItsServer() throws Exception {
        try (FleetStore store = open()) {
            LeaderLease lease = store.lease("test");
            store.append(lease, List.of(new TokenIssued(ONE, "before")));
            server.down();

            assertThatThrownBy(() -> store.append(lease, List.of(new TokenIssued(ONE, "meanwhile"))))
                    .isInstanceOf(DumontException.class)
                    .hasMessageContaining("cannot be reached");
            server.up();
            store.append(lease, List.of(new TokenIssued(ONE, "after")));

            assertThat(store.load().tokenHashes()).containsEntry(ONE, "after");
            assertThat(store.history(ONE, null, java.time.Instant.EPOCH, java.time.Instant.now()))
                    .isEmpty();
        }
    }

    @Test
    void whoeverLostItsConnectionWhileAnotherTookOverWritesNothing() throws Exception {
        try (FleetStore older = open()) {
            LeaderLease lease = older.lease("older");
            older.append(lease, List.of(new TokenIssued(ONE, "older")));
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE datname = '"
                    + url.substring(url.lastIndexOf('/') + 1) + "'");
            try (FleetStore newer = open()) {
                newer.append(newer.lease("newer"), List.of(new TokenIssued(ONE, "newer")));
                assertThatThrownBy(() -> older.append(lease, List.of(new TokenIssued(ONE, "older again"))))
                        .isInstanceOf(DumontException.class);
                assertThatThrownBy(() -> older.append(lease, List.of(new TokenIssued(ONE, "older again"))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("open in another process");
            }

            assertThatThrownBy(() -> older.append(lease, List.of(new TokenIssued(ONE, "older again"))))
                    .isInstanceOf(StaleLeaseException.class);
            assertThat(older.load().tokenHashes()).containsEntry(ONE, "newer");
        }
    }

    @Test
    void aStoreOfANewerVersionIsLeftUntouched() throws Exception {
        open().close();
        try (Connection connection = DriverManager.getConnection(url, PostgresServer.USER, PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO dumont.schema_version VALUES (99)");
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("99");
    }

    @Test
    void aWrongPasswordIsSaidToBeOneAndNotSaid() {
        assertThatThrownBy(() -> PostgresFleetStore.open(url, PostgresServer.USER, "hunter2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lets nobody in")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://localhost/fleet",
                "fleet",
                "",
                "jdbc:postgresql://localhost/fleet?user=a&password=hunter2",
                "jdbc:postgresql://localhost/fleet?Password=hunter2"
            })
    void aUrlOfAnotherDatabaseOrWithAPasswordIsRefused(String other) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresFleetStore.open(other, null, null))
                .withMessageNotContaining("hunter2");
    }

    private FleetStore open() {
        return PostgresFleetStore.open(url, PostgresServer.USER, PostgresServer.PASSWORD);
    }
}
